"""Placement against the real scheduler: the same nodes, the same pods, one after the other.

The scheduler breaks ties by lot and weighs its scores against one another, so each pod is followed
to the node that it got: that node has to be one that the rules allow. A pod waits here when it
waits there, each rule keeps it from as many nodes, and whoever gives way is the same.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from random import Random

import pytest

from resilience.domains import Mode
from resilience.model.platform import Model
from resilience.model.pods import Taint
from resilience.placement.before import before
from resilience.placement.board import Board
from resilience.placement.cells import ANY
from resilience.placement.kinds import Kind, kinds_of
from resilience.placement.preemption import Preemption, preempt, preempt_on
from resilience.placement.queue import Pending, pending
from resilience.placement.reasons import NO_CPU, NO_MEMORY, TOO_MANY_PODS, obstacles
from resilience.placement.scenarios import scenario_of
from sandbox.kubernetes import LocalControlPlane
from tests.patience import eventually
from tests.resilience.placement import drawn
from tests.resilience.placement.real import RealCluster, Verdict, running
from tests.resilience.placement.stands import zone

# Among them every rule keeps pods from nodes, and in half of them pods give way to others.
SEEDS = (15, 25, 33, 35, 36, 40, 46, 56, 58, 63, 77, 116)
# The node controller takes the taints of an unreachable node away from nodes that are reached.
CUT_OFF = (Taint(key="cut-off"),)
ROOM = {NO_CPU, NO_MEMORY, TOO_MANY_PODS}


@dataclass(kw_only=True)
class Trial:
    """A board, and pods that want a place on it; it changes as the real scheduler places pods.

    Attributes:
        board: Nodes and pods.
        real: The same in a real cluster.
        pods: The pods that want a place, in the order in which they are asked for.
        asked: Whether the first of them is asked for.
        wrong: What the real scheduler did against the rules.
    """

    board: Board
    real: RealCluster
    pods: list[Pending]
    asked: bool = False
    wrong: list[str] = field(default_factory=list)

    def fill(self) -> None:
        """Create the pods that have a node already."""
        kinds = self.board.kinds.kinds
        for node, pods in self.board.on.items():
            full = self.board.zone(node) in self.board.full
            for pod in pods:
                self.real.bind(kinds[pod.workload], pod.number, node, stays=full)
            if full:
                self.real.fill(node, self.board.free[node])

    def is_over(self) -> bool:
        """Follow the real scheduler as far as it is, and return whether all pods are decided."""
        while self.pods:
            pod = self.pods[0]
            kind = self.board.kinds.kinds[pod.workload]
            if not self.asked:
                self.real.ask(kind, pod.number)
                self.asked = True
            verdict = self.real.verdict(kind, pod.number)
            if verdict is None:
                return False
            if said := self.follow(kind, pod, verdict):
                self.wrong.append(said)
            del self.pods[0]
            self.asked = False
        return True

    def follow(self, kind: Kind, pod: Pending, verdict: Verdict) -> str | None:
        """Do on the board what the real scheduler did, and return how that breaks the rules."""
        found = obstacles(self.board, kind)
        eviction = None if None in found.values() else preempt(self.board, kind, ANY)
        if verdict.node is None:
            self.real.withdraw(kind, pod.number)
            return self._waits(found, eviction, verdict)
        if found[verdict.node] and (wrong := self._gives_way(kind, eviction, verdict.node)):
            return f"{pod.workload} on {verdict.node}: {wrong}"
        self.board.bind(kind, pod.number, verdict.node)
        return None

    def _waits(
        self, found: dict[str, str | None], eviction: Preemption | None, verdict: Verdict
    ) -> str | None:
        if None in found.values() or eviction:
            return f"it waits: {verdict.reasons}, and not here: {found}, {eviction}"
        ours, theirs = (
            _comparable(Counter(filter(None, found.values()))),
            _comparable(verdict.reasons),
        )
        return None if ours == theirs else f"it waits here for {ours}, and there for {theirs}"

    def _gives_way(self, kind: Kind, eviction: Preemption | None, node: str) -> str | None:
        """Evict those that the real scheduler evicted; return how that is wrong."""
        if (why := obstacles(self.board, kind)[node]) not in ROOM:
            return f"it should not stand there: {why}"
        here = preempt_on(self.board, kind, node)
        if eviction is None or here is None or here.cost != eviction.cost:
            return f"nobody should give way there: {here}, {eviction}"
        before = Counter(pod.workload for pods in self.board.on.values() for pod in pods)
        for victim in here.victims:
            self.board.unbind(self.board.kinds.kinds[victim.workload], victim.number)
        gone = Counter(pod.workload.rpartition("/")[2] for pod in here.victims)
        names = Counter({key.rpartition("/")[2]: count for key, count in before.items()})
        names[kind.workload.name] += 1
        there = self.real.running()
        del there["filler"]
        return f"others give way: {names - gone}, {there}" if names - gone != there else None


def _comparable(reasons: Mapping[str, int]) -> dict[str, int]:
    """Return reasons without those of room: a node may lack several things, and tells each."""
    return {words: count for words, count in reasons.items() if words not in ROOM}


def trial(seed: int, cluster: LocalControlPlane) -> Trial:
    """Return the placement of all pods, or what follows the failure of a zone."""
    model = drawn.platform(Random(seed).choice)  # noqa: S311 - repeatable
    # Volumes and budgets are other controllers' work. Of pods of one priority the last to start
    # gives way, and in which second a pod starts is left to the machine.
    model = replace(
        model,
        workloads=tuple(
            replace(each, zonal_volumes=False, budget=None, priority=each.priority - place)
            for place, each in enumerate(model.workloads)
        ),
    )
    real = RealCluster(cluster, f"placed-{seed}")
    modes = (None, Mode.LOST, Mode.UNREACHABLE, Mode.FULL)
    mode = modes[seed % len(modes)]
    if mode is None:
        board = _nodes(model)
        return Trial(board=board, pods=_by_name(board, _fewest(board)), real=real)
    scenario = scenario_of(before(model), zone(mode=mode))
    board = scenario.board
    board.taints = CUT_OFF if board.taints else ()
    more = [pending(kind, kind.workload.max_replicas + 1) for kind in board.kinds.counted]
    return Trial(board=board, pods=_by_name(board, [*scenario.pods, *more]), real=real)


def _nodes(model: Model) -> Board:
    """Return the fewest nodes of all groups, with the pods of DaemonSets alone."""
    board = Board(kinds=kinds_of(model))
    for cell in board.kinds.cells:
        for _ in range(cell.group.min_size):
            board.add_node(cell)
    return board


def _fewest(board: Board) -> list[Pending]:
    return [
        pending(kind, number)
        for kind in board.kinds.counted
        for number in range(kind.workload.replicas)
    ]


def _by_name(board: Board, pods: list[Pending]) -> list[Pending]:
    """Return pods by name, not by priority, so that some have to give way to later ones."""
    counted = (pod for pod in pods if not _is_daemon(board, pod))
    return sorted(counted, key=lambda pod: (pod.workload, pod.number))


def _is_daemon(board: Board, pod: Pending) -> bool:
    return board.kinds.kinds[pod.workload].workload.every_node


@pytest.fixture
def trials(control_plane: LocalControlPlane) -> Iterator[list[Trial]]:
    """Return trials on a real cluster whose nodes and pods are there."""
    found = [trial(seed, control_plane) for seed in SEEDS]
    manifests = [manifest for each in found for manifest in each.real.manifests(each.board)]
    with running(control_plane, manifests):
        eventually(lambda: all(each.real.is_ready(each.board) for each in found))
        for each in found:
            each.fill()
        yield found


def test_the_real_scheduler_places_the_same_pods_by_the_same_rules(trials: list[Trial]) -> None:
    eventually(lambda: all([each.is_over() for each in trials]))  # noqa: C419 - all move on
    assert [said for each in trials for said in each.wrong] == []
