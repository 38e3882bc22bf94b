"""Finds the line of a value in a file of JSON, without reading the rest of it into lines."""

import json
import re
from typing import Final

from config.yaml.key_path import KeyPath

_SPACE: Final = re.compile(r"[ \t\n\r]*")
_DECODER: Final = json.JSONDecoder()


def line_of(text: str, path: KeyPath) -> tuple[int, int]:
    """Return the line on which a value's key stands, and how many parts of the path were found.

    Args:
        text: A document of JSON.
        path: The keys and indices that lead to the value.
    """
    at = _skip(text, 0)
    line_at = at
    for depth, part in enumerate(path):
        found = _member(text, at, part) if text[at] == "{" else _item(text, at, part)
        if found is None:
            return _line(text, line_at), depth
        line_at, at = found
    return _line(text, line_at), len(path)


def _member(text: str, at: int, key: str | int) -> tuple[int, int] | None:
    """Return where a key of an object and its value begin."""
    at = _skip(text, at + 1)
    while text[at] == '"':
        begun = at
        name, at = _DECODER.raw_decode(text, at)
        at = _skip(text, _skip(text, at) + 1)
        if name == key:
            return begun, at
        at = _after(text, at)
    return None


def _item(text: str, at: int, index: str | int) -> tuple[int, int] | None:
    """Return where an item of a list begins, twice; what is no list has none."""
    if text[at] != "[" or not str(index).isdigit():
        return None
    at = _skip(text, at + 1)
    for _ in range(int(index)):
        if text[at] == "]":
            return None
        at = _after(text, at)
    return None if text[at] == "]" else (at, at)


def _after(text: str, at: int) -> int:
    """Return where the next member or item begins, or the end of the object or list."""
    _, at = _DECODER.raw_decode(text, at)
    at = _skip(text, at)
    return _skip(text, at + 1) if text[at] == "," else at


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1
