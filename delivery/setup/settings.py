"""Settings of a repository that the workflows need: environments, variables, the rules of main.

There is no secret among it: roles are taken by OIDC, and their names are none.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from config.model import EnvironmentConfig
from delivery.roles import VARIABLES, role_name
from delivery.rules import branch_ruleset
from delivery.setup import gh
from delivery.setup.environments import branches, environment, reviewer, reviewers
from ops.bootstrap.resource import Property
from ops.bootstrap.trust import Role, github_environment
from ops.command import Refusal
from terraform_json.types import Json


def settings(
    repository: str, configs: Sequence[EnvironmentConfig], approvers: Sequence[str]
) -> Iterator[Property]:
    """Yield what must hold of a repository, in the order in which it is set.

    Args:
        repository: `<owner>/<name>`.
        configs: Every environment.
        approvers: Who approves deploys of production, where nobody does yet: logins of users, and
            `<organization>/<team>`.
    """
    at = f"repos/{repository}"
    yield _rules(at)
    for config in configs:
        for role in Role:
            if name := role_name(config, role):
                approved = config.production and role is Role.DEPLOY
                arn = config.location.role_arn(name)
                yield from _environment(at, config, role, arn, approvers if approved else ())
    # The last: the workflows begin to plan and to deploy once it is set.
    yield _variable(f"{at}/actions/variables", "AWS_REGION", configs[0].region, "the repository")


def refuse_unapproved(
    repository: str, configs: Sequence[EnvironmentConfig], approvers: Sequence[str]
) -> None:
    """Refuse to set up a repository of whose deploys to production nobody would approve.

    Raises:
        Refusal: Nobody does, and nobody is named whom GitHub knows.
    """
    for approver in approvers:
        reviewer(approver)
    for config in configs:
        place = f"repos/{repository}/environments/{config.name}"
        if config.production and not approvers and not reviewers(gh.read(place)):
            raise Refusal(
                f"Nobody approves deploys of {config.name}, which is production. Name those who do:"
                " --reviewer <user>, or --reviewer <organization>/<team>; more than once for more."
            )


def _environment(
    at: str, config: EnvironmentConfig, role: Role, arn: str, approvers: Sequence[str]
) -> Iterator[Property]:
    name = github_environment(config, role)
    place = f"{at}/environments/{name}"
    yield environment(place, name, approvers)
    yield branches(place, name)
    yield _variable(f"{place}/variables", VARIABLES[role], arn, f"the environment {name}")
    yield _variable(f"{place}/variables", "AWS_REGION", config.region, f"the environment {name}")


def _variable(place: str, name: str, value: str, of: str) -> Property:
    def write(found: Json | None) -> None:
        method, path = ("POST", place) if found is None else ("PATCH", f"{place}/{name}")
        gh.write(method, path, {"name": name, "value": value})

    return Property(
        name=f"variable {name} of {of}: {value}",
        read=lambda: gh.read(f"{place}/{name}"),
        is_right=lambda found: found is not None and found["value"] == value,
        write=write,
        tell=lambda found: str(found["value"]),
    )


def _rules(at: str) -> Property:
    wanted = branch_ruleset()

    def read() -> Json | None:
        listed = gh.read(f"{at}/rulesets") or []
        ids = [each["id"] for each in listed if each["name"] == wanted["name"]]
        found: Json | None = gh.read(f"{at}/rulesets/{ids[0]}") if ids else None
        return found

    def write(found: Json | None) -> None:
        if found is None:
            gh.write("POST", f"{at}/rulesets", wanted)
        else:
            gh.write("PUT", f"{at}/rulesets/{found['id']}", wanted)

    return Property(
        name=f"ruleset {wanted['name']}, as `python -m delivery rules` prints it",
        read=read,
        is_right=lambda found: _holds(found, wanted),
        write=write,
        tell=lambda found: json.dumps({key: found.get(key) for key in wanted}),
    )


def _holds(found: Any, wanted: Any) -> bool:  # noqa: ANN401 - JSON
    """Tell whether something is as wanted; GitHub adds keys, and orders lists by itself."""
    if isinstance(wanted, dict):
        return isinstance(found, dict) and all(
            key in found and _holds(found[key], value) for key, value in wanted.items()
        )
    if isinstance(wanted, list):
        return len(found) == len(wanted) and all(
            any(_holds(one, each) for one in found) for each in wanted
        )
    return bool(found == wanted)
