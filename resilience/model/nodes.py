"""Nodes, and the groups that make them."""

from collections.abc import Mapping
from dataclasses import dataclass

from config.room import Room
from resilience.model.pods import HOST_LABEL, K8S, ZONE_LABEL, Taint, Workload


@dataclass(frozen=True, kw_only=True)
class NodeGroup:
    """A managed node group of EKS: nodes that are alike.

    Attributes:
        address: Its address in the stack `k8s`.
        name: What the environment's file calls the group, such as `apps`: the label `node`.
        zones: The zones in which its nodes may stand; one, unless the group spans several.
        min_size: The fewest nodes.
        max_size: The most nodes.
        labels: The labels of its nodes.
        taints: The taints of its nodes.
        room: What a node has for pods, those of DaemonSets included.
        instance_types: The instance types that it may take.
        spot: Whether AWS may take its nodes back.
        first_index: The index of its first node, where nodes of another group of this name stand in
            its zone: as while a group's nodes retire.
    """

    address: str
    name: str
    zones: tuple[str, ...]
    min_size: int
    max_size: int
    labels: Mapping[str, str]
    taints: tuple[Taint, ...]
    room: Room
    instance_types: tuple[str, ...]
    spot: bool = False
    first_index: int = 0

    @property
    def resource(self) -> str:
        """The group, as its stack and address."""
        return f"{K8S}:{self.address}"

    def node(self, zone: str, index: int) -> "Node":
        """Return one of its nodes: the one of an index, in a zone."""
        name = f"{self.name}-{zone}-{self.first_index + index}"
        return Node(
            name=name,
            group=self.address,
            zone=zone,
            labels={**self.labels, ZONE_LABEL: zone, HOST_LABEL: name},
            taints=self.taints,
            room=self.room,
        )


@dataclass(frozen=True, kw_only=True)
class Node:
    """A node.

    Attributes:
        name: Its name.
        group: The address of its group.
        zone: Its zone.
        labels: Its labels.
        taints: Its taints.
        room: What it has for pods, those of DaemonSets included.
    """

    name: str
    group: str
    zone: str
    labels: Mapping[str, str]
    taints: tuple[Taint, ...]
    room: Room

    def suits(self, workload: Workload) -> bool:
        """Return whether its labels and taints let the workload's pods in."""
        labelled = all(
            self.labels.get(label) in allowed for label, allowed in workload.node_labels.items()
        )
        return labelled and all(
            workload.tolerates(taint) for taint in self.taints if taint.effect != "PreferNoSchedule"
        )
