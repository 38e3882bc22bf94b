"""How many nodes pods need, a pod being on one node as a whole."""

from collections.abc import Sequence

from config.room import Room
from resilience.model.pods import Workload


def size(room: Room) -> tuple[int, int]:
    """Return by what rooms are ordered: memory first, of which nodes run out first."""
    return room.memory_mib, room.millicores


def left_by(workloads: Sequence[Workload], room: Room) -> list[Room]:
    """Return what each node has left when workloads at their fewest stand on as few as they can.

    Each pod stands on the first node that has room for it, the largest pods first.
    """
    free: list[Room] = []
    for workload in sorted(workloads, key=lambda each: size(each.each), reverse=True):
        waiting = workload.replicas
        for index, left in enumerate(free):
            placed = min(waiting, fitting(left, workload.each))
            free[index], waiting = left - workload.each * placed, waiting - placed
        while waiting > 0:
            placed = min(waiting, fitting(room, workload.each))
            free.append(room - workload.each * placed)
            waiting -= placed
    return free


def fitting(room: Room, each: Room) -> int:
    """Return how many whole pods find room."""
    asked = (
        (room.millicores, each.millicores),
        (room.memory_mib, each.memory_mib),
        (room.pods, each.pods),
    )
    return min(there // one for there, one in asked if one)
