"""Reads which functions Terraform would call in a string of its JSON.

A string is a template: `${...}` holds an expression, `%{...}` a directive, and a quoted string in
an expression is a template again. `$${` and `%%{` are text:
https://developer.hashicorp.com/terraform/language/expressions/strings
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

_LIVE: Final = ("${", "%{")
_TEXT: Final = ("$${", "%%{")
_ESCAPED: Final = ("\\\\", '\\"')
_UNREADABLE: Final = ("#", "//", "/*", "<<")
_NAME: Final = re.compile(r"[A-Za-z_][\w-]*(?:\s*::\s*[A-Za-z_][\w-]*)*", re.ASCII)
_SPACE: Final = re.compile(r"\s+", re.ASCII)
_CALL: Final = re.compile(r"\s*\(", re.ASCII)
DEEPEST: Final = 50
"""How many brackets, quotes and directives may be open in each other. Constructs open about ten;
Terraform reads them by a function that calls itself, and dies of some ten thousand."""
LONGEST: Final = 4_096
"""Characters of an expression: signs and conditions nest without brackets. Constructs write 300."""

_TEXT_MODE: Final = ""
_CLOSED_BY: Final = {"(": ")", "[": "]", "{": "}"}


class UnclearError(ValueError):
    """An expression that no construct writes: a comment, a heredoc, open ends, foreign letters."""


def calls(text: str) -> Iterator[str]:
    """Yield the name of every function that a string calls.

    Raises:
        UnclearError: It cannot be said which, or Terraform could not read it for its size.
    """
    # Terraform composes letters and accents that stand apart, and so changes what it reads.
    text = unicodedata.normalize("NFC", text)
    # The signs that close what is open, from the outside in.
    within, at, start = [_TEXT_MODE], 0, 0
    # Each may be in the one before it, until its end.
    if text.count("%{") - text.count("%%{") > DEEPEST:
        raise UnclearError(f"has more than {DEEPEST} directives")
    while at < len(text):
        if within[-1] in _CLOSED_BY.values():
            name = _NAME.match(text, at)
            if name and _CALL.match(text, name.end()):
                yield _SPACE.sub("", name.group())
            at = name.end() if name else _past(text, at, within)
        else:
            at = _past_literal(text, at, within)
        start = at if len(within) == 1 else start
        if len(within) > DEEPEST:
            raise UnclearError(f"has more than {DEEPEST} brackets and quotes in each other")
        if at - start > LONGEST:
            raise UnclearError(f"has an expression of more than {LONGEST} characters")
    if len(within) > 1:
        raise UnclearError("has an open end")


def _past_literal(text: str, at: int, within: list[str]) -> int:
    """Return where literal text goes on, after one character or the beginning of an expression."""
    if text.startswith(_TEXT, at):
        return at + 3
    if text.startswith(_LIVE, at):
        within.append("}")
        return at + 2
    if within[-1] == '"':
        if text.startswith(_ESCAPED, at):
            return at + 2
        if text[at] == '"':
            within.pop()
    return at + 1


def _past(text: str, at: int, within: list[str]) -> int:
    """Return where an expression goes on after one character that begins no name."""
    sign = text[at]
    if text.startswith(_UNREADABLE, at):
        raise UnclearError("holds a comment or a heredoc")
    if not sign.isascii():
        raise UnclearError("holds letters that are not ASCII")
    if sign == '"':
        within.append(sign)
    elif sign in _CLOSED_BY:
        within.append(_CLOSED_BY[sign])
    elif sign in _CLOSED_BY.values() and sign != within.pop():
        raise UnclearError(f"closes with {sign} what is open by another bracket")
    return at + 1
