"""Reads a string of Terraform's JSON, which is a template: text with expressions in it.

It reads as Terraform does: `${` and `%{` begin an expression, `$${` and `%%{` are those characters
themselves, and an expression ends at the brace that closes it, whatever stands in its own strings.
https://developer.hashicorp.com/terraform/language/expressions/strings
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from terraform_json.types import TerraformJsonError

_CLOSED_BY: Final = {"(": ")", "[": "]", "{": "}"}
_TOKEN: Final = re.compile(
    r"""(?P<space>\s+|/\*.*?\*/|(?:\#|//)[^\n]*)
      |(?P<name>[^\W\d][\w-]*)
      |(?P<number>\d+)
      |(?P<open>[\[({])
      |(?P<close>[\])}])
      |(?P<quote>")
      |(?P<operator>==|!=|<=|>=|=>|&&|\|\||\.\.\.|::|.)""",
    re.VERBOSE | re.DOTALL,
)
_PLAIN: Final = re.compile(r"[^$%]+")
_PLAIN_IN_QUOTES: Final = re.compile(r'[^$%"\\]+')
_ESCAPED: Final = {"n": "\n", "r": "\r", "t": "\t"}
_ESCAPE: Final = re.compile(r'\\(?:u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[nrt"\\])')


@dataclass(frozen=True)
class Expression:
    """An expression in a template.

    Attributes:
        text: What stands between the braces.
        tokens: The same, read.
        is_directive: Whether it is one of `%{...}`, such as `%{ if x }`.
    """

    text: str
    tokens: tuple["Token", ...]
    is_directive: bool


TemplatePart = str | Expression
"""Literal text, without its escapes, or an expression."""


@dataclass(frozen=True)
class Token:
    """A word of an expression.

    Attributes:
        kind: `name`, `number`, `open`, `close`, `operator` or `string`.
        text: The word; of a string, nothing.
        parts: What a string holds, which is a template as well.
    """

    kind: str
    text: str
    parts: tuple[TemplatePart, ...] = ()


def parts_of(template: str) -> tuple[TemplatePart, ...]:
    """Return the parts of a template, in order.

    Raises:
        TerraformJsonError: An expression does not end, or a bracket closes what is not open.
    """
    parts, _ = _template(template, 0, quoted=False)
    return parts


def tokens_of(expression: str) -> tuple[Token, ...]:
    """Return the tokens of a bare expression, such as an item of `depends_on`.

    Raises:
        TerraformJsonError: It does not end, or a bracket closes what is not open.
    """
    tokens, end = _tokens(expression + "}", 0)
    if end <= len(expression):
        raise TerraformJsonError(f"a brace too many in {expression!r}")
    return tokens


def _template(text: str, at: int, *, quoted: bool) -> tuple[tuple[TemplatePart, ...], int]:
    """Return the parts of a template and where it ends: at its quote, or with the text."""
    parts: list[TemplatePart] = []
    while at < len(text):
        literal = text[at]
        if quoted and literal == '"':
            return _joined(parts), at + 1
        if text.startswith(("$${", "%%{"), at):
            literal, at = text[at + 1 : at + 3], at + 3
        elif text.startswith(("${", "%{"), at):
            tokens, end = _tokens(text, at + 2)
            parts.append(Expression(text[at + 2 : end - 1], tokens, literal == "%"))
            at = end
            continue
        elif quoted and (escape := _ESCAPE.match(text, at)):
            literal, at = _unescaped(escape[0]), escape.end()
        else:
            plain = (_PLAIN_IN_QUOTES if quoted else _PLAIN).match(text, at)
            literal = plain[0] if plain else literal
            at += len(literal)
        parts.append(literal)
    if quoted:
        raise TerraformJsonError(f"a string does not end in {text!r}")
    return _joined(parts), at


def _tokens(text: str, start: int) -> tuple[tuple[Token, ...], int]:
    """Return the tokens up to the brace that closes the expression, and where it ends."""
    tokens: list[Token] = []
    open_, at = ["}"], start
    while found := _TOKEN.match(text, at):
        kind, at = str(found.lastgroup), found.end()
        if kind == "quote":
            parts, at = _template(text, at, quoted=True)
            tokens.append(Token("string", "", parts))
            continue
        if kind == "open":
            open_.append(_CLOSED_BY[found[0]])
        elif kind == "close":
            if found[0] != open_.pop():
                raise TerraformJsonError(f"{found[0]} closes what is not open in {text!r}")
            if not open_:
                return tuple(tokens), at
        if kind != "space":
            tokens.append(Token(kind, found[0]))
    raise TerraformJsonError(f"an expression does not end in {text!r}")


def _joined(parts: Sequence[TemplatePart]) -> tuple[TemplatePart, ...]:
    joined: list[TemplatePart] = []
    for part in parts:
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        else:
            joined.append(part)
    return tuple(joined)


def _unescaped(escape: str) -> str:
    mark, digits = escape[1], escape[2:]
    return chr(int(digits, base=16)) if digits else _ESCAPED.get(mark, mark)
