"""Rights that grow: what a role or a service account may do that it could not do before."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from delivery.review.releases import Release
from delivery.review.synthesis import Pair
from terraform_json.stack import resources
from terraform_json.types import Json

_POLICIES: Final = ("policy", "assume_role_policy")
_GRANTS: Final = {
    "aws_eks_access_policy_association": ("principal_arn", "policy_arn"),
    "aws_eks_pod_identity_association": ("namespace", "service_account"),
    "aws_iam_role_policy_attachment": ("role", "policy_arn"),
}
"""Resources that are a grant by themselves: their attributes that say to whom, and what."""
_ROLES: Final = ("Role", "ClusterRole")
_BINDINGS: Final = ("RoleBinding", "ClusterRoleBinding")


@dataclass(frozen=True, kw_only=True, order=True)
class Right:
    """A right that was not there before.

    Attributes:
        holder: Whose it is: the resource or the object that grants it.
        right: What it allows, and on what.
    """

    holder: str
    right: str


def grown_rights(pair: Pair, releases: Iterable[Release]) -> Iterator[Right]:
    """Yield the rights of a stack that are there after the change, and were not before.

    A statement counts as it is written: one with another condition, or with a denial less, is new.

    Args:
        pair: The stack.
        releases: Its releases that change.
    """
    yield from sorted(set(_rights(pair.head.data)) - set(_rights(pair.base.data)))
    lost = set(_denials(pair.base.data)) - set(_denials(pair.head.data))
    yield from (
        Right(holder=each.holder, right=f"no longer denied: {each.right}") for each in sorted(lost)
    )
    for release in releases:
        before, after = (
            set(_in_cluster(release, each)) for each in (release.before, release.after)
        )
        yield from sorted(after - before)


def _rights(stack: Json) -> Iterator[Right]:
    yield from _statements(stack, "Allow")
    for address, block in resources(stack).items():
        whom, what = _GRANTS.get(address.partition(".")[0], ("", ""))
        if whom:
            yield Right(holder=address, right=f"{block.get(what)} for {block.get(whom)}")


def _denials(stack: Json) -> Iterator[Right]:
    yield from _statements(stack, "Deny")


def _statements(stack: Json, effect: str) -> Iterator[Right]:
    for address, block in resources(stack).items():
        for attribute in _POLICIES:
            for statement in _parsed(block.get(attribute)):
                if statement.get("Effect") == effect:
                    yield from _told(address, statement)


def _parsed(policy: object) -> list[Json]:
    """Return the statements of a policy; none where it is an expression of Terraform's."""
    try:
        found = json.loads(policy) if isinstance(policy, str) else {}
    except ValueError:
        return []
    statements = found.get("Statement", []) if isinstance(found, dict) else []
    return _listed(statements)


def _told(address: str, statement: Json) -> Iterator[Right]:
    """Yield each action of a statement on each of its resources."""
    beside = {key: statement[key] for key in ("Principal", "Condition") if key in statement}
    when = f", where {json.dumps(beside, sort_keys=True)}" if beside else ""
    not_action = "everything but " if "NotAction" in statement else ""
    for action in _listed(statement.get("Action", statement.get("NotAction", []))):
        for on in _listed(statement.get("Resource", statement.get("NotResource", ""))):
            where = f" on {'all but ' if 'NotResource' in statement else ''}{on}" if on else ""
            yield Right(holder=address, right=f"{not_action}{action}{where}{when}")


def _in_cluster(release: Release, manifests: Iterable[Any]) -> Iterator[Right]:
    """Yield the rights in the cluster that a release grants.

    https://kubernetes.io/docs/reference/access-authn-authz/rbac/
    """
    for each in manifests:
        if not isinstance(each, dict):
            continue
        holder = f"{each.get('kind')} {each.get('metadata', {}).get('name')} of {release.name}"
        if each.get("kind") in _ROLES:
            for rule in each.get("rules") or ():
                for verb in rule.get("verbs", ()):
                    for on in rule.get("resources") or rule.get("nonResourceURLs", ()):
                        names = rule.get("resourceNames")
                        only = f" {', '.join(names)}" if names else ""
                        yield Right(holder=holder, right=f"{verb} {on}{only}")
        elif each.get("kind") in _BINDINGS:
            for subject in each.get("subjects") or ():
                whom = f"{subject.get('kind')} {subject.get('name')}"
                yield Right(holder=holder, right=f"{each['roleRef']['name']} for {whom}")


def _listed(value: Any) -> list[Any]:  # noqa: ANN401 - JSON writes a list of one as the item
    return value if isinstance(value, list) else [value]
