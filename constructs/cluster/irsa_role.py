"""A role for one service account by its token (IRSA), where EKS Pod Identity does not reach."""

from collections.abc import Sequence

from cdktf import Fn, TerraformLocal
from cdktf_cdktf_provider_aws.iam_role_policy import IamRolePolicy

from constructs import Construct
from constructs.cluster.control_plane import STS_AUDIENCE, ControlPlane
from constructs.iam.documents import Statement, policy_document
from constructs.iam.role import iam_role


class IrsaRole(Construct):
    """A role for all who hold the token of a service account.

    For a controller that acts for others' service accounts, with the token of each: by Pod Identity
    it could only act as itself. https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html

    Args:
        scope: The stack or construct.
        id_: The construct's id.
        control_plane: The cluster.
        name: Last part of the role's name.
        namespace: The namespace of the service account.
        service_account: The service account.
        statements: What the role may do.

    Attributes:
        arn: The role's ARN.
        policy: What gives the role its permissions; who takes the role depends on it.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        control_plane: ControlPlane,
        name: str,
        namespace: str,
        service_account: str,
        statements: Sequence[Statement],
    ) -> None:
        super().__init__(scope, id_)
        # A local value, because an expression with quotes would stand among those of the policy.
        issuer = TerraformLocal(
            self, "issuer", Fn.replace(control_plane.oidc_provider.url, "https://", "")
        ).as_string
        trust = {
            "Effect": "Allow",
            "Principal": {"Federated": control_plane.oidc_provider.arn},
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": {
                "StringEquals": {
                    f"{issuer}:sub": f"system:serviceaccount:{namespace}:{service_account}",
                    f"{issuer}:aud": STS_AUDIENCE,
                }
            },
        }
        role = iam_role(
            self,
            "role",
            name=f"{control_plane.name}-{name}",
            location=control_plane.location,
            trust=trust,
        )
        self.arn = role.arn
        self.policy = IamRolePolicy(
            self,
            "policy",
            name="token",
            role=role.name,
            policy=policy_document(*statements),
        )
