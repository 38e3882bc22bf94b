"""The values of an application over the chart's own, as Helm merges them, checked by its schema."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import jsonschema_rs

from config.errors import ConfigError, Mistake
from config.repetition import KEEP_ONE, STANDS_TWICE, repeated
from config.wording import NULL_REMEDY, correction, misread, remedy_for
from config.yaml.source import KeyPath, YamlDocument, dotted, read_mapping, shown
from config.yaml.text import file_mistake, read_text

CHART: Final = Path("helm/microservice")

Values = dict[str, Any]

# The types of JSON Schema in words of YAML.
_KINDS: Final = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping",
}


@dataclass(frozen=True)
class ChartValues:
    """The values that an application gives to the chart.

    Attributes:
        documents: The files, each over those before it.
        release: The values for Helm: those of the files, merged.
        effective: The values in templates: the chart's, with those of the release over them.
        written: How the files write what is read as anything but text, by key path.
    """

    documents: tuple[YamlDocument, ...]
    release: Values
    effective: Values
    written: Mapping[KeyPath, str]

    def mistake(self, path: KeyPath, problem: str, *, allowed: str, remedy: str) -> Mistake:
        """Return a mistake at `path`, in the file that decides about it."""
        document = self._deciding(path)
        return Mistake(
            file=document.file,
            line=document.line_of(path),
            path=dotted(path),
            value=shown(self.effective, path, self.written)
            or ("null" if self.nulls(path) else None),
            problem=problem,
            allowed=allowed,
            remedy=remedy,
        )

    def _deciding(self, path: KeyPath) -> YamlDocument:
        """Return the last file that has a path or a list, a text or a null above it.

        These replace whole what is below. Where no file has it, the one that has most of it.
        """
        nearest, most = self.documents[0], 0
        for document in reversed(self.documents):
            depth = _depth(document.data or {}, path)
            if depth == len(path):
                return document
            if depth >= most:
                nearest, most = document, depth
        return nearest

    def nulls(self, path: KeyPath) -> bool:
        """Return whether a file has a null at `path`, which takes the chart's default away."""
        here: Any = self.release
        for part in path:
            if not isinstance(here, dict) or part not in here:
                return False
            here = here[part]
        return here is None


def merge(documents: Sequence[YamlDocument]) -> ChartValues:
    """Return the values of one application.

    Args:
        documents: Its files, each over those before it; each holds a mapping or nothing.
    """
    defaults = chart_defaults()
    release: Values = {}
    for document in documents:
        data: Any = document.data or {}
        release = _over(release, data, defaults)
    written = {path: text for document in documents for path, text in document.written.items()}
    return ChartValues(tuple(documents), release, _over(defaults, release, {}), written)


def schema_mistakes(values: ChartValues) -> Iterator[Mistake]:
    """Yield what the chart's JSON Schema refuses."""
    for error in _validator().iter_errors(values.effective):
        path: KeyPath = tuple(error.instance_path)
        section, keyword = _section(error.schema_path)
        kind: Any = error.kind
        if keyword == "additionalProperties":
            for number, key in enumerate(kind.unexpected):
                yield _unknown_key(values, (*path, key), section, earlier=number)
        elif "propertyNames" in error.schema_path:
            yield values.mistake(
                (*path, kind.error.instance),
                "is not a name that the chart takes",
                allowed=_allowed(error.schema_path),
                remedy="change the name to one that is allowed",
            )
        elif keyword == "uniqueItems":
            for index in repeated(error.instance if isinstance(error.instance, list) else ()):
                where: KeyPath = (*path, index)
                allowed = _allowed(error.schema_path)
                yield values.mistake(where, STANDS_TWICE, allowed=allowed, remedy=KEEP_ONE)
        elif keyword == "required":
            yield _missing(values, (*path, kind.property), error.schema_path)
        else:
            kind = _KINDS.get(str(section.get("type")), "")
            expected = kind if keyword == "type" else ""
            yield values.mistake(
                path,
                misread(error.instance, expected)
                if expected
                else "is not a value that the chart takes",
                allowed=_allowed(error.schema_path),
                remedy=remedy_for(error.instance, kind),
            )


