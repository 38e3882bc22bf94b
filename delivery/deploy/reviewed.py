"""The record of a plan that people review: which resources change how, and no value at all."""

from typing import Final

from pydantic import BaseModel, ConfigDict, ValidationError

from delivery.actions import Action, action_of
from delivery.comment.attributes import changed_attributes, path_text
from ops.command import Failure
from terraform_json.types import Json

TAINTED: Final = "replace_because_tainted"
"""https://developer.hashicorp.com/terraform/internals/json-format#plan-representation"""


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PlannedChange(_Kept):
    """A change of a resource, without its values.

    Attributes:
        address: Its address.
        action: What becomes of it.
        deposed: The key of an object that a replacement left behind; empty for the resource itself.
        causes: Why it is replaced: the attributes that force it, else Terraform's own word.
        attributes: The attributes that change, where it is updated.
    """

    address: str
    action: Action
    deposed: str = ""
    causes: frozenset[str] = frozenset()
    attributes: frozenset[str] = frozenset()


class Plan(_Kept):
    """A plan of one stack, without values.

    Attributes:
        environment: The environment.
        stack: The stack.
        changes: Its changes, in Terraform's order.
    """

    environment: str
    stack: str
    changes: tuple[PlannedChange, ...]


def meaning_of(environment: str, stack: str, plan: Json) -> Plan:
    """Return what a plan would do.

    Args:
        environment: The environment.
        stack: The stack.
        plan: The plan, as `terraform show -json` prints it.

    Raises:
        Failure: It is half a plan: Terraform met an error.
    """
    if plan.get("errored"):
        raise Failure(f"{environment} {stack} has half a plan: its step above says why.")
    changes = tuple(
        _change(each, action)
        for each in plan.get("resource_changes", ())
        if (action := action_of(each))
    )
    return Plan(environment=environment, stack=stack, changes=changes)


def read_reviewed(text: str | bytes, place: str) -> Plan:
    """Return a plan that was kept.

    Args:
        text: What was kept.
        place: Where it was, for the message.

    Raises:
        Failure: It is none.
    """
    try:
        return Plan.model_validate_json(text)
    except ValidationError as error:
        raise Failure(
            f"{place} holds no plan of this version. Run the plan of the pull request again, or"
            f" delete the object: then it counts as not reviewed. {error}"
        ) from error


def _change(each: Json, action: Action) -> PlannedChange:
    change = each["change"]
    causes: set[str] = set()
    attributes: set[str] = set()
    if action is Action.REPLACED:
        forcing = {path_text(path) for path in change.get("replace_paths", ())}
        causes = forcing or {each.get("action_reason", "Terraform gives no reason")}
    if action is Action.UPDATED:
        attributes = {attribute.path for attribute in changed_attributes(change)}
    return PlannedChange(
        address=each["address"],
        action=action,
        deposed=each.get("deposed", ""),
        causes=frozenset(causes),
        attributes=frozenset(attributes),
    )
