"""The node groups of a platform, as Auto Scaling keeps them: sizes, instances, zones that fail."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from threading import RLock
from typing import Final

from config.aws.instance_types import memory_mib, vcpus
from config.aws.node_room import kernel_memory_mib
from config.kubernetes_names import NODE_GROUP_LABEL
from resilience.model.nodes import NodeGroup
from sandbox.joints.autoscaler.groups import Group
from sandbox.joints.node_groups import GENERATION_LABEL
from sandbox.kubernetes.nodes import Node, NodeSize


@dataclass(frozen=True, kw_only=True)
class Instance:
    """An instance of a group.

    Attributes:
        number: Its number in the group, which no other gets.
        zone: Its zone.
        index: Its index among those of the group in the zone.
    """

    number: int
    zone: str
    index: int


class _Members:
    """The instances of one group."""

    def __init__(self, group: NodeGroup) -> None:
        self.group = group
        self.instances: list[Instance] = []
        self._made = 0
        self._by_zone = dict.fromkeys(group.zones, 0)

    def grow(self, zones: Sequence[str]) -> bool:
        """Add an instance in the zone with the fewest; return whether there is a zone for it."""
        if not zones:
            return False
        sizes = [each.zone for each in self.instances]
        zone = min(zones, key=lambda zone: (sizes.count(zone), zone))
        index = self._by_zone[zone]
        self.instances.append(Instance(number=self._made, zone=zone, index=index))
        self._made += 1
        self._by_zone[zone] += 1
        return True


class NodeGroups:
    """The node groups; safe to be used by several threads.

    A group none of whose zones has capacity is not told to the autoscaler: the program leaves it
    out as well, once it has backed off from it.

    Args:
        groups: The groups.
        region: Their region.
        autoscaled: Whether a cluster autoscaler may change them.
    """

    def __init__(self, groups: Iterable[NodeGroup], region: str, *, autoscaled: bool) -> None:
        self._lock: Final = RLock()
        self._region = region
        self._generation = 0
        self._failing: set[tuple[str, str]] = set()
        self._members: dict[str, _Members] = {}
        self.define(groups, autoscaled=autoscaled)

    def define(self, groups: Iterable[NodeGroup], *, autoscaled: bool) -> None:
        """Let other groups take the place of these, each with its fewest instances."""
        with self._lock:
            self._autoscaled = autoscaled
            self._members = {each.labels[NODE_GROUP_LABEL]: _Members(each) for each in groups}
            self.reset()

    def reset(self) -> None:
        """Give every group its fewest instances again; those of them that stand are kept."""
        with self._lock:
            self._failing.clear()
            for name, members in self._members.items():
                fresh = _Members(members.group)
                while len(fresh.instances) < members.group.min_size:
                    fresh.grow(members.group.zones)
                self._members[name] = fresh

    def fail(self, zone: str) -> None:
        """Let a zone have no capacity for new instances."""
        for name in {members.group.name for members in self._members.values()}:
            self.close(name, zone)

    def close(self, name: str, zone: str) -> None:
        """Let a zone have no capacity for instances of the groups of a name, such as `apps`."""
        with self._lock:
            self._failing.add((name, zone))

    def _open(self, group: NodeGroup) -> list[str]:
        """Return the zones in which a group gets instances."""
        return [zone for zone in group.zones if (group.name, zone) not in self._failing]

    def lose(self, nodes: Collection[str]) -> None:
        """Take the instances of nodes away, by the nodes' names."""
        with self._lock:
            for members in self._members.values():
                members.instances = [
                    each
                    for each in members.instances
                    if self._node(members.group, each).name not in nodes
                ]

    def heal(self) -> None:
        """Let every zone have capacity again, and every group its fewest instances."""
        with self._lock:
            self._failing.clear()
            self.replace_lost()

    def replace_lost(self) -> None:
        """Give every group its fewest instances again, as Auto Scaling does, where it can."""
        with self._lock:
            for members in self._members.values():
                while len(members.instances) < members.group.min_size:
                    if not members.grow(self._open(members.group)):
                        break

    def renew(self) -> None:
        """Make a new generation of all nodes, as an update of the launch template does."""
        with self._lock:
            self._generation += 1

    def wanted(self) -> dict[str, list[Node] | None]:
        """Return the nodes of each group, by the group's name."""
        with self._lock:
            return {
                name: [self._node(members.group, each) for each in members.instances]
                for name, members in self._members.items()
            }

    def names(self) -> set[str]:
        """Return the names of all nodes that are wanted."""
        return {node.name for nodes in self.wanted().values() for node in nodes or ()}

    def may_be_changed(self) -> bool:
        """Tell whether the autoscaler has the right to."""
        return self._autoscaled

    def read(self) -> list[Group]:
        """Return the groups that have capacity somewhere, as the autoscaler sees them."""
        with self._lock:
            return list(self._read())

    def _read(self) -> Iterator[Group]:
        for name, members in sorted(self._members.items()):
            zones = self._open(members.group)
            if not zones:
                continue
            template = self._node(members.group, Instance(number=-1, zone=zones[0], index=0))
            yield Group(
                name=name,
                minimum=members.group.min_size,
                maximum=members.group.max_size,
                instances={
                    self._node(members.group, each).name: each.number for each in members.instances
                },
                template=template.manifest(),
            )

    def resize(self, name: str, size: int) -> None:
        """Ask for as many instances."""
        with self._lock:
            members = self._members[name]
            while len(members.instances) < min(size, members.group.max_size):
                if not members.grow(self._open(members.group)):
                    break

    def terminate(self, name: str, instance: int) -> None:
        """Take one instance away and none instead."""
        with self._lock:
            members = self._members[name]
            members.instances = [each for each in members.instances if each.number != instance]

    def _node(self, group: NodeGroup, instance: Instance) -> Node:
        told = group.node(instance.zone, instance.index)
        suffix = f"-{self._generation}" if self._generation else ""
        return Node(
            name=f"{told.name}{suffix}",
            zone=instance.zone,
            region=self._region,
            labels={**group.labels, GENERATION_LABEL: str(self._generation)},
            taints=tuple(
                {"key": each.key, "value": each.value, "effect": each.effect}
                for each in group.taints
            ),
            size=_size(group),
        )


def _size(group: NodeGroup) -> NodeSize:
    """Return the room on a node of a group, from its instance type."""
    instance_type = group.instance_types[0]
    return NodeSize(
        instance_type=instance_type,
        architecture=group.labels.get("kubernetes.io/arch", "amd64"),
        cpus=vcpus(instance_type),
        memory_mib=kernel_memory_mib(memory_mib(instance_type)),
        pods=group.room.pods,
    )
