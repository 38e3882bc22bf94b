"""Makes the record of a stack, from its plan or from what was printed where there is none."""

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Final

from delivery.actions import Action, action_of
from delivery.comment.attributes import changed_attributes, changed_names
from delivery.comment.deferral import deferral
from delivery.comment.drift import drifted
from delivery.comment.record import Change, Record, State
from delivery.comment.topics import changed_tags, default_tags, topic_of
from terraform_json.types import Json

LONGEST_TEXT: Final = 100_000
"""Characters of a plan's text: more than any comment holds."""

REASONS: Final = {
    "delete_because_no_resource_config": "it is no longer in the configuration",
    "delete_because_count_index": "its index is no longer in the configuration",
    "delete_because_each_key": "its key is no longer in the configuration",
    "replace_because_tainted": "its last change did not end well",
    "replace_by_request": "it was asked for by -replace",
    "replace_by_triggers": "what it is triggered by changes",
}
"""https://developer.hashicorp.com/terraform/internals/json-format#plan-representation"""


def planned(environment: str, stack: str, plan: Json, text: str | None) -> Record:
    """Return the record of a plan.

    Args:
        environment: The environment.
        stack: The stack.
        plan: The plan, as `terraform show -json` prints it.
        text: The plan, as `terraform show` prints it: without what is sensitive. None where the
            record is public, which then tells how many resources change, and not which.
    """
    changes = [each for each in plan.get("resource_changes", ()) if action_of(each)]
    outputs = plan.get("output_changes", {}).values()
    drift = drifted(plan)
    record = Record(
        environment=environment,
        stack=stack,
        state=State.PLANNED,
        counts=Counter(action for each in changes if (action := action_of(each))),
        outputs=sum(each["actions"] != ["no-op"] for each in outputs),
        drifted=len(drift),
    )
    if text is None:
        return record
    tags = default_tags(plan)
    told = {
        "changes": tuple(change_of(each, tags) for each in changes),
        "drift": tuple(change_of(each, tags) for each in drift),
        "text": text[:LONGEST_TEXT],
    }
    return record.model_copy(update=told)


def unplanned(
    environment: str, stack: str, printed: str, stacks: Mapping[str, Json], *, private: bool
) -> Record:
    """Return the record of a stack that has no plan.

    Args:
        environment: The environment.
        stack: The stack.
        printed: What cdktf or Terraform printed.
        stacks: Terraform's JSON of each stack, by the stack's name.
        private: Whether the record is for those who may read the repository.
    """
    waits = deferral(printed, stack, stacks)
    at = printed.find("Error: ")
    error = printed[max(at, 0) :] if at >= 0 else printed[-LONGEST_TEXT:]
    if not waits:
        return failed(environment, stack, error[:LONGEST_TEXT] if private else "")
    return Record(environment=environment, stack=stack, state=State.DEFERRED, why=waits)


def failed(environment: str, stack: str, text: str = "") -> Record:
    """Return the record of a stack that could not be planned, with the error if there is one."""
    why = "It has no plan; its job says why."
    return Record(environment=environment, stack=stack, state=State.FAILED, why=why, text=text)


def change_of(change: Json, platform_tags: Collection[str]) -> Change:
    """Return a change of a plan, or of its drift, without what is sensitive.

    Args:
        change: One of `resource_changes` or `resource_drift`.
        platform_tags: The keys of tags that the provider sets on everything.
    """
    action = action_of(change) or Action.UPDATED
    details = change["change"]
    stays = action is Action.UPDATED
    topic = topic_of(
        change["type"],
        changed_names(details) if stays else (),
        tags=changed_tags(details),
        platform=platform_tags,
    )
    return Change(
        address=change["address"],
        action=action,
        topic=topic,
        attributes=changed_attributes(details) if stays or action is Action.REPLACED else (),
        why=REASONS.get(change.get("action_reason", ""), ""),
    )
