"""The scheduler's queue: who is placed when, and who waits."""

import heapq
from collections.abc import Iterable
from typing import NamedTuple

from resilience.placement.board import Board, Pod
from resilience.placement.cells import ANY, Need
from resilience.placement.filters import find
from resilience.placement.kinds import Kind
from resilience.placement.preemption import preempt


class Pending(NamedTuple):
    """A pod without a node; they are ordered as the scheduler takes them.

    https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/#effect-of-pod-priority-on-scheduling-order

    Attributes:
        before: Who comes first: by priority, and among equals as it was asked.
        rank: The place of its kind in the queue.
        number: Its index.
        workload: The key of its workload.
        need: What it needs beside what all of its kind need.
    """

    before: tuple[int, int]
    rank: int
    number: int
    workload: str
    need: Need


def pending(kind: Kind, index: int, need: Need = ANY, turn: int = 0) -> Pending:
    """Return a pod that waits for a node.

    Args:
        kind: Its kind.
        index: Its index.
        need: What it needs beside what all of its kind need.
        turn: Its turn among pods of the same priority.
    """
    return Pending((-kind.workload.priority, turn), kind.rank, index, kind.key, need)


def settle(board: Board, pods: Iterable[Pending]) -> list[Pending]:
    """Place pods on nodes, by their priority, and return those that wait.

    A pod of a DaemonSet without a node waits: the one that it is for has no room for it.

    Args:
        board: The nodes and pods; changed.
        pods: The pods.
    """
    queue = list(pods)
    heapq.heapify(queue)
    waiting: list[Pending] = []
    # A pod that waits tells that others of its kind wait as well: those that come later have no
    # higher priority, and evict nobody whom it could not have evicted.
    hopeless: set[tuple[str, Need]] = set()
    while queue:
        pod = heapq.heappop(queue)
        kind = board.kinds.kinds[pod.workload]
        if kind.workload.every_node or (pod.workload, pod.need) in hopeless:
            waiting.append(pod)
        elif (node := find(board, kind, pod.need)) is not None:
            board.bind(kind, pod.number, node)
        elif eviction := preempt(board, kind, pod.need):
            for victim in eviction.victims:
                heapq.heappush(queue, evicted(board, victim))
            board.bind(kind, pod.number, eviction.node)
        else:
            hopeless.add((pod.workload, pod.need))
            waiting.append(pod)
    return waiting


def evicted(board: Board, pod: Pod) -> Pending:
    """Take a pod off its node, and return it as one that waits for another."""
    kind = board.kinds.kinds[pod.workload]
    node = board.unbind(kind, pod.number)
    zone = board.zone(node) if kind.workload.zonal_volumes else None
    return pending(kind, pod.number, Need(zone=zone))
