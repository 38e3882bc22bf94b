"""Whether labels are what a selector asks for.

https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from terraform_json.types import Json

Labels = Mapping[str, str]

_OPERATORS: Final[Mapping[str, Callable[[str | None, list[str]], bool]]] = {
    "In": lambda value, values: value in values,
    "NotIn": lambda value, values: value not in values,
    "Exists": lambda value, _: value is not None,
    "DoesNotExist": lambda value, _: value is None,
    "Gt": lambda value, values: _is_number(value) and int(value or 0) > int(values[0]),
    "Lt": lambda value, values: _is_number(value) and int(value or 0) < int(values[0]),
}


def selects(selector: Json | None, labels: Labels) -> bool:
    """Tell whether a label selector selects labels; none selects nothing, an empty one all."""
    if selector is None:
        return False
    exactly: Labels = selector.get("matchLabels") or {}
    return exactly.items() <= labels.items() and meets(selector.get("matchExpressions"), labels)


def meets(expressions: Iterable[Json] | None, labels: Labels) -> bool:
    """Tell whether labels meet all requirements of a selector."""
    return all(_meets(each, labels) for each in expressions or ())


def _meets(expression: Mapping[str, Any], labels: Labels) -> bool:
    holds = _OPERATORS[expression["operator"]]
    return holds(labels.get(expression["key"]), expression.get("values") or [])


def _is_number(value: str | None) -> bool:
    return value is not None and value.removeprefix("-").isdecimal()
