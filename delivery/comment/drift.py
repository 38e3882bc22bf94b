"""What was changed outside Terraform, without what Terraform changed itself."""

import json
from dataclasses import dataclass
from typing import Final

from delivery.actions import Action, action_of
from delivery.comment.attributes import changed_names
from terraform_json.types import Json


@dataclass(frozen=True, kw_only=True)
class Mirror:
    """An attribute in which a resource shows what other resources add to it.

    Attributes:
        kind: The type of these others.
        link: Their attribute that names the resource.
        shown: The keys by which what is shown is compared; none where it is compared as a whole.
        made: The keys of the others that have the same values.
    """

    kind: str
    link: str
    shown: tuple[str, ...]
    made: tuple[str, ...]


_PORTS: Final = ("from_port", "to_port")
_MIRRORS: Final = {
    ("aws_iam_role", "inline_policy"): Mirror(
        kind="aws_iam_role_policy", link="role", shown=("name",), made=("name",)
    ),
    ("aws_iam_role", "managed_policy_arns"): Mirror(
        kind="aws_iam_role_policy_attachment", link="role", shown=(), made=("policy_arn",)
    ),
    ("aws_security_group", "ingress"): Mirror(
        kind="aws_vpc_security_group_ingress_rule",
        link="security_group_id",
        shown=("protocol", *_PORTS),
        made=("ip_protocol", *_PORTS),
    ),
    ("aws_security_group", "egress"): Mirror(
        kind="aws_vpc_security_group_egress_rule",
        link="security_group_id",
        shown=("protocol", *_PORTS),
        made=("ip_protocol", *_PORTS),
    ),
    ("aws_route_table", "route"): Mirror(
        kind="aws_route",
        link="route_table_id",
        shown=("cidr_block",),
        made=("destination_cidr_block",),
    ),
}


def drifted(plan: Json) -> list[Json]:
    """Return those of `resource_drift` that somebody else made.

    Where a resource shows what other resources of the stack add to it, as a role shows its
    policies, the first refresh after an apply finds them there, and Terraform calls it drift.

    Args:
        plan: The plan, as `terraform show -json` prints it.
    """
    return [each for each in plan.get("resource_drift", ()) if _is_foreign(each, plan)]


def _is_foreign(drift: Json, plan: Json) -> bool:
    action = action_of(drift)
    if action is not Action.UPDATED:
        return action is not None
    change = drift["change"]
    return any(
        not _is_a_mirror(_MIRRORS.get((drift["type"], name)), name, change, plan)
        for name in changed_names(change)
    )


def _is_a_mirror(mirror: Mirror | None, attribute: str, change: Json, plan: Json) -> bool:
    """Return whether an attribute only shows what other resources of the stack made."""
    if mirror is None:
        return False
    before, after = change["before"], change["after"]
    made = {
        _compared(other, mirror.made)
        for each in plan.get("resource_changes", ())
        if each["type"] == mirror.kind
        and (other := each["change"].get("before"))
        and other.get(mirror.link) in (after.get("id"), after.get("name"))
    }
    old, new = (
        {_compared(each, mirror.shown) for each in side.get(attribute) or ()}
        for side in (before, after)
    )
    # Nothing vanishes by what another resource adds.
    return old <= new and new - old <= made


def _compared(shown: object, keys: tuple[str, ...]) -> str:
    """Return what is compared of something shown; no port is another way to write port 0."""
    values = [shown.get(key) or 0 for key in keys] if isinstance(shown, dict) else [shown]
    return json.dumps(values)
