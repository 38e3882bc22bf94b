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
_NAME: Final = re.compile(r"[A-Za-z_][\w-]*(?:::[A-Za-z_][\w-]*)*", re.ASCII)
_CALL: Final = re.compile(r"\s*\(")


class UnclearError(ValueError):
    """An expression that no construct writes: a comment, a heredoc, open ends, foreign letters."""


def calls(text: str) -> Iterator[str]:
    """Yield the name of every function that a string calls.

    Raises:
        UnclearError: It cannot be said which.
    """
    # Terraform composes letters and accents that stand apart, and so changes what it reads.
    text = unicodedata.normalize("NFC", text)
    within, at = ["text"], 0
    while at < len(text):
        if within[-1] == "expression":
            name = _NAME.match(text, at)
            if name and _CALL.match(text, name.end()):
                yield name.group()
            at = name.end() if name else _past(text, at, within)
        elif text.startswith(_TEXT, at):
            at += 3
        elif text.startswith(_LIVE, at):
            within.append("expression")
            at += 2
        elif within[-1] == "quotes" and text.startswith(_ESCAPED, at):
            at += 2
        else:
            if within[-1] == "quotes" and text[at] == '"':
                within.pop()
            at += 1
    if len(within) > 1:
        raise UnclearError("has an open end")


def _past(text: str, at: int, within: list[str]) -> int:
    """Return where an expression goes on after one character that begins no name."""
    if text.startswith(_UNREADABLE, at):
        raise UnclearError("holds a comment or a heredoc")
    if not text[at].isascii():
        raise UnclearError("holds letters that are not ASCII")
    if text[at] == '"':
        within.append("quotes")
    elif text[at] == "{":
        within.append("expression")
    elif text[at] == "}":
        within.pop()
    return at + 1
