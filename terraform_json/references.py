"""The references in the expressions of a stack.

Of `${aws_vpc.main.id}` that is `aws_vpc.main`, and never `aws_vpc.main-2` or a text that only looks
like an address.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any, Final

from terraform_json.templates import Expression, TemplatePart, Token, parts_of, tokens_of

# Names that stand for something within the block itself, or for Terraform's own run.
_NO_BLOCKS: Final = frozenset({"count", "each", "path", "self", "terraform"})
# Settings that hold addresses as they are, without `${}`.
_BARE: Final = frozenset({"depends_on", "replace_triggered_by"})


@dataclass(frozen=True, order=True)
class Reference:
    """A reference to a part of a stack.

    Attributes:
        address: To what, such as `aws_vpc.main` or `data.aws_region.here`.
        path: To which attribute of it, such as `("metadata", "0", "name")`: names, indices, and `*`
            for every item. It ends before an index that is an expression itself.
    """

    address: str
    path: tuple[str, ...] = ()


def references_of(block: object) -> Iterator[Reference]:
    """Yield what a block, or any other value of Terraform's JSON, refers to, in order.

    CDKTF's notes, which stand under `//`, are no expressions.

    Raises:
        TerraformJsonError: An expression does not end.
    """
    if isinstance(block, str):
        # Most texts hold no expression, and to look for one character is quick.
        if "{" in block:
            yield from _in_parts(parts_of(block), set())
    elif isinstance(block, list):
        for item in block:
            yield from references_of(item)
    elif isinstance(block, dict):
        for key, value in block.items():
            if key in _BARE and isinstance(value, list):
                yield from (found for item in value for found in _bare(item))
            elif key != "//":
                yield from references_of(key)
                yield from references_of(value)


def sole_reference(expression: Expression) -> Reference | None:
    """Return the reference that an expression is, if it is one and nothing else."""
    tokens = expression.tokens
    if not tokens or tokens[0].kind != "name" or _traversal(tokens, 0)[1] != len(tokens):
        return None
    return next(_in_tokens(tokens, set()), None)


def attribute(block: Any, path: Sequence[str]) -> object:  # noqa: ANN401 - JSON
    """Return the attribute at the path of a reference, where the block states it; else None."""
    for name in path:
        if isinstance(block, dict) and name in block:
            block = block[name]
        elif isinstance(block, list) and name.isdigit() and int(name) < len(block):
            block = block[int(name)]
        # JSON may write a list of one block as the block.
        elif not (isinstance(block, dict) and name == "0"):
            return None
    return block


def _bare(item: Any) -> Iterator[Reference]:  # noqa: ANN401 - JSON
    if isinstance(item, str) and "${" not in item:
        yield from _in_tokens(tokens_of(item), set())
    else:
        yield from references_of(item)


def _in_parts(parts: Sequence[TemplatePart], bound: set[str]) -> Iterator[Reference]:
    for part in parts:
        if isinstance(part, Expression):
            yield from _in_tokens(part.tokens, bound)


def _in_tokens(tokens: Sequence[Token], bound: set[str]) -> Iterator[Reference]:
    """Yield the references of an expression; `bound` gains the variables of each `for`."""
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.kind == "string":
            yield from _in_parts(token.parts, bound)
        if token.kind != "name" or (at and tokens[at - 1].text == "."):
            at += 1
            continue
        if token.text == "for":
            until_in = takewhile(lambda each: each.text != "in", tokens[at + 1 : at + 5])
            bound.update(each.text for each in until_in if each.kind == "name")
        names, at = _traversal(tokens, at)
        if names[0] not in bound | _NO_BLOCKS:
            yield from _reference(names)


def _traversal(tokens: Sequence[Token], at: int) -> tuple[list[str], int]:
    """Return a name with the attributes and indices that follow it, and where they end."""
    names = [tokens[at].text]
    at += 1
    while at + 1 < len(tokens):
        mark, following = tokens[at], tokens[at + 1]
        if mark.text == "." and (following.kind in ("name", "number") or following.text == "*"):
            names.append(following.text)
            at += 2
        elif mark.text == "[" and at + 2 < len(tokens) and tokens[at + 2].text == "]":
            index = _index(following)
            if index is None:
                break
            names.append(index)
            at += 3
        else:
            break
    return names, at


def _index(token: Token) -> str | None:
    if token.kind == "number" or token.text == "*":
        return token.text
    if token.kind == "string" and all(isinstance(part, str) for part in token.parts):
        return "".join(map(str, token.parts))
    return None


def _reference(names: Sequence[str]) -> Iterator[Reference]:
    length = 3 if names[0] == "data" else 2
    if len(names) >= length:
        yield Reference(".".join(names[:length]), tuple(names[length:]))
