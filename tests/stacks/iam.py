"""IAM's evaluation of a policy, as far as the platform's policies go.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

Statement = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Request:
    """What somebody wants to do.

    Attributes:
        action: The action.
        resource: The ARN that it is about; `*` for none.
        account: The account of the resource; None where the service does not tell.
        context: The keys of conditions that the request has beside that, with their values.
    """

    action: str
    resource: str = "*"
    account: str | None = None
    context: Mapping[str, str] = field(default_factory=dict)

    def value(self, key: str) -> str | None:
        """Return the value of a condition's key; None where the request does not have it."""
        return self.account if key == "aws:ResourceAccount" else self.context.get(key)


def allows(request: Request, *policies: Iterable[Statement]) -> bool:
    """Return whether every policy allows a request, and none denies it."""
    return all(_allows(request, list(policy)) for policy in policies)


def _allows(request: Request, policy: list[Statement]) -> bool:
    effects = {each["Effect"] for each in policy if _concerns(request, each)}
    return effects == {"Allow"}


def _concerns(request: Request, statement: Statement) -> bool:
    named = "Action" in statement
    listed = statement["Action" if named else "NotAction"]
    return (
        _matches(listed, request.action, re.IGNORECASE) == named
        and _matches(statement["Resource"], request.resource, 0)
        and all(
            OPERATORS[operator](request.value(key), wanted)
            for operator, keys in statement.get("Condition", {}).items()
            for key, wanted in keys.items()
        )
    )


Wanted = str | list[str]

OPERATORS: Final[dict[str, Callable[[str | None, Wanted], bool]]] = {
    "Bool": lambda value, wanted: value in _listed(wanted),
    # Of requests with one value of a key, such as those for one item of a table.
    "ForAllValues:StringLike": lambda value, wanted: value is None or _matches(wanted, value, 0),
    "Null": lambda value, wanted: (value is None) == (wanted == "true"),
    "StringEquals": lambda value, wanted: value in _listed(wanted),
    "StringEqualsIfExists": lambda value, wanted: value in (None, *_listed(wanted)),
    "StringLike": lambda value, wanted: value is not None and _matches(wanted, value, 0),
    "StringNotEquals": lambda value, wanted: value not in _listed(wanted),
}
"""The operators of conditions that the platform's policies have.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""


def _matches(patterns: Wanted, text: str, flags: int) -> bool:
    return any(re.fullmatch(_regex(pattern), text, flags) for pattern in _listed(patterns))


def _regex(pattern: str) -> str:
    return re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")


def _listed(value: Wanted) -> list[str]:
    return [value] if isinstance(value, str) else value
