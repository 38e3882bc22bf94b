"""The rights that an application asks for in AWS, judged by all that its patterns match."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from config.applications.application import Application
from config.applications.arns import filled_in, misplaced, names_in
from config.applications.resource_names import (
    SEPARATORS,
    begins_with,
    covers,
    may_begin_with,
    overlap,
    own_names,
)
from config.aws.actions import AwsAction, actions_of, matching
from config.errors import Mistake
from config.model import EnvironmentConfig
from config.sections.application_rights import forbidden
from config.wording import correction, listed
from config.yaml.source import KeyPath

_NAMED = 3
"""How many of the actions that are refused a message names."""


@dataclass(frozen=True, kw_only=True)
class Asker:
    """An application, and what of AWS it may ask for.

    Attributes:
        application: The application.
        config: The environment.
        shared: The ARNs that its owner shares with it, as they are written.
        taken: The beginnings of names that look like the application's own and are others', each
            with whose it is.
        judges_fit: Whether its actions and its resources are held against each other, which for
            more of them than IAM takes would take minutes.
    """

    application: Application
    config: EnvironmentConfig
    shared: Sequence[str]
    taken: Mapping[str, str]
    judges_fit: bool = True

    @property
    def names(self) -> tuple[str, str]:
        """The beginnings of the names of its own resources."""
        return own_names(self.config.name, self.application.name)

    def mistake(self, path: KeyPath, problem: str, *, allowed: str, remedy: str) -> Mistake:
        """Return a mistake at a path below `iam`."""
        document = self.application.platform_file
        return document.mistake(("iam", *path), problem, allowed=allowed, remedy=remedy)

    def misplaced(self, path: KeyPath, resource: str) -> Iterator[Mistake]:
        """Yield a mistake for each part of an ARN that is not the environment's."""
        document, location = self.application.platform_file, self.config.location
        return misplaced(document, ("iam", *path), resource, location)


def right_mistakes(asker: Asker) -> Iterator[Mistake]:
    """Yield a mistake for each action and resource that the application may not have.

    The written text is judged, not the model's, which is escaped for Terraform.
    """
    data: Any = asker.application.platform_file.data or {}
    found = 0
    for index, statement in enumerate(data.get("iam", ())):
        actions, resources = statement["actions"], statement["resources"]
        for mistake in _statement(asker, index, actions, resources, earlier=found):
            found += 1
            yield mistake


def _statement(
    asker: Asker, index: int, actions: Sequence[str], resources: Sequence[str], *, earlier: int
) -> Iterator[Mistake]:
    paths = [(index, "resources", place) for place in range(len(resources))]
    elsewhere = [list(asker.misplaced(*each)) for each in zip(paths, resources, strict=True)]
    # Others go with no action, and it is said why.
    placed = [each for each, wrong in zip(resources, elsewhere, strict=True) if not wrong]
    wrong_actions: list[Mistake] = []
    for place, pattern in enumerate(actions):
        path, count = (index, "actions", place), earlier + len(wrong_actions)
        wrong_actions += _action(asker, path, pattern, placed, earlier=count)
    yield from wrong_actions
    matched = [action for pattern in actions for action in matching(pattern)]
    for path, resource, misplaced_parts in zip(paths, resources, elsewhere, strict=True):
        wrong = [*misplaced_parts, *_resource(asker, path, resource)]
        yield from wrong
        if not wrong and not wrong_actions and not _fits(asker, matched, [resource]):
            yield _useless(asker, path, "is nothing that these actions are about", matched)


def _action(
    asker: Asker, path: KeyPath, pattern: str, resources: Sequence[str], *, earlier: int
) -> Iterator[Mistake]:
    """Yield the first thing that is wrong with an action, which makes others meaningless."""
    service = pattern.partition(":")[0].lower()
    allowed = asker.config.applications.aws_services
    matched = matching(pattern)
    services = "actions of " + (", ".join(allowed) or "no service")
    if reason := forbidden(pattern) or _reason(matched):
        problem = f"is or matches an action that no application may have: it {reason}"
        yield asker.mistake(path, problem, allowed=services, remedy="remove it, or name others")
    elif service not in allowed:
        yield asker.mistake(
            path,
            f"is of the service {service}, which applications may not use here",
            allowed=services,
            remedy="remove it, or have the platform's owner add the service to"
            " applications.aws_services in the environment's file",
        )
    elif not matched:
        names = [action.name for action in actions_of(service)]
        yield asker.mistake(
            path,
            f"matches no action of {service}",
            allowed="the actions of AWS's Service Authorization Reference",
            remedy=correction(pattern, names, earlier=earlier, most=3) or "correct the name",
        )
    elif giving := [action.name for action in matched if action.gives_rights]:
        yield asker.mistake(
            path,
            f"matches actions that give rights to others: {listed(giving, most=_NAMED)}",
            allowed="actions on what is the application's own",
            remedy="name the actions that are needed, such as `s3:GetObject` or `s3:Get*`",
        )
    elif not any(action.resources for action in matched):
        yield asker.mistake(
            path,
            "is offered by AWS for all resources at once only, so that no ARN ever allows it",
            allowed="actions on resources that have names",
            remedy="remove it",
        )
    elif resources and not _fits(asker, matched, resources):
        yield _useless(asker, path, "is about none of the statement's resources", matched)


def _resource(asker: Asker, path: KeyPath, resource: str) -> Iterator[Mistake]:
    """Yield what is wrong with a resource but for its place, which `Asker.misplaced` judges."""
    if any(covers(pattern, resource) for pattern in asker.shared):
        return
    prefixes = asker.names
    own = [name for name in names_in(resource) if any(begins_with(name, p) for p in prefixes)]
    if not own:
        yield asker.mistake(
            path,
            "is not named as the application's own, or has a wildcard before its name ends",
            allowed=f"names that begin with {' or '.join(prefixes)}, and then end or go on with"
            f" one of {' '.join(SEPARATORS)}, and what applications.shared_resources lists",
            remedy="name the resource so, or have the platform's owner list it in"
            f" applications.shared_resources.{asker.application.name} in the environment's file",
        )
    for owner, whose in asker.taken.items():
        if any(may_begin_with(name, owner) for name in own):
            yield asker.mistake(
                path,
                f"may be a resource of {whose}",
                allowed=f"names that do not begin with {owner}",
                remedy="name more of the resource before its first wildcard, or rename it",
            )


def _reason(matched: Sequence[AwsAction]) -> str | None:
    """Return why no application may have one of the actions; None if one may have all."""
    return next((reason for each in matched if (reason := forbidden(each.name))), None)


def _fits(asker: Asker, matched: Sequence[AwsAction], resources: Sequence[str]) -> bool:
    """Return whether any of the actions is about any of the resources, as far as it is judged."""
    forms = _forms(asker, matched) if asker.judges_fit else ["*"]
    return any(overlap(resource, form) for resource in resources for form in forms)


def _forms(asker: Asker, matched: Sequence[AwsAction]) -> list[str]:
    """Return the ARNs of what the actions are about, with `*` for what a name holds."""
    location = asker.config.location
    return [
        filled_in(each, location) for each in dict.fromkeys(r for a in matched for r in a.resources)
    ]


def _useless(asker: Asker, path: KeyPath, problem: str, matched: Sequence[AwsAction]) -> Mistake:
    return asker.mistake(
        path,
        problem,
        allowed=listed(_forms(asker, matched), most=_NAMED),
        remedy="correct the ARN, or the action",
    )
