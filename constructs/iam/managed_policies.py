"""Policies that AWS manages, on roles of ours."""

from collections.abc import Sequence

from cdktf_cdktf_provider_aws.iam_role import IamRole
from cdktf_cdktf_provider_aws.iam_role_policy_attachment import IamRolePolicyAttachment

from config.location import Location
from constructs import Construct


def attach_managed_policies(
    scope: Construct, *, role: IamRole, policies: Sequence[str], location: Location
) -> tuple[IamRolePolicyAttachment, ...]:
    """Return what gives a role its permissions; who uses the role depends on it.

    Args:
        scope: The construct of the role.
        role: The role.
        policies: The names of the policies, with their paths, which are the attachments' ids.
        location: The partition whose policies they are.
    """
    return tuple(
        IamRolePolicyAttachment(
            scope, policy, role=role.name, policy_arn=location.managed_policy_arn(policy)
        )
        for policy in policies
    )
