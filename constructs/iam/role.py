"""Every IAM role that the stacks make."""

from cdktf_cdktf_provider_aws.iam_role import IamRole

from config.location import Location
from constructs import Construct
from constructs.iam.documents import Statement, policy_document


def iam_role(
    scope: Construct,
    id_: str,
    *,
    name: str,
    location: Location,
    trust: Statement,
    boundary: str | None = None,
) -> IamRole:
    """Return a role, as its account asks for it: with the account's path and boundary.

    Args:
        scope: The stack or construct.
        id_: The construct's id.
        name: The role's name.
        location: The account that owns the role.
        trust: Who may take it.
        boundary: The ARN of the most that it may do; by default what the account says, if anything.
    """
    return IamRole(
        scope,
        id_,
        name=name,
        path=location.role_path,
        assume_role_policy=policy_document(trust),
        permissions_boundary=boundary or location.permissions_boundary,
    )
