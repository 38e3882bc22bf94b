"""Why a pod gets no node, in the scheduler's words."""

from collections import Counter
from collections.abc import Collection, Iterator

from resilience.placement.board import Board
from resilience.placement.cells import ANY, Cell, Need
from resilience.placement.kinds import Kind
from resilience.placement.spread import Standing

NO_NODES = "no nodes available to schedule pods"
TAINTED = "node(s) had untolerated taint(s)"
NOT_SELECTED = "node(s) didn't match Pod's node affinity/selector"
NO_CPU = "Insufficient cpu"
NO_MEMORY = "Insufficient memory"
TOO_MANY_PODS = "Too many pods"
NOT_THE_VOLUMES = "node(s) didn't match PersistentVolume's node affinity"
NOT_SPREAD = "node(s) didn't match pod topology spread constraints"
NOT_APART = "node(s) didn't match pod anti-affinity rules"


def reason(board: Board, kind: Kind, need: Need = ANY, growing: Collection[Cell] = ()) -> str:
    """Return why a pod waits.

    The scheduler counts its reasons over all nodes. Here the one that concerns most of the nodes
    with the labels that the pod asks for is told: that nodes of other groups are not for it, is no
    news, unless there are no others. Where groups may grow and a new node has room for the pod,
    room is not what is missing, and the rule is told that keeps the pod from a new node.

    Args:
        board: The nodes and pods.
        kind: The kind of the pod.
        need: What it needs beside that.
        growing: The cells that may get another node.
    """
    if not board.cells:
        return NO_NODES
    found = (
        Counter(_from_new_nodes(board, kind, need, growing))
        or Counter(filter(None, obstacles(board, kind, need).values()))
        or Counter(_from_others(board, kind))
    )
    return max(sorted(found), key=lambda words: found[words])


def _from_new_nodes(
    board: Board, kind: Kind, need: Need, growing: Collection[Cell]
) -> Iterator[str]:
    """Yield what keeps a pod from a new node of each cell that may get one with room for it."""
    standing = Standing(board, kind, need)
    for cell in kind.cells:
        if cell in growing and board.kinds.fresh[cell].holds(kind.workload.each):
            words = _rule(standing, cell, need)
            if words:
                yield words


def _from_others(board: Board, kind: Kind) -> Iterator[str]:
    """Yield what keeps a pod from each node: the scheduler asks for taints before labels."""
    for node, cell in board.cells.items():
        taints = [each for each in cell.group.taints if each.effect != "PreferNoSchedule"]
        if node in board.tainted:
            taints += board.taints
        yield NOT_SELECTED if all(map(kind.workload.tolerates, taints)) else TAINTED


def obstacles(board: Board, kind: Kind, need: Need = ANY) -> dict[str, str | None]:
    """Return why each node with the right labels does not take a pod; None where it does.

    Of a DaemonSet only the nodes count that have no pod of it.

    Args:
        board: The nodes and pods.
        kind: The kind of the pod.
        need: What it needs beside that.
    """
    standing = Standing(board, kind, need)
    return {
        node: _obstacle(board, kind, standing, node, need)
        for cell in kind.matched
        for _, node in board.order.get(cell, ())
        if not kind.workload.every_node or standing.empty_host(node)
    }


def _obstacle(board: Board, kind: Kind, standing: Standing, node: str, need: Need) -> str | None:
    """Return the first rule that keeps a pod from a node whose labels suit it, if one does."""
    cell = board.cells[node]
    if cell not in kind.tolerated or not standing.usable(node):
        return TAINTED
    if lacking := _lacking(board, kind, node):
        return lacking
    if words := _rule(standing, cell, need):
        # A rule over cells comes before the same rule over hosts, but not before another.
        return words if words != NOT_APART or standing.spreads_on(node) else NOT_SPREAD
    if not standing.spreads_on(node):
        return NOT_SPREAD
    return None if standing.apart_on(node) else NOT_APART


def _rule(standing: Standing, cell: Cell, need: Need) -> str | None:
    """Return the rule over more than hosts and room that keeps a pod from a cell, if one does."""
    if not need.reaches(cell):
        return NOT_THE_VOLUMES
    if not standing.spreads(cell):
        return NOT_SPREAD
    return None if standing.apart(cell) else NOT_APART


def _lacking(board: Board, kind: Kind, node: str) -> str | None:
    """Return what a node has too little of for a pod, if anything."""
    each, free = kind.workload.each, board.free[node]
    if board.zone(node) in board.full or free.millicores < each.millicores:
        return NO_CPU
    if free.memory_mib < each.memory_mib:
        return NO_MEMORY
    return TOO_MANY_PODS if free.pods < each.pods else None
