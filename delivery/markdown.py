"""Writes text of others into Markdown of ours, so that it stays text.

A plan holds values that a pull request wrote. In code spans and fenced blocks nothing is Markdown,
HTML or a mention: https://github.github.com/gfm/#code-spans, and no value may end them.
"""

import re
from collections.abc import Sequence
from typing import Final

LONGEST_COMMENT: Final = 65_536
"""Characters of a comment or an issue that GitHub accepts: `body is too long (maximum is 65536
characters)`. Bytes are counted here, of which there are never fewer."""

LONGEST_VALUE: Final = 100
"""Characters of a value in a line: as many as are read at a glance."""

_LONGEST_FENCE: Final = 99
_LONG_RUN: Final = re.compile(f"~{{{_LONGEST_FENCE},}}")
_MADE_VISIBLE: Final = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def visible(text: str, *, kept: str = "") -> str:
    """Return a text with escapes for characters that show nothing, or change how others show.

    Args:
        text: The text.
        kept: The characters among these that stay as they are.
    """
    return "".join(each if each.isprintable() or each in kept else _escape(each) for each in text)


def code(text: str, longest: int = LONGEST_VALUE) -> str:
    """Return a text as a code span, on one line, cut where it is long."""
    shown = visible(text[: longest + 1])
    if len(shown) > longest:
        shown = f"{shown[:longest]}…"
    ticks = "`" * (1 + max(map(len, re.findall(r"`+", shown)), default=0))
    # One space on each side is no part of the span, and parts it from ticks of its own.
    pad = " " if shown[:1] in "` " or shown[-1:] in "` " else ""
    return f"{ticks}{pad}{shown}{pad}{ticks}"


def fence(text: str, most_bytes: int) -> tuple[str, int]:
    """Return a text as a fenced block, cut to whole characters, and the bytes that are left out.

    Args:
        text: The text.
        most_bytes: How long what stands in the block may be.
    """
    whole = text.encode()
    cut = whole[:most_bytes].decode(errors="ignore")
    # A run of tildes could end the fence, or make it too long.
    cut = _LONG_RUN.sub("~" * _LONGEST_FENCE, cut)
    longest = max((len(run) for run in cut.split() if set(run) == {"~"}), default=0)
    tildes = "~" * max(4, 1 + longest)
    return f"{tildes}text\n{cut}\n{tildes}\n", max(0, len(whole) - most_bytes)


def fitting(lines: Sequence[str], most_bytes: int) -> str:
    """Return lines as one text, without the last ones where it is too long, and say so.

    Args:
        lines: The lines, without their ends.
        most_bytes: How long the text may be, but for the line that says how many are left out.
    """
    size, kept = 0, 0
    for line in lines:
        size += len(line.encode()) + 1
        if size > most_bytes:
            break
        kept += 1
    left_out = len(lines) - kept
    told = [f"- **{left_out} more lines are left out**: GitHub shows no more."]
    return "".join(f"{line}\n" for line in (*lines[:kept], *(told if left_out else ())))


def _escape(character: str) -> str:
    return _MADE_VISIBLE.get(character, f"\\u{ord(character):04x}")
