"""Pods on nodes, while they are being placed."""

from bisect import bisect_left, insort
from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from config.room import Room, freedom
from resilience.model.pods import Taint
from resilience.placement.cells import Cell
from resilience.placement.kinds import Kind, Kinds

_Order = tuple[tuple[float, str], ...]


class Pod(NamedTuple):
    """One pod: the key of its workload, and its index there."""

    workload: str
    number: int

    def __str__(self) -> str:
        """Return its name as a failure domain, such as `app1/Deployment/app1#0`."""
        return f"{self.workload}#{self.number}"


@dataclass(kw_only=True)
class Board:
    """Which pod is on which node, and what the nodes have left.

    A scenario starts from a copy. The values of its dictionaries are never changed, but replaced,
    so that a copy costs little.

    Attributes:
        kinds: All kinds and cells.
        cells: The cell of each node.
        free: What each node has left.
        order: The nodes of each cell, the freest first, equal ones by their names.
        pods: The nodes of each workload's pods, by the pods' index.
        on: The pods of each node, in the order in which they came.
        touched: The keys of the workloads of which pods came or went since the copy was made.
        made: How many nodes were ever made of each cell.
        full: The zones that take no further pod: not even in place of one that gives way.
        tainted: The nodes with taints beside those of their group.
        taints: These taints.
    """

    kinds: Kinds
    cells: dict[str, Cell] = field(default_factory=dict)
    free: dict[str, Room] = field(default_factory=dict)
    order: dict[Cell, _Order] = field(default_factory=dict)
    pods: dict[str, dict[int, str]] = field(default_factory=dict)
    on: dict[str, tuple[Pod, ...]] = field(default_factory=dict)
    touched: set[str] = field(default_factory=set)
    made: Counter[Cell] = field(default_factory=Counter)
    full: frozenset[str] = frozenset()
    tainted: frozenset[str] = frozenset()
    taints: tuple[Taint, ...] = ()

    def copy(self) -> "Board":
        """Return a copy whose changes leave this one as it is."""
        return Board(
            kinds=self.kinds,
            cells=self.cells.copy(),
            free=self.free.copy(),
            order=self.order.copy(),
            pods=self.pods.copy(),
            on=self.on.copy(),
            made=self.made.copy(),
            full=self.full,
            tainted=self.tainted,
            taints=self.taints,
        )

    def add_node(self, cell: Cell) -> tuple[str, list[Pod]]:
        """Add a node, with the pods of DaemonSets on it.

        Args:
            cell: The cell of which it is.

        Returns:
            Its name, and the pods of DaemonSets for which it has no room.
        """
        name = cell.group.node(cell.zone, self.made[cell]).name
        self.made[cell] += 1
        self.cells[name] = cell
        self.on[name], free, refused = (), cell.group.room, []
        for kind in self.kinds.daemons[cell]:
            pod = Pod(kind.key, max(self.pods.get(kind.key, ()), default=-1) + 1)
            if free.holds(kind.workload.each):
                free -= kind.workload.each
                self._stand(pod, name)
            else:
                refused.append(pod)
        self.free[name] = free
        self.order[cell] = _with(self.order.get(cell, ()), _place(cell, free, name))
        return name, refused

    def remove_node(self, name: str) -> list[Pod]:
        """Take a node away, and return the pods that were on it."""
        gone = self.on[name]
        for workload, index in gone:
            self.touched.add(workload)
            nodes = self.pods[workload].copy()
            del nodes[index]
            self.pods[workload] = nodes
        cell = self.cells.pop(name)
        self.order[cell] = tuple(each for each in self.order[cell] if each[1] != name)
        del self.on[name], self.free[name]
        return list(gone)

    def bind(self, kind: Kind, index: int, node: str) -> None:
        """Put a pod on a node, which has to have room for it."""
        self._stand(Pod(kind.key, index), node)
        self._leave(node, self.free[node] - kind.workload.each)

    def unbind(self, kind: Kind, index: int) -> str:
        """Take a pod off its node, and return the node."""
        self.touched.add(kind.key)
        nodes = self.pods[kind.key].copy()
        node = nodes.pop(index)
        self.pods[kind.key] = nodes
        self.on[node] = tuple(each for each in self.on[node] if each != (kind.key, index))
        self._leave(node, self.free[node] + kind.workload.each)
        return node

    def count(self, kind: Kind) -> int:
        """Return how many pods of a kind have a node."""
        return len(self.pods.get(kind.key, ()))

    def zone(self, node: str) -> str:
        """Return the zone of a node."""
        return self.cells[node].zone

    def nodes_of(self, zone: str) -> list[str]:
        """Return the nodes of a zone."""
        return [name for name, cell in self.cells.items() if cell.zone == zone]

    def open_nodes(self, cell: Cell, *, tolerant: bool) -> int:
        """Return how many nodes of a cell can be used, or with tolerance also the tainted ones."""
        nodes = self.order.get(cell, ())
        if tolerant or not self.tainted:
            return len(nodes)
        return sum(name not in self.tainted for _, name in nodes)

    def room(self, cell: Cell) -> Room:
        """Return what the nodes of a cell have left together."""
        nodes = (self.free[name] for _, name in self.order.get(cell, ()))
        return sum(nodes, start=Room())

    def _stand(self, pod: Pod, node: str) -> None:
        self.touched.add(pod.workload)
        self.pods[pod.workload] = {**self.pods.get(pod.workload, {}), pod.number: node}
        self.on[node] += (pod,)

    def _leave(self, node: str, free: Room) -> None:
        """Set what a node has left, and its place among the nodes of its cell."""
        cell = self.cells[node]
        places = list(self.order[cell])
        del places[bisect_left(places, _place(cell, self.free[node], node))]
        insort(places, _place(cell, free, node))
        self.free[node], self.order[cell] = free, tuple(places)


def _place(cell: Cell, free: Room, node: str) -> tuple[float, str]:
    return (-freedom(free, cell.group.room), node)


def _with(order: _Order, place: tuple[float, str]) -> _Order:
    places = list(order)
    insort(places, place)
    return tuple(places)
