"""The part of an environment file that describes what its account asks of IAM roles."""

from typing import Annotated

from pydantic import Field

from config.sections.section import Section

# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
RolePath = Annotated[str, Field(pattern=r"^/([A-Za-z0-9_+=,.@-]+/)+$", max_length=512)]
PolicyArn = Annotated[
    str,
    Field(
        pattern=r"^arn:aws[a-z-]*:iam::(aws|[0-9]{12}):policy/"
        r"([A-Za-z0-9_+=,.@-]+/)*[A-Za-z0-9_+=,.@-]{1,128}$"
    ),
]


class IamConfig(Section):
    """What the account asks of the roles that the stacks make."""

    role_path: RolePath | None = None
    """the path of the roles, between slashes, such as `/platform/`; without it they have none. It
    is chosen before the first deployment: under another path every role is made again, and with
    its role the EKS cluster"""
    permissions_boundary: PolicyArn | None = None
    """the ARN of the policy that bounds the roles, such as the one that bootstrap makes,
    `<project>-<environment>-boundary`; those of applications carry the platform's own boundary
    instead, `<project>-<environment>-applications`, as a role has only one"""
