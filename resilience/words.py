"""Words that all sentences for people share: how many, and which."""

from collections.abc import Sequence


def counted(count: int, noun: str) -> str:
    """Return a number with its noun: `1 path`, `3 paths`."""
    plural = f"{noun}es" if noun.endswith(("s", "x")) else f"{noun}s"
    return f"{count:,} {noun if count == 1 else plural}"


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


def short_zone(zone: str, region: str) -> str:
    """Return a zone without its region: `a` for `eu-west-1a`."""
    return zone.removeprefix(region) or zone
