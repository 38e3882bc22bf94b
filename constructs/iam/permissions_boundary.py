"""A ceiling for roles: they do what their policies and the ceiling both allow."""

from collections.abc import Sequence

from cdktf_cdktf_provider_aws.iam_policy import IamPolicy

from constructs import Construct
from constructs.iam.documents import Statement, policy_document


class PermissionsBoundary(Construct):
    """A managed policy that roles carry as their permissions boundary; it grants nothing.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html

    Args:
        scope: The stack or construct.
        id_: The construct's id.
        name: The policy's name.
        description: Whose ceiling it is.
        statements: What the roles may do at most.

    Attributes:
        arn: The policy's ARN.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        description: str,
        statements: Sequence[Statement],
    ) -> None:
        super().__init__(scope, id_)
        policy = IamPolicy(
            self,
            "policy",
            name=name,
            description=description,
            policy=policy_document(*statements),
        )
        self.arn = policy.arn
