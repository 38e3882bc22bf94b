"""Which of two versions comes after the other, by Semantic Versioning 2.0.0."""

import re
from typing import Final

_NUMBER: Final = r"(?:0|[1-9][0-9]*)"
_IDENTIFIER: Final = rf"(?:{_NUMBER}|[0-9]*[A-Za-z-][0-9A-Za-z-]*)"
_FORM: Final = re.compile(
    rf"({_NUMBER})\.({_NUMBER})\.({_NUMBER})"
    rf"(?:-({_IDENTIFIER}(?:\.{_IDENTIFIER})*))?"
    r"(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?"
)

Precedence = tuple[tuple[int, ...], bool, tuple[tuple[bool, int, str], ...]]


def precedence(version: str) -> Precedence | None:
    """Return what to compare a version by; None where it is no semantic version.

    A version before its release comes before that, numbers in it before words, and metadata of a
    build counts for nothing: https://semver.org/#spec-item-11.
    """
    found = _FORM.fullmatch(version)
    if not found:
        return None
    *numbers, before = found.groups()
    parts = tuple(
        (not part.isdigit(), int(part) if part.isdigit() else 0, part)
        for part in (before.split(".") if before else ())
    )
    return tuple(map(int, numbers)), before is None, parts
