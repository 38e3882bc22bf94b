"""Values as a line of a comment shows them: short, and so that two that differ look different."""

import json
from itertools import takewhile
from typing import Final

from delivery.markdown import LONGEST_VALUE, visible

MISSING: Final = "(none)"
_BEFORE_THE_DIFFERENCE: Final = 30
"""Characters that are shown before the first difference, so that people find it."""


def shown_pair(before: object, after: object) -> tuple[str, str]:
    """Return both sides of a change as texts, cut around their first difference where it is far in.

    Args:
        before: The value before the change; None where there is none.
        after: Likewise, after it.
    """
    old, new = _shown(before), _shown(after)
    at = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))
    start = 0
    if max(len(old), len(new)) > LONGEST_VALUE and at > LONGEST_VALUE - _BEFORE_THE_DIFFERENCE:
        start = at - _BEFORE_THE_DIFFERENCE
    return _cut(old, start), _cut(new, start)


def encodable(text: str) -> str:
    """Return a text that UTF-8 can write: JSON may escape half of a surrogate pair."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _shown(value: object) -> str:
    if value is None:
        return MISSING
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    # Escapes first: they make a text longer, and could push the difference out of the line.
    return visible(encodable(text))


def _cut(text: str, start: int) -> str:
    """Return a part of a text, one character longer than a line shows, which is cut there."""
    lead = "…" if start else ""
    return f"{lead}{text[start : start + LONGEST_VALUE + 1]}"
