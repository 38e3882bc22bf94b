"""The words that mistakes share: a value of the wrong kind in YAML's terms, remedies, lists."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Final

from config.errors import PRINTED

NULL_REMEDY: Final = "remove the line, or give a value"
"""The remedy for a null that stands where a value belongs."""


def reading(value: object) -> str:
    """Return what YAML read: `a number`, `a list`, ..."""
    kinds: tuple[tuple[type, str], ...] = (
        (bool, "true or false"),
        (int, "a number"),
        (float, "a number"),
        (str, "text"),
        (list, "a list"),
        (dict, "a mapping"),
    )
    return next((words for kind, words in kinds if isinstance(value, kind)), "null")


def misread(value: object, expected: str) -> str:
    """Return the problem with a value that is of another kind than the one that belongs there."""
    if expected in {"a list", "a mapping"}:
        return f"is not {expected}"
    return f"is read as {reading(value)}, where {expected} belongs"


def remedy_for(value: object, expected: str) -> str:
    """Return what to do about a value of another kind than the one that belongs there."""
    if value is None:
        return NULL_REMEDY
    if expected == "text" and isinstance(value, int | float):
        return "write the value in quotes"
    if expected != "text" and isinstance(value, str) and value.isascii() and value.isdigit():
        return "remove the quotes"
    return "change the value to one that is allowed"


def correction(text: str, known: Iterable[str], *, earlier: int, most: int = 1) -> str | None:
    """Return a question that names what is known and most like a text; None if nothing is like it.

    Args:
        text: The text.
        known: The texts that would have been right.
        earlier: How many mistakes were found before it: beyond those that are printed, looking for
            texts that are alike would take minutes and help nobody.
        most: How many of them the question names at most.
    """
    return did_you_mean(text, known, most=most) if earlier < PRINTED else None


def did_you_mean(text: str, known: Iterable[str], *, most: int = 1) -> str | None:
    """Return a question that names up to `most` known texts like a text; None if none is."""
    close = get_close_matches(text, known, n=most)
    return f"did you mean `{'` or `'.join(close)}`?" if close else None


def listed(words: Sequence[str], most: int | None = None, last: str = "and") -> str:
    """Return words as a sentence lists them: `a, b and c`.

    Args:
        words: The words.
        most: How many of them are named before the rest is counted; None for all.
        last: The word before the last.
    """
    if most is not None and len(words) > most + 1:
        words = [*words[:most], f"{len(words) - most:,} more"]
    if len(words) < 2:  # noqa: PLR2004 - one word is no list
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"
