"""Checks of what addons ask for in AWS: their owner is trusted, and may still be mistaken."""

from collections.abc import Iterator, Sequence
from typing import Any

from config.addons.addon_file import ALL_RESOURCES
from config.addons.folder import Addon
from config.applications.arns import filled_in, misplaced
from config.applications.policy import MOST_CHARACTERS
from config.applications.resource_names import overlap
from config.aws.actions import AwsAction, actions_of, matching
from config.aws.policies import document_size
from config.errors import Mistake
from config.location import Location
from config.wording import did_you_mean
from config.yaml.source import KeyPath


def addon_rights_mistakes(addon: Addon, location: Location) -> Iterator[Mistake]:
    """Yield the mistakes in an addon's rights in AWS.

    The written text is judged, not the model's, which is escaped for Terraform.

    Args:
        addon: The addon.
        location: Where the environment lives.
    """
    data: Any = addon.document.data
    for account, statements in data.get("iam", {}).items():
        path = ("iam", account)
        for index, statement in enumerate(statements):
            yield from _statement(addon, (*path, index), statement, location)
        size = document_size(addon.file.policy(account))
        if size > MOST_CHARACTERS:
            yield addon.document.mistake(
                path,
                f"makes a policy of {size} characters",
                allowed=f"up to {MOST_CHARACTERS} characters, white space aside",
                remedy="name fewer resources, with wildcards",
            )


def _statement(
    addon: Addon, path: KeyPath, statement: dict[str, list[str]], location: Location
) -> Iterator[Mistake]:
    actions, resources = statement["actions"], statement["resources"]
    known = [action for text in actions for action in matching(text)]
    forms = [filled_in(form, location) for action in known for form in action.resources]
    for index, text in enumerate(actions):
        yield from _action(addon, (*path, "actions", index), text, resources, location)
    for index, text in enumerate(resources):
        if text == ALL_RESOURCES:
            continue
        place = (*path, "resources", index)
        elsewhere = list(misplaced(addon.document, place, text, location))
        yield from elsewhere
        if known and not elsewhere and not any(overlap(text, form) for form in forms):
            yield addon.document.mistake(
                place,
                "is nothing that these actions are about",
                allowed=", ".join(dict.fromkeys(forms)) or ALL_RESOURCES,
                remedy="correct the ARN, or the actions",
            )


def _action(
    addon: Addon, path: KeyPath, text: str, resources: Sequence[str], location: Location
) -> Iterator[Mistake]:
    found = matching(text)
    if not found:
        service = text.partition(":")[0].lower()
        known = [action.name for action in actions_of(service)]
        yield addon.document.mistake(
            path,
            "is no action of AWS",
            allowed="the actions of AWS's Service Authorization Reference",
            remedy=did_you_mean(text, known, most=3) or "correct the name",
        )
        return
    (action,) = found
    if ALL_RESOURCES in resources and action.resources:
        yield addon.document.mistake(
            path,
            "is asked for on all resources, and AWS offers it for resources by name",
            allowed=f"ARNs such as {', '.join(_forms(action, location))}",
            remedy="name the resources; actions that AWS offers for all at once only come in a"
            " statement of their own",
        )
    if ALL_RESOURCES not in resources and not action.resources:
        yield addon.document.mistake(
            path,
            "is offered by AWS for all resources at once only, so that no ARN ever allows it",
            allowed=f'resources: ["{ALL_RESOURCES}"]',
            remedy="give it a statement of its own, with these resources",
        )


def _forms(action: AwsAction, location: Location) -> list[str]:
    return [filled_in(form, location) for form in action.resources]
