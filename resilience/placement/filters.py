"""Which node a pod gets.

The scheduler drops the nodes that break a rule, and takes the best of the others. Followed are
taints, node affinity, requests, the zone of a volume, hard spread and required anti-affinity, in
the order in which the scheduler asks. Of its scores the greatest decide: soft spread, then pods
apart, then the emptiest node. Ties, which the scheduler breaks by lot, go by name.
https://kubernetes.io/docs/concepts/scheduling-eviction/kube-scheduler/
https://kubernetes.io/docs/reference/scheduling/config/#scheduling-plugins
"""

from collections.abc import Iterator

from config.room import Room, freedom
from resilience.placement.board import Board
from resilience.placement.cells import ANY, Cell, Need
from resilience.placement.kinds import Kind
from resilience.placement.spread import Standing

# A sum of fractions may be off in its last digit.
_ROUNDING = 1e-9


def find(board: Board, kind: Kind, need: Need = ANY) -> str | None:
    """Return the node that a pod gets, or None if it has to wait.

    Args:
        board: The nodes and pods.
        kind: The kind of the pod.
        need: What it needs beside that.
    """
    standing = Standing(board, kind, need)
    best: tuple[float, int, float, str] | None = None
    for cell in kind.cells:
        if cell.zone in board.full or not need.reaches(cell):
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


def without_room(board: Board, kind: Kind, need: Need) -> list[str]:
    """Return the nodes that lack nothing but room for a pod: where eviction may help it."""
    standing = Standing(board, kind, need)
    return [
        node
        for cell in kind.cells
        if cell.zone not in board.full and need.reaches(cell)
        if standing.spreads(cell) and standing.apart(cell)
        for _, node in board.order.get(cell, ())
        if standing.usable(node) and standing.spreads_on(node) and standing.apart_on(node)
        if cell.group.room.holds(kind.workload.each)
    ]
