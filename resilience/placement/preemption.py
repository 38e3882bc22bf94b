"""Whom the scheduler evicts, so that a pod of higher priority finds a node.

https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/
"""

from collections import Counter
from dataclasses import dataclass

from config.room import Room
from resilience.placement.board import Board, Pod
from resilience.placement.cells import Need
from resilience.placement.filters import without_room
from resilience.placement.kinds import Kind


@dataclass(frozen=True, kw_only=True)
class Preemption:
    """A node, and the pods that leave it.

    Attributes:
        node: The node.
        victims: The pods that are evicted.
        cost: What counts against it: the budgets that it breaks, then the highest priority of those
            who leave, then the sum of their priorities, then how many they are.
    """

    node: str
    victims: tuple[Pod, ...]
    cost: tuple[int, int, int, int]


# What the scheduler adds to each priority, so that more victims always weigh more.
# https://github.com/kubernetes/kubernetes/blob/v1.35.4/pkg/scheduler/framework/preemption/preemption.go
_OFFSET = 2**31


def preempt(board: Board, kind: Kind, need: Need) -> Preemption | None:
    """Return the eviction that gives a pod a node at the least cost; None if none does.

    Args:
        board: The nodes and pods.
        kind: The kind of the pod.
        need: What it needs beside that.
    """
    if kind.workload.priority <= board.kinds.lowest_priority:
        return None
    tried = (preempt_on(board, kind, node) for node in without_room(board, kind, need))
    found = [each for each in tried if each]
    return min(found, key=lambda each: (each.cost, each.node), default=None)


def preempt_on(board: Board, kind: Kind, node: str) -> Preemption | None:
    """Return who has to leave a node that lacks nothing but room: of all that may, those who must.

    Args:
        board: The nodes and pods.
        kind: The kind of the pod that comes.
        node: The node.
    """
    kinds = board.kinds.kinds
    lower = [
        pod
        for pod in board.on[node]
        if kinds[pod.workload].workload.priority < kind.workload.priority
    ]
    free = board.free[node] + sum((_each(board, pod) for pod in lower), start=Room())
    if not lower or not free.holds(kind.workload.each):
        return None
    free -= kind.workload.each
    # The higher the priority, the sooner a pod may stay; before all others those whose budget
    # would be broken.
    lower.sort(key=lambda pod: (kinds[pod.workload].rank, pod.number))
    protected = _protected(board, lower)
    victims = []
    for pod in sorted(lower, key=lambda pod: pod not in protected):
        if free.holds(_each(board, pod)):
            free -= _each(board, pod)
        else:
            victims.append(pod)
    priorities = [kinds[pod.workload].workload.priority for pod in victims]
    cost = (
        len(protected.intersection(victims)),
        max(priorities),
        sum(priority + _OFFSET for priority in priorities),
        len(victims),
    )
    return Preemption(node=node, victims=tuple(victims), cost=cost)


def _protected(board: Board, pods: list[Pod]) -> set[Pod]:
    """Return the pods whose eviction breaks a budget, if those before them are evicted as well."""
    taken: Counter[str] = Counter()
    protected = set()
    for pod in pods:
        kind = board.kinds.kinds[pod.workload]
        budget = kind.workload.budget
        taken[pod.workload] += 1
        if budget and board.count(kind) - taken[pod.workload] < budget.least:
            protected.add(pod)
    return protected


def _each(board: Board, pod: Pod) -> Room:
    return board.kinds.kinds[pod.workload].workload.each
