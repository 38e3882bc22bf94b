"""Where a value stands in a file, and how it is shown to people: on one line, and short."""

import json
import re
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any, Final

import yaml

KeyPath = tuple[str | int, ...]

_SHOWN: Final = 80
_resolver: Final[Any] = yaml.resolver.Resolver()
_BARE: Final = re.compile(r"[\w./@+*=$<>~-][\w./@+*=$<>~: -]*")


def dotted(path: KeyPath) -> str:
    """Return a key path as people write it: `network.zones.eu-west-1a.private`."""
    return ".".join(shortened(str(part)) for part in path)


def shown(data: object, path: KeyPath, written: Mapping[KeyPath, str]) -> str | None:
    """Return what stands at `path`, on one line and shortened; None where nothing does.

    Args:
        data: Nested dicts, lists and scalars.
        path: The part of the data that is meant.
        written: How the file writes what YAML reads as anything but text, by path.
    """
    here: Any = data
    for part in path:
        try:
            here = here[part]
        except (KeyError, IndexError, TypeError):
            return None
    text = ""
    for piece in _pieces(here, path, written):
        text += piece
        if len(text) > _SHOWN:
            break
    return shortened(text)


def shortened(text: str) -> str:
    """Return text on one line, cut where it is long; what cannot be printed as its escape."""
    start = text[: _SHOWN + 1]
    if not start.isprintable():
        start = "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in start)
    return start if len(start) <= _SHOWN else start[: _SHOWN - 3] + "..."


def _pieces(value: Any, path: KeyPath, written: Mapping[KeyPath, str]) -> Iterator[str]:  # noqa: ANN401 - plain data
    """Yield the value's text in pieces, so that no more is made than is shown."""
    if isinstance(value, dict):
        yield from _joined(
            "{",
            (
                chain([f"{shortened(str(key))}: "], _pieces(item, (*path, key), written))
                for key, item in value.items()
            ),
            "}",
        )
    elif isinstance(value, list):
        items = (_pieces(item, (*path, index), written) for index, item in enumerate(value))
        yield from _joined("[", items, "]")
    elif isinstance(value, str):
        start = value[: _SHOWN + 1]
        yield start if _is_bare(start) else json.dumps(start, ensure_ascii=False)
    else:
        yield written.get(path) or json.dumps(value, default=str)


def _is_bare(text: str) -> bool:
    """Return whether text without quotes still shows as text, and where it begins and ends."""
    implicit = _resolver.resolve(yaml.ScalarNode, text, (True, False))
    return bool(_BARE.fullmatch(text)) and implicit.endswith((":str", ":timestamp"))


def _joined(before: str, items: Iterator[Iterator[str]], after: str) -> Iterator[str]:
    yield before
    for index, item in enumerate(items):
        yield ", " if index else ""
        yield from item
    yield after
