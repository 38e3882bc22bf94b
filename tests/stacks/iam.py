"""IAM's evaluation of a policy, as far as the platform's policies go.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

Statement = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Request:
    """What somebody wants to do.

    Attributes:
        action: The action.
        resource: The ARN that it is about; `*` for none.
        account: The account of the resource; None where the service does not tell.
    """

    action: str
    resource: str = "*"
    account: str | None = None


def allows(request: Request, *policies: Iterable[Statement]) -> bool:
    """Return whether every policy allows a request, and none denies it."""
    return all(_allows(request, list(policy)) for policy in policies)


def _allows(request: Request, policy: list[Statement]) -> bool:
    effects = {each["Effect"] for each in policy if _concerns(request, each)}
    return effects == {"Allow"}


def _concerns(request: Request, statement: Statement) -> bool:
    condition = statement.get("Condition", {"StringEqualsIfExists": {}})
    ((operator, keys),) = condition.items()
    assert operator == "StringEqualsIfExists"
    assert set(keys) <= {"aws:ResourceAccount"}
    return (
        _matches(statement["Action"], request.action, re.IGNORECASE)
        and _matches(statement["Resource"], request.resource, 0)
        and all(request.account in (None, account) for account in keys.values())
    )


def _matches(patterns: str | list[str], text: str, flags: int) -> bool:
    listed = [patterns] if isinstance(patterns, str) else patterns
    return any(re.fullmatch(_regex(pattern), text, flags) for pattern in listed)


def _regex(pattern: str) -> str:
    return re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
