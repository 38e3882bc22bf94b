"""The nodes, with EKS's addons before them and after them."""

from collections.abc import Mapping, Sequence

from config.sections.cluster import ClusterConfig
from constructs import Construct
from constructs.cluster.control_plane import ControlPlane
from constructs.cluster.eks_addons import (
    AFTER_NODES,
    BEFORE_NODES,
    EksAddons,
    ebs_csi_identity,
    vpc_cni_identity,
)
from constructs.cluster.node_group import NodeGroup
from constructs.iam.service_role import ServiceRole

# Without the VPC CNI's, which has a role of its own:
# https://docs.aws.amazon.com/eks/latest/userguide/create-node-role.html
NODE_POLICIES = (
    "AmazonEKSWorkerNodePolicy",
    "AmazonEC2ContainerRegistryReadOnly",
    "AmazonSSMManagedInstanceCore",
    "CloudWatchAgentServerPolicy",
)


class Nodes(Construct):
    """The node groups of a cluster, ready for pods.

    Args:
        scope: The stack.
        id_: The construct's id.
        control_plane: The cluster.
        cluster: Its part of the environment file.
        zones: The zones of the subnets.
        subnet_ids: A private subnet in each zone.
        security_group_ids: The groups that the nodes of each node group carry.
        tags: The tags of what EKS makes for the groups.

    Attributes:
        groups: The node groups by name.
        addons: EKS's addons that have pods of their own; pods can start after them.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        control_plane: ControlPlane,
        cluster: ClusterConfig,
        zones: Sequence[str],
        subnet_ids: Sequence[str],
        security_group_ids: Mapping[str, Sequence[str]],
        tags: Mapping[str, str],
    ) -> None:
        super().__init__(scope, id_)
        before = EksAddons(
            self,
            "addons-before",
            control_plane=control_plane,
            cluster=cluster,
            addons=BEFORE_NODES,
            after=[vpc_cni_identity(self, "vpc-cni", control_plane=control_plane).association],
        )
        role = ServiceRole(
            self,
            "role",
            name=f"{control_plane.name}-node",
            service="ec2",
            location=control_plane.location,
            policies=NODE_POLICIES,
        )
        self.groups = {
            name: NodeGroup(
                self,
                name,
                control_plane=control_plane,
                group=group,
                max_pods_per_node=cluster.max_pods_per_node,
                zones=zones,
                subnet_ids=subnet_ids,
                role=role,
                security_group_ids=security_group_ids[name],
                tags=tags,
                after=before.resources,
            )
            for name, group in cluster.node_groups
        }
        identity = ebs_csi_identity(self, "ebs-csi-driver", control_plane=control_plane)
        self.addons = EksAddons(
            self,
            "addons-after",
            control_plane=control_plane,
            cluster=cluster,
            addons=AFTER_NODES,
            after=[*(group.resource for group in self.groups.values()), identity.association],
        ).resources
