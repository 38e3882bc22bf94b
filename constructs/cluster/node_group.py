"""A group of nodes over all zones, which the autoscaler makes larger and smaller."""

import hashlib
import json
from collections.abc import Mapping, Sequence

from cdktf import Fn, ITerraformDependable, TerraformCount, TerraformResourceLifecycle, Token
from cdktf_cdktf_provider_aws.data_aws_autoscaling_group import DataAwsAutoscalingGroup
from cdktf_cdktf_provider_aws.data_aws_autoscaling_groups import (
    DataAwsAutoscalingGroups,
    DataAwsAutoscalingGroupsFilter,
)
from cdktf_cdktf_provider_aws.eks_node_group import (
    EksNodeGroup,
    EksNodeGroupLaunchTemplate,
    EksNodeGroupNodeRepairConfig,
    EksNodeGroupScalingConfig,
    EksNodeGroupTaint,
    EksNodeGroupUpdateConfig,
)

from config.sections.cluster import NodeGroupConfig
from constructs import Construct
from constructs.cluster.control_plane import ControlPlane
from constructs.cluster.launch_template import node_launch_template
from constructs.iam.service_role import ServiceRole

LABEL = "node"
"""The key of the label and the taint that tell the groups apart."""


class NodeGroup(Construct):
    """Managed Bottlerocket nodes with a label and a taint of the group's name.

    What EKS cannot change in a group is part of the group's name, so that a change makes a new
    group before the old one is drained. docs/decisions/0008-cluster.md says why one group spans
    all zones.

    Args:
        scope: The stack.
        id_: The group's name.
        control_plane: The cluster.
        group: The group's part of the environment file.
        max_pods_per_node: Pods that a node may run.
        zones: The zones of the subnets.
        subnet_ids: A private subnet in each zone.
        role: The nodes' role.
        security_group_ids: The groups that the nodes carry.
        tags: The tags of what EKS makes for the group.
        after: What must be there before the nodes.

    Attributes:
        resource: The `aws_eks_node_group`.
        autoscaling_group: The name of the Auto Scaling group that EKS makes for it.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        control_plane: ControlPlane,
        group: NodeGroupConfig,
        max_pods_per_node: int,
        zones: Sequence[str],
        subnet_ids: Sequence[str],
        role: ServiceRole,
        security_group_ids: Sequence[str],
        tags: Mapping[str, str],
        after: Sequence[ITerraformDependable],
    ) -> None:
        super().__init__(scope, id_)
        self._control_plane, self._group = control_plane, group
        self._name = f"{id_}-{_fingerprint(group, zones)}"
        template = node_launch_template(
            self,
            "launch-template",
            name=f"{control_plane.name}-{id_}",
            max_pods_per_node=max_pods_per_node,
            security_group_ids=security_group_ids,
            tags=tags,
        )
        self.resource = EksNodeGroup(
            self,
            "node-group",
            cluster_name=control_plane.resource.name,
            node_group_name=self._name,
            version=control_plane.resource.version,
            node_role_arn=role.resource.arn,
            subnet_ids=list(subnet_ids),
            ami_type=f"BOTTLEROCKET_{group.architecture}",
            instance_types=list(group.instance_types),
            launch_template=EksNodeGroupLaunchTemplate(
                id=template.id, version=Token.as_string(template.latest_version)
            ),
            labels={LABEL: id_},
            taint=[EksNodeGroupTaint(key=LABEL, value=id_, effect="NO_SCHEDULE")],
            scaling_config=EksNodeGroupScalingConfig(
                min_size=group.min_size,
                desired_size=self._desired_size(),
                max_size=group.max_size,
            ),
            update_config=EksNodeGroupUpdateConfig(
                max_unavailable_percentage=group.max_unavailable_percentage
            ),
            node_repair_config=EksNodeGroupNodeRepairConfig(enabled=True),
            lifecycle=TerraformResourceLifecycle(create_before_destroy=True),
            depends_on=[*role.attachments, *after],
        )
        self.autoscaling_group = self.resource.resources.get(0).autoscaling_groups.get(0).name

    def _desired_size(self) -> int:
        """Return what the autoscaler has made of the group, but no less than its minimum.

        Ignoring the change instead, as is usual, has Terraform send the old size with a minimum
        above it, which AWS refuses. EKS tags the Auto Scaling group that it makes for a group.
        """
        tags = {
            "eks:cluster-name": self._control_plane.name,
            "eks:nodegroup-name": self._name,
        }
        found = DataAwsAutoscalingGroups(
            self,
            "autoscaling-groups",
            filter=[
                DataAwsAutoscalingGroupsFilter(name=f"tag:{tag}", values=[value])
                for tag, value in tags.items()
            ],
        )
        count = TerraformCount.of(Token.as_number(Fn.length_of(found.names)))
        current = DataAwsAutoscalingGroup(
            self, "autoscaling-group", count=count, name=Fn.element(found.names, count.index)
        )
        sizes = f"coalescelist({current.fqn}[*].desired_capacity, [{self._group.desired_size}])"
        return int(Token.as_number(f"${{max(concat([{self._group.min_size}], {sizes})...)}}"))


def _fingerprint(group: NodeGroupConfig, zones: Sequence[str]) -> str:
    """Return what stands for all that cannot be changed in a group."""
    fixed = json.dumps([group.architecture, group.instance_types, sorted(zones)])
    return hashlib.sha256(fixed.encode()).hexdigest()[:8]
