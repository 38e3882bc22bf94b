"""The nodes that the cluster autoscaler adds for pods that wait.

It adds a node where a pod would fit a new one, and lets the scheduler place what it can:
https://github.com/kubernetes/autoscaler/blob/cluster-autoscaler-1.35.0/cluster-autoscaler/FAQ.md
Simpler than the real one: of groups that fit, the first by its address grows, where the real one
takes the least waste and balances groups that are alike. How many pods find a place in the end is
the same but where groups reach their maximum.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from resilience.placement.board import Board
from resilience.placement.cells import Cell, Need
from resilience.placement.filters import find
from resilience.placement.kinds import Kind
from resilience.placement.queue import Pending
from resilience.placement.spread import Standing

# `--expendable-pods-priority-cutoff`: no node is added for pods below. See the FAQ above.
CUTOFF = -10


@dataclass(frozen=True, kw_only=True)
class Grown:
    """The result for pods that waited.

    Attributes:
        waiting: The pods that still wait.
        nodes: The names of the new nodes.
        growing: The cells that may get still another node.
    """

    waiting: tuple[Pending, ...] = ()
    nodes: tuple[str, ...] = ()
    growing: frozenset[Cell] = frozenset()


def grow(
    board: Board,
    waiting: Iterable[Pending],
    *,
    zones: Collection[str] = (),
    groups: Collection[str] = (),
) -> Grown:
    """Add nodes for pods that wait, and place them.

    Args:
        board: The nodes and pods; changed.
        waiting: The pods that wait.
        zones: The zones in which no node can be made.
        groups: The addresses of the groups that make none.
    """
    left = sorted(waiting)
    if not left:
        return Grown()
    growth = _Growth(board, zones, groups)
    # One pod more may let others of its kind in: their spread counts it.
    while len(still := growth.help(left)) < len(left):
        left = still
    return Grown(
        waiting=tuple(still),
        nodes=tuple(growth.new),
        growing=frozenset(filter(growth.may_grow, board.kinds.cells)) if still else frozenset(),
    )


class _Growth:
    """One growth of the node groups."""

    def __init__(self, board: Board, zones: Collection[str], groups: Collection[str]) -> None:
        self._board = board
        self._zones = zones
        self._sizes = {cell.group.address: 0 for cell in board.kinds.cells}
        for cell in board.cells.values():
            self._sizes[cell.group.address] += 1
        self._groups = groups
        self.new: list[str] = []

    def help(self, waiting: Iterable[Pending]) -> list[Pending]:
        """Place pods, each on a new node if no other takes it; return those that still wait."""
        hopeless: set[tuple[str, Need]] = set()
        left = []
        for pod in waiting:
            kind = self._board.kinds.kinds[pod.workload]
            alike = (pod.workload, pod.need)
            node = None if alike in hopeless else self._node(kind, pod.need)
            if node:
                self._board.bind(kind, pod.number, node)
            else:
                hopeless.add(alike)
                left.append(pod)
        return left

    def _node(self, kind: Kind, need: Need) -> str | None:
        """Return a node for a pod, which may be a new one."""
        if kind.workload.every_node:
            return None
        if node := find(self._board, kind, need):
            return node
        if kind.workload.priority < CUTOFF:
            return None
        standing = Standing(self._board, kind, need)
        for cell in kind.cells:
            if need.reaches(cell) and self._takes(cell, kind, standing):
                return self._added(cell)
        return None

    def _takes(self, cell: Cell, kind: Kind, standing: Standing) -> bool:
        """Return whether a cell gets another node, and the node takes a pod.

        Constraints over hosts hold there: no host has fewer pods than a new one.
        """
        return (
            self._board.kinds.fresh[cell].holds(kind.workload.each)
            and standing.spreads(cell)
            and standing.apart(cell)
            and self.may_grow(cell)
        )

    def _added(self, cell: Cell) -> str:
        name, _ = self._board.add_node(cell)
        self._sizes[cell.group.address] += 1
        self.new.append(name)
        return name

    def may_grow(self, cell: Cell) -> bool:
        """Return whether the next node of a group stands in a zone, and may be made.

        Auto Scaling puts it into the zone with the fewest nodes of the group, of those that are
        left: https://docs.aws.amazon.com/autoscaling/ec2/userguide/auto-scaling-benefits.html
        """
        group = cell.group
        if not self._board.kinds.autoscaled:
            return False
        if group.address in self._groups or self._sizes[group.address] >= group.max_size:
            return False
        order = self._board.order
        sizes = {
            each.zone: len(order.get(each, ()))
            for each in self._board.kinds.cells
            if each.group is group and each.zone not in self._zones
        }
        return cell.zone in sizes and cell.zone == min(sizes, key=lambda zone: (sizes[zone], zone))
