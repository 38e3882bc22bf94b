"""The room that pods ask for, the room that nodes have, and whether the pods find it there."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Room:
    """An amount of each thing of which a node has only so much.

    Attributes:
        millicores: CPU, in thousandths.
        memory_mib: Memory, in MiB.
        pods: The pods themselves, whose number is bounded as well.
    """

    millicores: int = 0
    memory_mib: int = 0
    pods: int = 0

    def __add__(self, other: "Room") -> "Room":
        """Return both together."""
        return Room(
            millicores=self.millicores + other.millicores,
            memory_mib=self.memory_mib + other.memory_mib,
            pods=self.pods + other.pods,
        )

    def __sub__(self, other: "Room") -> "Room":
        """Return what is left, below zero where it is too little."""
        return Room(
            millicores=self.millicores - other.millicores,
            memory_mib=self.memory_mib - other.memory_mib,
            pods=self.pods - other.pods,
        )

    def __mul__(self, count: int) -> "Room":
        """Return it as often as `count` says."""
        return Room(
            millicores=count * self.millicores,
            memory_mib=count * self.memory_mib,
            pods=count * self.pods,
        )

    def __str__(self) -> str:
        """Return it as people read it; of one pod, what it asks for."""
        pods = f", {self.pods} pods" if self.pods > 1 else ""
        return f"{self.millicores:,}m CPU, {self.memory_mib:,} MiB{pods}"

    def at_least(self, other: "Room") -> "Room":
        """Return the greater of both, for each thing by itself."""
        return Room(
            millicores=max(self.millicores, other.millicores),
            memory_mib=max(self.memory_mib, other.memory_mib),
            pods=max(self.pods, other.pods),
        )

    def holds(self, other: "Room") -> bool:
        """Return whether there is as much of each thing as the other asks for."""
        left = self - other
        return min(left.millicores, left.memory_mib, left.pods) >= 0


@dataclass(frozen=True, kw_only=True)
class Pods:
    """Pods that are alike.

    Attributes:
        name: Who they are, such as `nginx-ingress: controller`.
        each: What one of them asks for, itself included.
        count: How many there are; of a DaemonSet, how many on each node.
        every_node: Whether they are a DaemonSet's.
    """

    name: str
    each: Room
    count: int = 1
    every_node: bool = False

    @property
    def together(self) -> Room:
        """The room that all of them ask for."""
        return self.each * self.count


def total(rooms: Iterable[Room]) -> Room:
    """Return all of them together."""
    return sum(rooms, start=Room())


def without_room(pods: Iterable[Pods], *, nodes: int, node: Room) -> Iterator[str]:
    """Yield the name of each pod that finds no room on nodes that are alike.

    The smallest come first, each to the emptiest node, which the scheduler prefers as well. So the
    largest come when what is left is as little and as scattered as it gets: whether all fit does
    not depend on a lucky order.

    Args:
        pods: Pods that stand on any of the nodes.
        nodes: How many nodes there are.
        node: What each has left for these pods.
    """
    free = [node] * nodes
    for each in sorted(pods, key=lambda alike: _share(alike.each, node)):
        for _ in range(each.count):
            fitting = [index for index, left in enumerate(free) if left.holds(each.each)]
            if not fitting:
                yield each.name
                continue
            emptiest = max(fitting, key=lambda index: freedom(free[index], node))
            free[emptiest] -= each.each


def _share(part: Room, whole: Room) -> float:
    """Return the part that is taken of what is taken most of."""
    cpu = part.millicores / max(whole.millicores, 1)
    return max(cpu, part.memory_mib / max(whole.memory_mib, 1))


def freedom(left: Room, whole: Room) -> float:
    """Return how empty a node is: the parts of CPU and of memory that are free, added up.

    It orders nodes that are alike as the score `LeastAllocated` does, whatever a pod asks for:
    https://kubernetes.io/docs/concepts/scheduling-eviction/resource-bin-packing/
    """
    cpu = left.millicores / max(whole.millicores, 1)
    return cpu + left.memory_mib / max(whole.memory_mib, 1)
