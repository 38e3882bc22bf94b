"""Changes made outside Terraform, without those that Terraform made itself."""

import re

from delivery.actions import Action, action_of
from delivery.comment.attributes import changed_attributes
from delivery.comment.mirrors import MIRRORS, OWNED, Mirror
from delivery.comment.showing import MISSING
from terraform_json.types import Json


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
    names = _names(change)
    # The provider reads as a resource's own tags all but those that it sets on everything. Where
    # these become others in the configuration, the resource's own seem to have changed.
    if "tags_all" in change["after"] and "tags_all" not in names:
        names.discard("tags")
    return any(
        not _is_a_mirror(MIRRORS.get((drift["type"], name)), name, change, plan)
        and not _is_owned(OWNED.get((drift["type"], name)), change, plan)
        for name in names
    )


def _names(change: Json) -> set[str]:
    """Return the names of the attributes that change, without what is written out as false only."""
    unset = (MISSING, "false")
    changed = [each for each in changed_attributes(change) if (each.before, each.after) != unset]
    return {re.split(r"[.[]", each.path, maxsplit=1)[0] for each in changed}


def _is_owned(owner: tuple[str, str] | None, change: Json, plan: Json) -> bool:
    """Return whether an attribute is that of another resource of the stack."""
    if owner is None:
        return False
    kind, link = owner
    ours = {change["after"].get("id"), change["after"].get("arn")} - {None}
    return any(
        each["type"] == kind and (each["change"].get("before") or {}).get(link) in ours
        for each in plan.get("resource_changes", ())
    )


def _is_a_mirror(mirror: Mirror | None, attribute: str, change: Json, plan: Json) -> bool:
    """Return whether an attribute only shows what other resources of the stack made."""
    if mirror is None:
        return False
    before, after = change["before"], change["after"]
    made = {
        mirror.made(other)
        for each in plan.get("resource_changes", ())
        if each["type"] == mirror.kind
        and (other := each["change"].get("before"))
        and other.get(mirror.link) in (after.get("id"), after.get("name"))
    }
    old, new = (
        {
            fact
            for each in side.get(attribute) or ()
            for fact in mirror.shown(each, str(after.get("id")))
        }
        for side in (before, after)
    )
    # Nothing vanishes by what another resource adds, and no part of an entry changes.
    return old <= new and new - old <= made
