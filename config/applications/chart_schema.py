"""The values of an application, checked by the JSON Schema of the chart."""

import json
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Final

import jsonschema_rs

from config.applications.chart_values import CHART, ChartValues, Values
from config.errors import ConfigError, Mistake
from config.repetition import KEEP_ONE, STANDS_TWICE, repeated
from config.wording import NULL_REMEDY, correction, misread, remedy_for
from config.yaml.source import KeyPath
from config.yaml.text import file_mistake, read_text

_FILE: Final = CHART / "values.schema.json"
# The types of JSON Schema in words of YAML.
_KINDS: Final = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping",
}


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
    try:
        schema: Values = json.loads(read_text(_FILE))
    except json.JSONDecodeError as error:
        raise ConfigError([_mistake("is not JSON", line=error.lineno)]) from None
    except RecursionError:
        raise ConfigError([_mistake("is nested too deeply")]) from None
    if not isinstance(schema, dict):
        raise ConfigError([_mistake("holds no object")])
    return schema


@cache
def _validator() -> jsonschema_rs.Validator:
    try:
        return jsonschema_rs.validator_for(_schema())
    except ValueError as error:  # what it raises where a keyword has a value that it cannot have
        raise ConfigError([_mistake(f"is no JSON Schema: {error}")]) from error


def _mistake(problem: str, *, line: int | None = None) -> Mistake:
    return file_mistake(_FILE, problem, "correct it", line=line, allowed="a JSON Schema")
