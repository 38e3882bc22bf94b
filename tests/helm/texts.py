"""Texts that YAML could take for something else, and the places where values hold texts."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from terraform_json.types import Json

Place = tuple[str, ...]

# What some reader of YAML takes for a boolean, a number, a null, or a sign of its own.
AWKWARD = (
    *("no", "NO", "on", "y", "null", "~", "true", "2024", "1e3", "0x1F", "010", "1_000"),
    *(".inf", "=", "<<", "1:30", "2024-01-01", "-", "?", "# x", "a #b", "a: b", "- a"),
    *("{a}", "[a]", "&a", "*a", "!a", "!!int 3", "%a", "@a", "`a`", "|", " leading", "trailing "),
    *("\ttab\t", "it's", 'say "so"', "back\\slash", "%s%d%q", "$(HOME)", "a\n\n\n", "\na"),
    *("a\r\nb\r", "word " * 60, "emoji \U0001f600 caf\u00e9", "\u05e2\u05d1\u05e8\u202eabc"),
    *("\ufeffa", "a\u0085b\u2028c", "a\x7fb\u009f\x1b[31m", "\uffff\u00a0a"),
    *("/no", "/~/@=,:", "/%23", "/2024", "nginx.org/no", "y/on", "0", "A"),
)
_ROLE = "kind: ClusterRoleBinding\nmetadata: {name: own}\nroleRef: {kind: ClusterRole, name: admin}"
# What ends the text where a template puts it, and goes on as a document or a template.
HOSTILE = (
    f"a\n---\n{_ROLE}\n",
    f'a"\n---\n{_ROLE}\n---\n',
    f"a'\n---\n{_ROLE}\n...\n",
    f"a\n...\n---\n{_ROLE}",
    *(f"a\n{' ' * deep}stolen: true\n" for deep in (2, 4, 6, 8, 12)),
    '", "stolen": "true", "b": "',
    "}}, stolen: true, {{",
    '\\", stolen: "',
    "{{ .Release.Name }}{{ fail `stolen` }}",
    '{{ include "microservice.name" . }}',
    "*/}}\nstolen: true\n{{/*",
    "a\u2028---\u2028kind: ClusterRoleBinding",
    "a\x00b",
)

# The chart calculates with it.
NUMERIC = {("podDisruptionBudget", "minAvailable")}
# What the API server writes in another way.
QUANTITIES = ("cpu", "memory", "ephemeral-storage", "sizeLimit", "tmpSizeLimit", "averageValue")
# No variable and no path may stand twice, so that a text stands at one of two places at a time.
UNIQUE: list[set[Place]] = [
    {
        ("env", "(key)"),
        ("config", "mountPath"),
        ("initContainers", "*", "env", "(key)"),
        ("initContainers", "*", "name"),
        ("sidecars", "*", "env", "(key)"),
        ("schedules", "(key)"),
    },
    {
        ("secretEnv", "(key)"),
        ("volumes", "*", "mountPath"),
        ("initContainers", "*", "secretEnv", "(key)"),
        ("sidecars", "(key)"),
        ("sidecars", "*", "secretEnv", "(key)"),
        ("extraObjects", "(key)"),
    },
]


def schema_of(chart: str) -> Json:
    """Return a chart's schema."""
    schema: Json = json.loads(Path(f"helm/{chart}/values.schema.json").read_text(encoding="utf-8"))
    return schema


def places(schema: Json, part: Json | None = None, place: Place = ()) -> Iterator[Place]:
    """Yield every place where a schema takes a text that is not one of a list."""
    part = resolved(schema, schema if part is None else part)
    if part.get("type") == "string":
        yield place
    for key, inner in part.get("properties", {}).items():
        yield from places(schema, inner, (*place, key)) if inner else ()
    for inner in part.get("patternProperties", {}).values():
        yield (*place, "(key)")
        yield from places(schema, inner, (*place, "*"))
    if "items" in part:
        yield from places(schema, part["items"], (*place, "*"))
    for inner in part.get("anyOf", ()):
        yield from places(schema, inner, place)


def texts(schema: Json, value: object, part: Json | None = None, place: Place = ()) -> Any:  # noqa: ANN401
    """Yield every text of values, keys of people's included, after its place in the schema."""
    part = resolved(schema, schema if part is None else part)
    if isinstance(value, dict):
        for key, item in value.items():
            own = key in part.get("properties", {})
            if not own:
                yield (*place, "(key)"), key
            inner = (
                part["properties"][key] if own else next(iter(part["patternProperties"].values()))
            )
            yield from texts(schema, item, inner, (*place, key if own else "*"))
    elif isinstance(value, list):
        for item in value:
            yield from texts(schema, item, part["items"], (*place, "*"))
    elif isinstance(value, str) and "enum" not in part:
        yield place, value


def replaced(data: Any, texts: Mapping[str, str]) -> Any:  # noqa: ANN401 - JSON
    """Return data in which each text, as a key or value, is another one."""
    if isinstance(data, dict):
        return {texts.get(key, key): replaced(item, texts) for key, item in data.items()}
    if isinstance(data, list):
        return [replaced(item, texts) for item in data]
    return texts.get(data, data) if isinstance(data, str) else data


def replaced_within(data: Any, texts: Mapping[str, str]) -> Any:  # noqa: ANN401 - JSON
    """Return data in which each text, also as a part of longer ones, is another one."""
    if isinstance(data, dict):
        return {replaced_within(k, texts): replaced_within(v, texts) for k, v in data.items()}
    if isinstance(data, list):
        return [replaced_within(item, texts) for item in data]
    if isinstance(data, str):
        # All at once, so that nothing is looked for in what was put in; the longest first.
        pattern = "|".join(re.escape(text) for text in sorted(texts, key=len, reverse=True))
        return re.sub(pattern, lambda found: texts[found[0]], data)
    return data


def written(values: Json) -> str:
    """Return values as YAML with every text in double quotes."""
    return yaml.dump(values, Dumper=_Quoting, width=float("inf"))


def in_order(data: Any) -> Any:  # noqa: ANN401 - JSON
    """Return data with its lists sorted, since some are in the order of people's keys."""
    if isinstance(data, dict):
        return {key: in_order(item) for key, item in data.items()}
    if isinstance(data, list):
        return sorted(
            (in_order(item) for item in data), key=lambda item: json.dumps(item, sort_keys=True)
        )
    return data


def resolved(schema: Json, part: Json) -> Json:
    """Return what a reference in a schema stands for, or the part itself."""
    reference = part.get("$ref")
    return schema["definitions"][reference.rsplit("/", 1)[-1]] if reference else part


class _Quoting(yaml.SafeDumper):
    """Writes every text in double quotes, and everything out."""

    def ignore_aliases(self, data: object) -> bool:
        """Write no alias."""
        del data
        return True


_Quoting.add_representer(
    str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"')
)
