"""Whether nodes can be drained, and workloads updated, while all is at its fewest.

https://kubernetes.io/docs/tasks/administer-cluster/safely-drain-node/
"""

from collections.abc import Iterator
from dataclasses import dataclass

from resilience.model.platform import Model
from resilience.model.pods import REPLICATED, Taint
from resilience.placement.autoscaler import grow
from resilience.placement.before import before
from resilience.placement.board import Board, Pod
from resilience.placement.cells import Need
from resilience.placement.filters import find
from resilience.placement.kinds import Kind
from resilience.placement.queue import Pending, evicted, pending, settle
from resilience.placement.reasons import reason

# What a cordoned node gets: https://kubernetes.io/docs/concepts/architecture/nodes/
CORDON = (Taint(key="node.kubernetes.io/unschedulable", effect="NoSchedule"),)

COMES_BACK = "its pods tolerate the cordon, and come back to the node"


@dataclass(frozen=True, kw_only=True)
class Obstacle:
    """Why a pod does not leave a node, or finds no other.

    Attributes:
        workload: The key of its workload.
        reason: The words of its budget, or of the scheduler.
    """

    workload: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Drain:
    """The drain of a node.

    Attributes:
        node: The node.
        obstacles: What stands in its way, at most one of each workload; nothing if it succeeds.
    """

    node: str
    obstacles: tuple[Obstacle, ...]


@dataclass(frozen=True, kw_only=True)
class Rollout:
    """The update of a workload.

    Attributes:
        workload: The key of the workload.
        proceeds: Whether its first new pod runs without that more are missing than may be.
        new_nodes: How many nodes the autoscaler adds for it.
        waits: Why the first new pod waits, in the scheduler's words; empty if it does not.
    """

    workload: str
    proceeds: bool
    new_nodes: int
    waits: str = ""


def drains(model: Model) -> tuple[Drain, ...]:
    """Drain all nodes, one after the other, and return what stands in the way.

    A drained node comes back empty before the next is drained. A pod may leave while its budget
    wants fewer pods than there are, and the next one leaves when another runs in its place: on a
    node that is there, or on one that the autoscaler adds.

    Args:
        model: The platform.
    """
    board = before(model).board.copy()
    return tuple(_drain(board, node) for node in list(board.cells))


def _drain(board: Board, node: str) -> Drain:
    board.tainted, board.taints = frozenset({node}), CORDON
    waiting: list[Pending] = []
    reasons: dict[str, str] = {}
    for pod in board.on[node]:
        kind = board.kinds.kinds[pod.workload]
        if kind.workload.every_node or pod not in board.on[node]:
            continue
        obstacle, left = _leave(board, kind, pod, node)
        waiting += left
        if obstacle:
            reasons.setdefault(kind.key, obstacle)
    board.tainted, board.taints = frozenset(), ()
    settle(board, waiting)
    obstacles = (Obstacle(workload=key, reason=said) for key, said in sorted(reasons.items()))
    return Drain(node=node, obstacles=tuple(obstacles))


def _leave(board: Board, kind: Kind, pod: Pod, node: str) -> tuple[str, list[Pending]]:
    """Evict a pod, and return why it does not leave, if so, and the pods that wait for a node."""
    budget, count = kind.workload.budget, board.count(kind)
    if budget and count <= budget.least:
        return f"budget {budget.name} wants {budget.least} pods, and {count} are ready", []
    grown = grow(board, settle(board, [evicted(board, pod)]))
    waiting = list(grown.waiting)
    if board.pods[kind.key].get(pod.number) == node:
        return COMES_BACK, waiting
    mine = next((each for each in waiting if each.workload == kind.key), None)
    return (reason(board, kind, mine.need, grown.growing) if mine else ""), waiting


def rollouts(model: Model) -> tuple[Rollout, ...]:
    """Return whether each Deployment and StatefulSet that has pods can be updated.

    Args:
        model: The platform.
    """
    start = before(model).board
    kinds = sorted(start.kinds.counted, key=lambda kind: kind.key)
    return tuple(
        _rollout(start.copy(), kind)
        for kind in kinds
        if kind.workload.kind in REPLICATED and kind.workload.replicas
    )


def _rollout(board: Board, kind: Kind) -> Rollout:
    """Place the first new pod: beside the others if it may, or else in place of one."""
    workload = kind.workload
    if not workload.max_surge:
        return Rollout(workload=kind.key, proceeds=any(_replaced(board, kind)), new_nodes=0)
    more = pending(kind, workload.replicas, Need(new=True))
    grown = grow(board, settle(board, [more]))
    new = len(grown.nodes)
    if more not in grown.waiting:
        return Rollout(workload=kind.key, proceeds=True, new_nodes=new)
    return Rollout(
        workload=kind.key,
        proceeds=bool(workload.max_unavailable) and any(_replaced(board, kind)),
        new_nodes=new,
        waits=reason(board, kind, more.need, growing=grown.growing),
    )


def _replaced(board: Board, kind: Kind) -> Iterator[bool]:
    """Yield for each pod whether another finds a node when it is gone."""
    for number in board.pods.get(kind.key, {}):
        changed = board.copy()
        need = evicted(changed, Pod(kind.key, number)).need
        yield find(changed, kind, need) is not None
