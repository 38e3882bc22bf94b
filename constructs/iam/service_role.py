"""Roles that AWS's services take to work on our behalf."""

from collections.abc import Sequence

from config.location import Location
from constructs import Construct
from constructs.iam.documents import taken_by
from constructs.iam.managed_policies import attach_managed_policies
from constructs.iam.role import iam_role


class ServiceRole(Construct):
    """A role that one service may take, with policies that AWS manages.

    Args:
        scope: The stack or construct.
        id_: The construct's id.
        name: The role's name.
        service: The service, such as `eks`.
        location: The account that owns the role.
        policies: The names of the policies that AWS manages, with their paths.

    Attributes:
        resource: The `aws_iam_role`.
        attachments: What gives the role its permissions; who uses the role depends on them.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        service: str,
        location: Location,
        policies: Sequence[str],
    ) -> None:
        super().__init__(scope, id_)
        trust = taken_by(location, service)
        self.resource = iam_role(self, "role", name=name, location=location, trust=trust)
        self.attachments = attach_managed_policies(
            self, role=self.resource, policies=policies, location=location
        )
