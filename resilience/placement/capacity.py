"""The capacity left by a failure: at once, once pods are made again, and with new nodes."""

from collections import Counter
from dataclasses import dataclass

from config.room import Room
from resilience.domains import Domain, Mode
from resilience.model.platform import Model
from resilience.outcomes import Capacity, Ready
from resilience.placement.autoscaler import grow
from resilience.placement.before import Before, before
from resilience.placement.cells import Cell
from resilience.placement.kinds import Kind
from resilience.placement.queue import Pending, settle
from resilience.placement.reasons import reason
from resilience.placement.scenarios import Scenario, scenario_of

# What Kubernetes does where it has no words for it.
TERMINATING = "a pod on an unreachable node keeps its identity until the node is deleted"
TOLERATES = "pods tolerate the unreachable node for ever"

_Nodes = dict[str, dict[int, str]]
"""The nodes of each workload's pods, by the pods' index."""


@dataclass(frozen=True, kw_only=True)
class _Course:
    """The pods of a scenario at its three moments, and what came of them.

    Attributes:
        at_once: The pods after the failure.
        rescheduled: Those after the scheduler.
        in_the_end: Those after the autoscaler.
        waiting: The first pod that still waits, of each workload that has one.
        new: The new nodes.
        growing: The cells that may get still another node.
    """

    at_once: _Nodes
    rescheduled: _Nodes
    in_the_end: _Nodes
    waiting: dict[str, Pending]
    new: tuple[str, ...]
    growing: frozenset[Cell]


def capacity(model: Model, domain: Domain) -> Capacity:
    """Return what is left when a domain failed.

    Where a zone is full, nothing is lost, and workloads want to grow: `with_new_nodes` says how
    many pods of the most that they may have run in the end. Where traffic is shifted away from a
    zone, its pods run on and do not count, and nothing is placed.

    Args:
        model: The platform.
        domain: The domain, and how it fails.

    Raises:
        ValueError: The domain names a node or a pod that does not exist.
    """
    start = before(model)
    return left(start, scenario_of(start, domain), domain)


def left(start: Before, scenario: Scenario, domain: Domain) -> Capacity:
    """Return what is left when a domain failed, from a state and by what fails there.

    Args:
        start: The state before it: of this model, or of a cluster that was looked at.
        scenario: What the failure does at once, from a copy of that state.
        domain: The domain, and how it fails.
    """
    course = _run(scenario, full=domain.mode is Mode.FULL)
    keys = (
        start.board.kinds.kinds if scenario.unused else scenario.board.touched.union(course.waiting)
    )
    kinds = [start.board.kinds.kinds[key] for key in sorted(keys)]
    changed = {
        kind.key: _ready(start, scenario, course, kind)
        for kind in kinds
        if not kind.workload.every_node
    }
    return Capacity(
        domain=domain,
        ready=start.ready | changed,
        free=_free(start, scenario),
        new_nodes=dict(Counter(scenario.board.cells[node].name for node in course.new)),
    )


def _run(scenario: Scenario, *, full: bool) -> _Course:
    """Let scheduler and autoscaler work."""
    board = scenario.board
    at_once = board.pods.copy()
    waiting = settle(board, scenario.pods)
    rescheduled = at_once if full else board.pods.copy()
    grown = grow(board, waiting, zones=scenario.zones, groups=scenario.groups)
    return _Course(
        at_once=at_once,
        rescheduled=rescheduled,
        in_the_end=board.pods,
        waiting={pod.workload: pod for pod in reversed(grown.waiting)},
        new=grown.nodes,
        growing=grown.growing,
    )


def _ready(start: Before, scenario: Scenario, course: _Course, kind: Kind) -> Ready:
    def count(moment: _Nodes) -> int:
        return sum(node not in scenario.unused for node in moment.get(kind.key, {}).values())

    most = max(kind.workload.max_replicas, kind.workload.replicas)
    in_the_end = min(count(course.in_the_end), most)
    return Ready(
        before=start.ready[kind.key].before,
        at_once=count(course.at_once),
        rescheduled=count(course.rescheduled),
        with_new_nodes=in_the_end,
        least=kind.workload.least,
        waits=_waits(scenario, course, kind, lacks=in_the_end < start.ready[kind.key].before),
    )


def _waits(scenario: Scenario, course: _Course, kind: Kind, *, lacks: bool) -> str:
    """Return why pods are missing in the end; empty where none is."""
    if pod := course.waiting.get(kind.key):
        return reason(scenario.board, kind, pod.need, course.growing)
    if lacks and scenario.board.tainted:
        return TERMINATING if kind.workload.kind == "StatefulSet" else TOLERATES
    return ""


def _free(start: Before, scenario: Scenario) -> dict[str, Room]:
    """Return what the usable nodes have left, by the names of their cells."""
    board = scenario.board
    left: dict[str, Room] = {}
    for cell in board.kinds.cells:
        if cell.zone in scenario.zones or not board.order.get(cell):
            continue
        same = board.order[cell] is start.board.order.get(cell)
        room = start.rooms[cell] if same else board.room(cell)
        left[cell.name] = left[cell.name] + room if cell.name in left else room
    return left
