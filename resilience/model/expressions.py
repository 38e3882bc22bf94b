"""Parts of expressions: the arguments of a function, the items of a list."""

from collections.abc import Sequence

from terraform_json.templates import Token


def arguments(tokens: Sequence[Token], *functions: str) -> list[list[Token]]:
    """Return the arguments of a call, or the items of a list, without those that are empty.

    Args:
        tokens: An expression. Where it is more than the one call or list, there are none.
        functions: The names of the functions that are meant; without any, a list is.
    """
    start = 1 if functions else 0
    named = not functions or (bool(tokens) and tokens[0].text in functions)
    if not named or [each.text for each in tokens[start : start + 1]] != [
        "(" if functions else "["
    ]:
        return []
    found: list[list[Token]] = [[]]
    depth = 1
    for index, token in enumerate(tokens[start + 1 :], start + 1):
        depth += (token.kind == "open") - (token.kind == "close")
        if not depth:
            return [each for each in found if each] if index == len(tokens) - 1 else []
        if token.text == "," and depth == 1:
            found.append([])
        elif token.text != "...":
            found[-1].append(token)
    return []
