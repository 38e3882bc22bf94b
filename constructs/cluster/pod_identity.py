"""The rights of pods in AWS, by EKS Pod Identity."""

from collections.abc import Sequence

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_aws.eks_pod_identity_association import EksPodIdentityAssociation
from cdktf_cdktf_provider_aws.iam_role_policy import IamRolePolicy

from constructs import Construct
from constructs.cluster.control_plane import ControlPlane
from constructs.iam.documents import Statement, policy_document
from constructs.iam.managed_policies import attach_managed_policies
from constructs.iam.role import iam_role


class PodIdentity(Construct):
    """A role for the pods of one service account, in one cluster.

    https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html

    Args:
        scope: The stack or construct.
        id_: The construct's id.
        control_plane: The cluster.
        name: Last part of the role's name.
        namespace: The namespace of the service account.
        service_account: The service account.
        statements: What its pods may do.
        boundary: The ARN of the most that they may do, whatever the statements say; the account's
            by default.
        policies: The names of policies that AWS manages, for what else they may do.

    Attributes:
        role: The `aws_iam_role`.
        association: What hands the role to the pods. They must start after it: a pod gets its
            identity when it is admitted, and never later.
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
        statements: Sequence[Statement] = (),
        boundary: str | None = None,
        policies: Sequence[str] = (),
    ) -> None:
        super().__init__(scope, id_)
        trust = _trust(control_plane, namespace=namespace, service_account=service_account)
        self.role = iam_role(
            self,
            "role",
            name=f"{control_plane.name}-{name}",
            location=control_plane.location,
            trust=trust,
            boundary=boundary,
        )
        rights: list[ITerraformDependable] = [
            *attach_managed_policies(
                self, role=self.role, policies=policies, location=control_plane.location
            )
        ]
        if statements:
            document = policy_document(*statements)
            rights.append(
                IamRolePolicy(self, "policy", name="pods", role=self.role.name, policy=document)
            )
        self.association = EksPodIdentityAssociation(
            self,
            "association",
            cluster_name=control_plane.resource.name,
            namespace=namespace,
            service_account=service_account,
            role_arn=self.role.arn,
            depends_on=rights,
        )


def _trust(control_plane: ControlPlane, *, namespace: str, service_account: str) -> Statement:
    """Return the trust in EKS, on behalf of one service account of one cluster."""
    tags = {
        "eks-cluster-name": control_plane.name,
        "kubernetes-namespace": namespace,
        "kubernetes-service-account": service_account,
    }
    return {
        "Effect": "Allow",
        "Principal": {"Service": control_plane.location.service_principal("pods.eks")},
        "Action": ["sts:AssumeRole", "sts:TagSession"],
        "Condition": {
            "StringEquals": {f"aws:RequestTag/{tag}": value for tag, value in tags.items()}
        },
    }
