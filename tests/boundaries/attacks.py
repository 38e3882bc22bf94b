"""What people could write to have Terraform evaluate it, and what of it Terraform would."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

MARK = "MARK"
"""Part of every attack and of nothing else, so that it is found again in whatever comes of it."""

ATTACKS = (
    '${file("/proc/self/environ/MARK")}',
    "${MARK}",
    "$${MARK}",
    "$$${MARK}",
    "%${MARK}",
    '%{ if fileexists("/MARK") }yes%{ endif }',
    "%{ for MARK in [1] }%{ endfor }",
    "%%{MARK}",
    '${templatefile("MARK", {})}',
    "${aws:PrincipalTag/MARK}",
    "${jsondecode(file(\n'MARK'))}",
    "~${~ MARK ~}",
)
_LIVE = re.compile(r"(?<!\$)\$\{|(?<!%)%\{")

Path = tuple[str | int, ...]


def places(data: object, path: Path = ()) -> Iterator[Path]:
    """Yield the path of every string in plain data."""
    if isinstance(data, str):
        yield path
    for key, value in _items(data):
        yield from places(value, (*path, key))


def changed(data: Any, path: Path, value: object) -> Any:  # noqa: ANN401 - plain data
    """Return plain data with another value at a path."""
    if not path:
        return value
    first, *rest = path
    copy: Any = dict(data) if isinstance(data, dict) else list(data)
    copy[first] = changed(copy[first], tuple(rest), value)
    return copy


def at(data: Any, path: Path) -> Any:  # noqa: ANN401 - plain data
    """Return what stands at a path."""
    for part in path:
        data = data[part]
    return data


def live(data: object) -> Iterator[str]:
    """Yield every string of Terraform's JSON in which an attack would be evaluated."""
    if isinstance(data, str):
        starts = [found.end() for found in _LIVE.finditer(data)]
        if any(MARK in data[start:].partition("}")[0] for start in starts):
            yield data
    for key, value in _items(data):
        yield from live(key)
        yield from live(value)


def _items(data: object) -> Iterator[tuple[Any, Any]]:
    if isinstance(data, Mapping):
        yield from data.items()
    elif isinstance(data, Sequence) and not isinstance(data, str):
        yield from enumerate(data)
