"""Resources of AWS that are a grant by themselves, without a policy of their own."""

import json
from collections.abc import Callable, Iterator
from typing import Final

from delivery.review.right import Right
from terraform_json.types import Json


def grants(address: str, block: Json) -> Iterator[Right]:
    """Yield the rights that a resource grants by its attributes.

    Args:
        address: Its address.
        block: It.
    """
    told = _GRANTS.get(address.partition(".")[0])
    for right in told(block) if told else ():
        yield Right(holder=address, right=right)


def _attached(whom: str) -> Callable[[Json], Iterator[str]]:
    def told(block: Json) -> Iterator[str]:
        yield f"{block.get('policy_arn')} for {block.get(whom)}"

    return told


def _access_entry(block: Json) -> Iterator[str]:
    """Yield the groups in the cluster of a principal, and its type where that gives rights.

    https://docs.aws.amazon.com/eks/latest/userguide/creating-access-entries.html
    """
    whom = block.get("principal_arn")
    for group in block.get("kubernetes_groups") or ():
        yield f"the group {group} for {whom}"
    if (kind := block.get("type") or "STANDARD") != "STANDARD":
        yield f"what {kind} may for {whom}"


def _access_policy(block: Json) -> Iterator[str]:
    scope = json.dumps(block.get("access_scope"), sort_keys=True)
    yield f"{block.get('policy_arn')} for {block.get('principal_arn')} in {scope}"


def _pod_identity(block: Json) -> Iterator[str]:
    account = f"{block.get('namespace')}/{block.get('service_account')}"
    yield f"{block.get('role_arn')} for {account}"


def _managed(block: Json) -> Iterator[str]:
    arns = block.get("managed_policy_arns") or ()
    yield from (str(each) for each in ([arns] if isinstance(arns, str) else arns))


_GRANTS: Final[dict[str, Callable[[Json], Iterator[str]]]] = {
    "aws_eks_access_entry": _access_entry,
    "aws_eks_access_policy_association": _access_policy,
    "aws_eks_pod_identity_association": _pod_identity,
    "aws_iam_group_policy_attachment": _attached("group"),
    "aws_iam_role": _managed,
    "aws_iam_role_policy_attachment": _attached("role"),
    "aws_iam_user_policy_attachment": _attached("user"),
}
"""By the type of the resource."""
