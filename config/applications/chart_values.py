"""The values of an application over the chart's own, as Helm merges them, checked by its schema."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any, Final

import jsonschema_rs
import yaml

from config.errors import Mistake
from config.yaml_source import KeyPath, YamlDocument, dotted, shown

CHART: Final = Path("helm/microservice")

Values = dict[str, Any]


@dataclass(frozen=True)
class ChartValues:
    """What an application gives to the chart.

    Attributes:
        documents: The files, each over those before it.
        release: What Helm gets: the files' values, merged.
        effective: What the templates see: the chart's values, with those of the release over them.
    """

    documents: tuple[YamlDocument, ...]
    release: Values
    effective: Values

    def mistake(self, path: KeyPath, problem: str, *, allowed: str, remedy: str) -> Mistake:
        """Return a mistake at `path`, in the last file that has it, else in the first."""
        having = [document for document in self.documents if path in document.lines]
        document = having[-1] if having else self.documents[0]
        return Mistake(
            file=document.file,
            line=document.line_of(path),
            path=dotted(path),
            value=shown(self.effective, path),
            problem=problem,
            allowed=allowed,
            remedy=remedy,
        )


def merge(documents: Sequence[YamlDocument]) -> ChartValues:
    """Return the values of one application.

    Args:
        documents: Its files, each over those before it; each holds a mapping or nothing.
    """
    defaults = _defaults()
    release: Values = {}
    for document in documents:
        data: Any = document.data or {}
        release = _over(release, data, defaults)
    return ChartValues(tuple(documents), release, _over(defaults, release, {}))


def schema_mistakes(values: ChartValues) -> Iterator[Mistake]:
    """Yield what the chart's JSON Schema refuses."""
    for error in _validator().iter_errors(values.effective):
        path: KeyPath = tuple(error.instance_path)
        section, keyword = _section(error.schema_path)
        kind: Any = error.kind
        if keyword == "additionalProperties":
            for key in kind.unexpected:
                yield _unknown_key(values, (*path, key), section)
        elif "propertyNames" in error.schema_path:
            yield values.mistake(
                (*path, kind.error.instance),
                "is not a name that the chart takes",
                allowed=_allowed(error.schema_path),
                remedy="change the name to one that is allowed",
            )
        elif keyword == "required":
            # A condition's `then` stands beside the `properties` that describe what it requires.
            place = [part for part in error.schema_path[:-1] if part != "then"]
            yield values.mistake(
                (*path, kind.property),
                "is missing",
                allowed=_allowed([*place, "properties", kind.property]),
                remedy="add the key",
            )
        else:
            yield values.mistake(
                path,
                "is not a value that the chart takes",
                allowed=_allowed(error.schema_path),
                remedy="change the value to one that is allowed",
            )


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


def _unknown_key(values: ChartValues, path: KeyPath, section: Values) -> Mistake:
    keys = [key for key, value in section.get("properties", {}).items() if value]
    close = get_close_matches(str(path[-1]), keys, n=1)
    return values.mistake(
        path,
        "is not a key that is known here",
        allowed=section.get("description") or ", ".join(keys),
        remedy=f"did you mean `{close[0]}`?" if close else "remove the key",
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
    schema: Values = json.loads((CHART / "values.schema.json").read_text(encoding="utf-8"))
    return schema


@cache
def _defaults() -> Values:
    defaults: Values = yaml.safe_load((CHART / "values.yaml").read_text(encoding="utf-8"))
    return defaults


@cache
def _validator() -> jsonschema_rs.Validator:
    return jsonschema_rs.validator_for(_schema())
