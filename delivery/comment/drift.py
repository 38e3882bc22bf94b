"""What was changed outside Terraform, without what Terraform changed itself."""

from delivery.actions import Action, action_of
from delivery.comment.attributes import changed_names
from delivery.comment.mirrors import MIRRORS, Mirror
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
    names = changed_names(change)
    # The provider reads as a resource's own tags all but those that it sets on everything. Where
    # these become others in the configuration, the resource's own seem to have changed.
    if "tags_all" in change["after"] and "tags_all" not in names:
        names.discard("tags")
    return any(
        not _is_a_mirror(MIRRORS.get((drift["type"], name)), name, change, plan) for name in names
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
