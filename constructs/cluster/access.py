"""Access to the Kubernetes API: access entries and the policies of EKS."""

from collections import defaultdict
from collections.abc import Mapping

from cdktf_cdktf_provider_aws.eks_access_entry import EksAccessEntry
from cdktf_cdktf_provider_aws.eks_access_policy_association import (
    EksAccessPolicyAssociation,
    EksAccessPolicyAssociationAccessScope,
)

from config.sections.cluster import AccessConfig
from constructs import Construct
from constructs.cluster.control_plane import ControlPlane
from constructs.ids import construct_id

# https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html
ADMIN, EDIT = "AmazonEKSClusterAdminPolicy", "AmazonEKSEditPolicy"
VIEW = "AmazonEKSViewPolicy"
POLICIES = (ADMIN, EDIT, VIEW)

Policies = Mapping[str, tuple[str, ...]]
"""Policies by name, each with the namespaces it is confined to; none is the whole cluster."""


class Access(Construct):
    """An access entry for each IAM role and user, with policies.

    Args:
        scope: The stack.
        id_: The construct's id.
        control_plane: The cluster.
        deploy_role_arn: The role that deploys what is inside the cluster.
        access: Everyone else.

    Attributes:
        deploys: What lets the deploy role in. All that is inside the cluster depends on it, and so
            is made after it and destroyed before it.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        control_plane: ControlPlane,
        deploy_role_arn: str,
        access: AccessConfig,
    ) -> None:
        super().__init__(scope, id_)
        self._control_plane = control_plane
        (self.deploys,) = self._admit(deploy_role_arn, {ADMIN: ()})
        for principal, policies in policies_of(access).items():
            if principal != deploy_role_arn:
                self._admit(principal, policies)

    def _admit(self, principal: str, policies: Policies) -> list[EksAccessPolicyAssociation]:
        id_ = construct_id(principal, suffixes=[f"-{policy}" for policy in POLICIES])
        entry = EksAccessEntry(
            self,
            id_,
            cluster_name=self._control_plane.resource.name,
            principal_arn=principal,
        )
        partition = self._control_plane.location.partition
        return [
            EksAccessPolicyAssociation(
                self,
                f"{id_}-{policy}",
                cluster_name=self._control_plane.resource.name,
                principal_arn=entry.principal_arn,
                policy_arn=f"arn:{partition}:eks::aws:cluster-access-policy/{policy}",
                access_scope=EksAccessPolicyAssociationAccessScope(
                    type="namespace" if namespaces else "cluster",
                    namespaces=list(namespaces) or None,
                ),
            )
            for policy, namespaces in policies.items()
        ]


def policies_of(access: AccessConfig) -> dict[str, Policies]:
    """Return the policies of each IAM role and user, which has one entry whatever it may do."""
    admitted: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for principal in access.admins:
        admitted[principal][ADMIN] = ()
    for principal in access.viewers:
        admitted[principal][VIEW] = ()
    for namespace, principals in sorted(access.editors.items()):
        for principal in principals:
            admitted[principal][EDIT] = (*admitted[principal].get(EDIT, ()), namespace)
    return dict(admitted)
