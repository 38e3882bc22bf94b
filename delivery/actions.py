"""Actions of a plan, in the words of Terraform and of people."""

from enum import StrEnum
from typing import Any, Final


class Action(StrEnum):
    """The action of a plan on a resource."""

    CREATED = "created"
    UPDATED = "updated"
    REPLACED = "replaced"
    DESTROYED = "destroyed"
    FORGOTTEN = "forgotten"


_ACTIONS: Final = {
    ("create",): Action.CREATED,
    ("update",): Action.UPDATED,
    ("delete", "create"): Action.REPLACED,
    ("create", "delete"): Action.REPLACED,
    ("delete",): Action.DESTROYED,
    ("forget",): Action.FORGOTTEN,
}
"""https://developer.hashicorp.com/terraform/internals/json-format#change-representation"""


def action_of(change: dict[str, Any]) -> Action | None:
    """Return what a change of a plan does; None where it does nothing, or only reads.

    Args:
        change: One of `resource_changes` or `resource_drift`, as `terraform show -json` prints it.
    """
    return _ACTIONS.get(tuple(change["change"]["actions"]))
