"""The nodes of a configured group: in each zone a managed node group of EKS of its own.

The autoscaler takes one node for the model of its whole group, so that it cannot know which zone
the next node of a group over several zones will stand in. docs/decisions/0016-nodes.md says more.
"""

from collections.abc import Mapping, Sequence

from cdktf import Fn, ITerraformDependable, TerraformCount, Token
from cdktf_cdktf_provider_aws.eks_node_group import (
    EksNodeGroup,
    EksNodeGroupLaunchTemplate,
    EksNodeGroupNodeRepairConfig,
    EksNodeGroupScalingConfig,
    EksNodeGroupTaint,
    EksNodeGroupUpdateConfig,
)

from config.aws.bottlerocket import BOTTLEROCKET_RELEASE
from config.kubernetes_names import GROUP_KEY, RETIRING_TAINT
from config.sections.node_groups import NodeGroupConfig, NodeKind
from constructs import Construct
from constructs.cluster.autoscaling_group import current_sizes
from constructs.cluster.control_plane import ControlPlane
from constructs.cluster.launch_template import node_launch_template
from constructs.cluster.node_zones import NodeZones
from constructs.iam.service_role import ServiceRole


class NodeGroup(Construct):
    """Managed Bottlerocket nodes with a label and a taint of the group's name, in each zone.

    What EKS cannot change is part of the name and the id of a zone's node group, by a fingerprint:
    a change of it makes a new one. The one before it retires as long as the environment file says
    what it was: nothing new is scheduled there, `ops.replace_nodes` drains it, and it is deleted
    once it is empty. It is the same in a zone that is draining.

    Args:
        scope: The stack.
        id_: The construct's id.
        name: The group's name.
        control_plane: The cluster.
        group: The group's part of the environment file.
        max_pods_per_node: Pods that a node may run.
        zones: Where the nodes stand.
        role: The nodes' role.
        security_group_ids: The groups that the nodes carry.
        tags: The tags of what EKS makes for the group.
        after: What must be there before the nodes.

    Attributes:
        by_zone: The `aws_eks_node_group` of each zone in which nodes stay.
        names: EKS's names of all node groups, those that retire included.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        control_plane: ControlPlane,
        group: NodeGroupConfig,
        max_pods_per_node: int,
        zones: NodeZones,
        role: ServiceRole,
        security_group_ids: Sequence[str],
        tags: Mapping[str, str],
        after: Sequence[ITerraformDependable],
    ) -> None:
        super().__init__(scope, id_)
        self._name, self._group, self._zones = name, group, zones
        self._control_plane, self._role = control_plane, role
        self._sizes = group.in_zone(len(zones.active))
        self._after = [*role.attachments, *after]
        # One for all zones: its id is a label of the nodes, and the autoscaler takes groups for
        # similar, and so for ones to balance, whose nodes have the same labels.
        self._template = node_launch_template(
            self,
            "launch-template",
            name=f"{control_plane.name}-{name}",
            max_pods_per_node=max_pods_per_node,
            security_group_ids=security_group_ids,
            tags=tags,
        )
        staying = [] if group.draining else zones.active
        self.by_zone = {zone: self._add(zone) for zone in staying}
        for zone in zones.names:
            if zone not in staying:
                self._add_retiring(zone, group)
            if group.retiring:
                self._add_retiring(zone, group.retiring)
        kinds = [group, *([group.retiring] if group.retiring else [])]
        self.names = tuple(self._eks_name(zone, kind) for zone in zones.names for kind in kinds)

    def _add(self, zone: str) -> EksNodeGroup:
        """Return the nodes that stay, as many as the autoscaler has made of them.

        As many as it had made of those before them, at first; but no fewer than the minimum, which
        is why the size is not just ignored: Terraform would send the old one with a minimum above
        it, which AWS refuses.
        """
        scope = self._scope(zone, self._group)
        known = [self._current(scope, "autoscaling-group", zone, self._group)]
        if self._group.retiring:
            known.append(self._current(scope, "retiring-group", zone, self._group.retiring))
        found = f"coalescelist({', '.join(known)}, [{self._sizes.desired_size}])"
        return self._node_group(
            scope,
            zone,
            self._group,
            desired=f"max(concat([{self._sizes.min_size}], {found})...)",
            least=self._sizes.min_size,
        )

    def _add_retiring(self, zone: str, kind: NodeKind) -> EksNodeGroup:
        """Return the nodes that go, which are there as long as there are any."""
        scope = self._scope(zone, kind)
        found = f"concat([0], {self._current(scope, 'autoscaling-group', zone, kind)})"
        taint = EksNodeGroupTaint(key=RETIRING_TAINT, value="true", effect="NO_SCHEDULE")
        return self._node_group(
            scope,
            zone,
            kind,
            desired=f"max({found}...)",
            least=0,
            taints=[taint],
            count=TerraformCount.of(Token.as_number(f"${{min(1, sum({found}))}}")),
        )

    def _node_group(
        self,
        scope: Construct,
        zone: str,
        kind: NodeKind,
        *,
        desired: str,
        least: int,
        taints: Sequence[EksNodeGroupTaint] = (),
        count: TerraformCount | None = None,
    ) -> EksNodeGroup:
        own = EksNodeGroupTaint(key=GROUP_KEY, value=self._name, effect="NO_SCHEDULE")
        return EksNodeGroup(
            scope,
            "node-group",
            cluster_name=self._control_plane.resource.name,
            node_group_name=self._eks_name(zone, kind),
            version=self._control_plane.resource.version,
            release_version=BOTTLEROCKET_RELEASE,
            node_role_arn=self._role.resource.arn,
            subnet_ids=[Token.as_string(Fn.lookup(self._zones.subnet_ids, zone))],
            ami_type=kind.ami_type,
            capacity_type=str(kind.capacity_type),
            instance_types=list(kind.instance_types),
            launch_template=EksNodeGroupLaunchTemplate(
                id=self._template.id, version=Token.as_string(self._template.latest_version)
            ),
            labels={**self._group.labels, GROUP_KEY: self._name},
            taint=[own, *taints],
            scaling_config=EksNodeGroupScalingConfig(
                min_size=least,
                desired_size=_number(desired),
                # AWS refuses a maximum below the size; a group that is larger grows no more.
                max_size=_number(f"max({self._sizes.max_size}, {desired})"),
            ),
            update_config=EksNodeGroupUpdateConfig(
                max_unavailable_percentage=self._group.max_unavailable_percentage
            ),
            node_repair_config=EksNodeGroupNodeRepairConfig(enabled=True),
            depends_on=self._after,
            count=count,
        )

    def _current(self, scope: Construct, id_: str, zone: str, kind: NodeKind) -> str:
        return current_sizes(
            scope,
            id_,
            cluster_name=self._control_plane.name,
            node_group_name=self._eks_name(zone, kind),
        )

    def _scope(self, zone: str, kind: NodeKind) -> Construct:
        return Construct(self, f"{zone}-{kind.fingerprint}")

    def _eks_name(self, zone: str, kind: NodeKind) -> str:
        return f"{self._name}-{zone}-{kind.fingerprint}"


def _number(expression: str) -> int:
    """Return the number that an expression stands for."""
    return int(Token.as_number(f"${{{expression}}}"))
