"""The nodes, with EKS's addons before them and after them."""

from collections.abc import Mapping, Sequence

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_aws.eks_addon import EksAddon

from config.aws.kubernetes_versions import EksAddonName
from config.sections.cluster import ClusterConfig
from constructs import Construct
from constructs.cluster.control_plane import ControlPlane
from constructs.cluster.eks_addons import (
    AFTER_NODES,
    BEFORE_NODES,
    Configuration,
    EksAddons,
    ebs_csi_identity,
    vpc_cni_identity,
)
from constructs.cluster.leaving_nodes import LeavingNodes
from constructs.cluster.node_group import NodeGroup
from constructs.cluster.node_zones import NodeZones
from constructs.iam.service_role import ServiceRole
from constructs.ids import construct_id

# Without the VPC CNI's, which has a role of its own:
# https://docs.aws.amazon.com/eks/latest/userguide/create-node-role.html
NODE_POLICIES = (
    "AmazonEKSWorkerNodePolicy",
    "AmazonEC2ContainerRegistryPullOnly",
    "AmazonSSMManagedInstanceCore",
)

_OTHER_IDS = ("addons-after", "addons-before", "ebs-csi-driver", "leaving-nodes", "role", "vpc-cni")


class Nodes(Construct):
    """The node groups of a cluster, ready for pods.

    Args:
        scope: The stack.
        id_: The construct's id.
        control_plane: The cluster.
        cluster: Its part of the environment file.
        zones: Where the nodes stand.
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
        zones: NodeZones,
        security_group_ids: Mapping[str, Sequence[str]],
        tags: Mapping[str, str],
    ) -> None:
        super().__init__(scope, id_)
        self._control_plane, self._cluster = control_plane, cluster
        self.groups = self._add_groups(zones, security_group_ids, tags, self._add_addons_before())
        LeavingNodes(
            self,
            "leaving-nodes",
            cluster_name=control_plane.name,
            staying=[name for group in self.groups.values() for name in group.names],
        )
        self.addons = self._add_addons_after()

    @property
    def autoscaling_groups(self) -> dict[str, str]:
        """The Auto Scaling group of each group and zone in which nodes stay, by both."""
        return {
            f"{name}-{zone}": nodes.resources.get(0).autoscaling_groups.get(0).name
            for name, group in self.groups.items()
            for zone, nodes in group.by_zone.items()
        }

    def _add_addons_before(self) -> tuple[EksAddon, ...]:
        identity = vpc_cni_identity(self, "vpc-cni", control_plane=self._control_plane)
        return self._addons("addons-before", BEFORE_NODES, [identity.association])

    def _add_groups(
        self,
        zones: NodeZones,
        security_group_ids: Mapping[str, Sequence[str]],
        tags: Mapping[str, str],
        after: Sequence[ITerraformDependable],
    ) -> dict[str, NodeGroup]:
        role = ServiceRole(
            self,
            "role",
            name=f"{self._control_plane.name}-node",
            service="ec2",
            location=self._control_plane.location,
            policies=NODE_POLICIES,
        )
        return {
            name: NodeGroup(
                self,
                construct_id(name, taken=_OTHER_IDS),
                name=name,
                control_plane=self._control_plane,
                group=group,
                max_pods_per_node=self._cluster.max_pods_per_node,
                zones=zones,
                role=role,
                security_group_ids=security_group_ids[name],
                tags=tags,
                after=after,
            )
            for name, group in self._cluster.node_groups.items()
        }

    def _add_addons_after(self) -> tuple[EksAddon, ...]:
        nodes = [each for group in self.groups.values() for each in group.by_zone.values()]
        identity = ebs_csi_identity(self, "ebs-csi-driver", control_plane=self._control_plane)
        return self._addons("addons-after", AFTER_NODES, [*nodes, identity.association])

    def _addons(
        self,
        id_: str,
        addons: Mapping[EksAddonName, Configuration],
        after: Sequence[ITerraformDependable],
    ) -> tuple[EksAddon, ...]:
        return EksAddons(
            self,
            id_,
            control_plane=self._control_plane,
            cluster=self._cluster,
            addons=addons,
            after=after,
        ).resources