def _missing(values: ChartValues, path: KeyPath, schema_path: Sequence[str | int]) -> Mistake:
    # `then` and `else` of a condition stand beside the `properties` that describe what it requires.
    place = [part for part in schema_path[:-1] if part not in ("then", "else")]
    null = values.nulls(path)
    return values.mistake(
        path,
        "is missing, as null takes the chart's default away" if null else "is missing",
        allowed=_allowed([*place, "properties", str(path[-1])]),
        remedy=NULL_REMEDY if null else "add the key",
    )


def _depth(data: object, path: KeyPath) -> int:
    """Return how many parts of a path data decides about: all below what is no mapping."""
    for depth, part in enumerate(path):
        if not isinstance(data, dict):
            break
        if part not in data:
            return depth
        data = data[part]
    return len(path)


def _over(below: Values, above: Values, defaults: Values) -> Values:
    """Merge as Helm does: mappings key by key; a null takes away what is below.

    A null stays where Helm still has to take away a default of the chart.
    """
    merged = dict(below)
    for key, value in above.items():
        if isinstance(value, dict) and isinstance(merged.get(key), dict):
            inner = defaults.get(key)
            merged[key] = _over(merged[key], value, inner if isinstance(inner, dict) else {})
        elif value is None and key in merged and key not in defaults:
            del merged[key]
        else:
            merged[key] = value
    return merged


def _unknown_key(values: ChartValues, path: KeyPath, section: Values, *, earlier: int) -> Mistake:
    keys = [key for key, value in section.get("properties", {}).items() if value]
    return values.mistake(
        path,
        "is not a key that is known here",
        allowed=section.get("description") or ", ".join(keys),
        remedy=correction(str(path[-1]), keys, earlier=earlier) or "remove the key",
    )


def _section(schema_path: Sequence[str | int]) -> tuple[Values, str]:
    """Return the part of the schema that refuses, and the keyword in it."""
    here: Any = _schema()
    for part in schema_path[:-1]:
        here = here[part]
    return here if isinstance(here, dict) else {}, str(schema_path[-1])


def _allowed(schema_path: Sequence[str | int]) -> str:
    """Return the description of the part of the schema at a path, or of the nearest above it."""
    here: Any = _schema()
    description = ""
    for part in schema_path:
        here = here[part]
        if isinstance(here, dict) and "$ref" in here:
            here = _schema()["definitions"][here["$ref"].removeprefix("#/definitions/")]
        if isinstance(here, dict) and "description" in here:
            description = here["description"]
        elif isinstance(here, dict) and "properties" in here:
            description = "a mapping with the keys " + ", ".join(here["properties"])
    return description


@cache
def _schema() -> Values:
    file = CHART / "values.schema.json"
    try:
        schema: Values = json.loads(read_text(file))
    except json.JSONDecodeError as error:
        mistake = file_mistake(file, "is not JSON", "correct it", line=error.lineno)
        raise ConfigError([mistake]) from None
    except RecursionError:
        raise ConfigError([file_mistake(file, "is nested too deeply", "correct it")]) from None
    if not isinstance(schema, dict):
        raise ConfigError([file_mistake(file, "holds no object", "correct it")])
    return schema


@cache
def chart_defaults() -> Values:
    """Return the values that the chart has by itself, from the top."""
    return read_mapping(CHART / "values.yaml")


@cache
def _validator() -> jsonschema_rs.Validator:
    try:
        return jsonschema_rs.validator_for(_schema())
    except ValueError as error:  # what it raises where a keyword has a value that it cannot have
        file = CHART / "values.schema.json"
        mistake = file_mistake(file, f"is no JSON Schema: {error}", "correct it")
        raise ConfigError([mistake]) from error
