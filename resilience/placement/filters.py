"""Which node a pod gets, and why it gets none.

The scheduler drops the nodes that break a rule, and takes the best of the others. Followed are
taints, node affinity, requests, the zone of a volume, hard spread and required anti-affinity, in
the order in which the scheduler asks. Of its scores the greatest decide: soft spread, then pods
apart, then the emptiest node. Ties, which the scheduler breaks by lot, go by name.
https://kubernetes.io/docs/concepts/scheduling-eviction/kube-scheduler/
https://kubernetes.io/docs/reference/scheduling/config/#scheduling-plugins
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from config.room import Room
from resilience.placement.board import Board, freedom
from resilience.placement.kinds import Cell, Kind
from resilience.placement.spread import Standing

# A sum of fractions may be off in its last digit.
_ROUNDING = 1e-9

NO_NODES = "no nodes available to schedule pods"
TAINTED = "node(s) had untolerated taint(s)"
NOT_SELECTED = "node(s) didn't match Pod's node affinity/selector"
NO_CPU = "Insufficient cpu"
NO_MEMORY = "Insufficient memory"
TOO_MANY_PODS = "Too many pods"
NOT_THE_VOLUMES = "node(s) didn't match PersistentVolume's node affinity"
NOT_SPREAD = "node(s) didn't match pod topology spread constraints"
NOT_APART = "node(s) didn't match pod anti-affinity rules"


def find(
    board: Board, kind: Kind, zone: str | None = None, cells: Iterable[Cell] | None = None
) -> str | None:
    """Return the node that a pod gets, or None if it has to wait.

    Args:
        board: The nodes and pods.
        kind: The kind of the pod.
        zone: The zone of its volume, if it has one that it has to follow.
        cells: The cells to look in; all without it.
    """
    standing = Standing(board, kind)
    best: tuple[float, int, float, str] | None = None
    for cell in cells or kind.cells:
        if cell.zone in board.full or zone not in (None, cell.zone):
            continue
        if not (standing.spreads(cell) and standing.apart(cell)):
            continue
        uneven, near = standing.dislike(cell)
        if best and (uneven, near) > best[:2]:
            continue
        for more_uneven, nearer, emptiness, node in _best_of(board, kind, standing, cell):
            found = (uneven + more_uneven, near + nearer, emptiness, node)
            best = min(best, found) if best else found
    return best[-1] if best else None


def _best_of(
    board: Board, kind: Kind, standing: Standing, cell: Cell
) -> Iterator[tuple[float, int, float, str]]:
    """Yield the nodes of a cell that may be its best: up to the first that nothing speaks against.

    The freest come first, so the first node without a pod of the kind is the best of those, and
    where hosts do not matter, the first is the best of all.
    """
    each = kind.workload.each
    needed = freedom(each, cell.group.room) - _ROUNDING
    for emptiness, node in board.order.get(cell, ()):
        if -emptiness < needed:
            return
        if not (_holds(board.free[node], each) and standing.usable(node)):
            continue
        if standing.spreads_on(node) and standing.apart_on(node):
            yield (*standing.dislike_of(node), emptiness, node)
            if not standing.hosts_matter or standing.empty_host(node):
                return


def _holds(free: Room, each: Room) -> bool:
    """Return what `free.holds(each)` does, several times faster."""
    return (
        free.pods >= each.pods
        and free.millicores >= each.millicores
        and free.memory_mib >= each.memory_mib
    )


def without_room(board: Board, kind: Kind, zone: str | None) -> list[str]:
    """Return the nodes that lack nothing but room for a pod: where eviction may help it."""
    standing = Standing(board, kind)
    return [
        node
        for cell in kind.cells
        if cell.zone not in board.full and zone in (None, cell.zone)
        if standing.spreads(cell) and standing.apart(cell)
        for _, node in board.order.get(cell, ())
        if standing.usable(node) and standing.spreads_on(node) and standing.apart_on(node)
        if cell.group.room.holds(kind.workload.each)
    ]


def reason(board: Board, kind: Kind, zone: str | None = None) -> str:
    """Return why a pod waits, in the scheduler's words.

    The scheduler counts its reasons over all nodes. Here the one that concerns most of the nodes
    with the labels that the pod asks for is told: that nodes of other groups are not for it, is no
    news.

    Args:
        board: The nodes and pods.
        kind: The kind of the pod.
        zone: The zone of its volume, if it has one that it has to follow.
    """
    if not board.cells:
        return NO_NODES
    found = Counter(filter(None, obstacles(board, kind, zone).values()))
    return max(sorted(found), key=lambda words: found[words]) if found else NOT_SELECTED


def obstacles(board: Board, kind: Kind, zone: str | None = None) -> dict[str, str | None]:
    """Return why each node with the right labels does not take a pod; None where it does.

    Of a DaemonSet only the nodes count that have no pod of it.

    Args:
        board: The nodes and pods.
        kind: The kind of the pod.
        zone: The zone of its volume, if it has one that it has to follow.
    """
    standing = Standing(board, kind)
    return {
        node: _obstacle(board, kind, standing, node, zone)
        for cell in kind.matched
        for _, node in board.order.get(cell, ())
        if not kind.workload.every_node or standing.empty_host(node)
    }


def _obstacle(
    board: Board, kind: Kind, standing: Standing, node: str, zone: str | None
) -> str | None:
    """Return the first rule that keeps a pod from a node whose labels suit it, if one does."""
    cell = board.cells[node]
    if cell not in kind.tolerated or not standing.usable(node):
        return TAINTED
    if lacking := _lacking(board, kind, node):
        return lacking
    if zone not in (None, cell.zone):
        return NOT_THE_VOLUMES
    if not (standing.spreads(cell) and standing.spreads_on(node)):
        return NOT_SPREAD
    return None if standing.apart(cell) and standing.apart_on(node) else NOT_APART


def _lacking(board: Board, kind: Kind, node: str) -> str | None:
    """Return what a node has too little of for a pod, if anything."""
    each, free = kind.workload.each, board.free[node]
    if board.zone(node) in board.full or free.millicores < each.millicores:
        return NO_CPU
    if free.memory_mib < each.memory_mib:
        return NO_MEMORY
    return TOO_MANY_PODS if free.pods < each.pods else None
