"""Statements of policies in IAM's language.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
"""

import json
from collections.abc import Iterator
from typing import Any, Final

from delivery.review.right import Right
from terraform_json.types import Json

_POLICIES: Final = ("policy", "assume_role_policy")
_ALLOW: Final = "Allow"


def statements(address: str, block: Json, effect: str) -> Iterator[Right]:
    """Yield what the policies of a resource allow or deny, each action on each resource.

    Args:
        address: Its address.
        block: It.
        effect: `Allow` or `Deny`. A policy that is an expression of Terraform's cannot be read
            here, and counts as something that it allows.
    """
    inline = block.get("inline_policy")
    more = inline if isinstance(inline, list) else [inline] if inline else []
    written = [block.get(each) for each in _POLICIES]
    written += [each.get("policy") for each in more if isinstance(each, dict)]
    for policy in written:
        found = _parsed(policy)
        if found is None and effect == _ALLOW:
            yield Right(holder=address, right=f"a policy that is not read here: {policy}")
        for statement in found or ():
            if statement.get("Effect") == effect:
                yield from _told(address, statement)


def _parsed(policy: object) -> list[Json] | None:
    """Return the statements of a policy; None where it is an expression of Terraform's."""
    if not isinstance(policy, str):
        return []
    try:
        found = json.loads(policy)
    except (ValueError, RecursionError):
        return None
    listed = _listed(found.get("Statement", [])) if isinstance(found, dict) else []
    return [each for each in listed if isinstance(each, dict)]


def _told(address: str, statement: Json) -> Iterator[Right]:
    """Yield each action of a statement on each of its resources."""
    parts = ("Principal", "NotPrincipal", "Condition")
    beside = {key: statement[key] for key in parts if key in statement}
    when = f", where {json.dumps(beside, sort_keys=True)}" if beside else ""
    not_action = "everything but " if "NotAction" in statement else ""
    for action in _listed(statement.get("Action", statement.get("NotAction", []))):
        for on in _listed(statement.get("Resource", statement.get("NotResource", ""))):
            where = f" on {'all but ' if 'NotResource' in statement else ''}{on}" if on else ""
            yield Right(holder=address, right=f"{not_action}{action}{where}{when}")


def _listed(value: Any) -> list[Any]:  # noqa: ANN401 - JSON writes a list of one as the item
    return value if isinstance(value, list) else [value]
