"""Values as a line of a comment shows them: short, and so that two that differ look different."""

import json
from itertools import takewhile
from typing import Final

from delivery.markdown import LONGEST_VALUE, visible

MISSING: Final = "(none)"
_AROUND: Final = 30
"""Characters that are shown before the first difference, so that people find it."""
_BEHIND: Final = 12
"""Characters that are shown after the last one: the rest is the same on both sides."""


def shown_pair(before: object, after: object) -> tuple[str, str]:
    """Return both sides of a change as texts, cut around their difference where they are long.

    Args:
        before: The value before the change; None where there is none.
        after: Likewise, after it.
    """
    old, new = _shown(before), _shown(after)
    if max(len(old), len(new)) <= LONGEST_VALUE or None in (before, after):
        return _cut(old, 0, 0), _cut(new, 0, 0)
    at = _common(old, new)
    start = at - _AROUND if at > LONGEST_VALUE - _AROUND else 0
    same = _common(old[at:][::-1], new[at:][::-1])
    left_out = max(0, same - _BEHIND)
    return _cut(old, start, left_out), _cut(new, start, left_out)


def encodable(text: str) -> str:
    """Return a text that UTF-8 can write: JSON may escape half of a surrogate pair."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _common(old: str, new: str) -> int:
    """Return how many characters two texts begin with alike."""
    pairs = zip(old, new, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _shown(value: object) -> str:
    if value is None:
        return MISSING
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    # Escapes first: they make a text longer, and could push the difference out of the line.
    return visible(encodable(text))


def _cut(text: str, start: int, left_out: int) -> str:
    """Return a part of a text, one character longer than a line shows, which is cut there."""
    lead, tail = ("…" if each else "" for each in (start, left_out))
    return f"{lead}{text[start : len(text) - left_out]}{tail}"[: LONGEST_VALUE + 1]
