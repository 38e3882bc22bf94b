"""Predictions of resilience for a failure, from where the pods of a cluster stand.

Where the scheduler puts pods when all is well is left to lots in part, so a prediction starts from
the nodes and pods that are there. That these are as many, and as even, as resilience says, is a
scenario of its own.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from gameday.state import State
from resilience.domains import Domain, DomainKind
from resilience.model.platform import Model
from resilience.model.pods import ZONE_LABEL
from resilience.outcomes import Capacity, Verdict
from resilience.placement.before import Before, before, placement_of
from resilience.placement.capacity import left
from resilience.placement.drains import drains
from resilience.placement.queue import pending
from resilience.placement.scenarios import Scenario, scenario_of
from resilience.survival.all_paths import paths_of
from resilience.survival.paths import Topic
from resilience.survival.survey import Survey
from resilience.survival.verdicts import outcomes


@dataclass(frozen=True, kw_only=True)
class Expected:
    """The prediction for a workload.

    Attributes:
        before: Its ready pods when all is well.
        lowest: The fewest ready pods, from the failure to the end.
        end: The ready pods in the end.
        waits: Why pods wait in the end; empty where none does.
        exact: Whether `lowest` is a count; else it is a bound from below.
        even: Whether no zone has two pods more than another in the end.
    """

    before: int
    lowest: int
    end: int
    waits: str = ""
    exact: bool = True
    even: bool = False


@dataclass(frozen=True, kw_only=True)
class Prediction:
    """The prediction for a scenario.

    Attributes:
        workloads: What is predicted of each workload that is no DaemonSet, by its key.
        survives: Whether each path of requests holds, as far as it is for pods to decide, by name.
        rests_on: The workloads on which each of these paths rests, by its name.
        finishes: Whether what is done comes to its end.
    """

    workloads: Mapping[str, Expected]
    survives: Mapping[str, bool] = field(default_factory=dict)
    rests_on: Mapping[str, frozenset[str]] = field(default_factory=dict)
    finishes: bool = True


def at_rest(model: Model) -> Prediction:
    """Return what resilience says of the platform when all is well: from the fewest nodes on.

    Pods that find no room there get nodes from the autoscaler, as the report says.
    """
    start = before(model)
    scenario = Scenario(board=start.board.copy(), pods=start.waiting)
    return _prediction(start, scenario)


def after(state: State, domain: Domain) -> Prediction:
    """Return what the failure of a domain leaves.

    Args:
        state: The state before it.
        domain: The domain; a node has the name that it has in the state.
    """
    scenario = scenario_of(state.start, domain)
    pods, paths = _prediction(state.start, scenario, domain), _paths(state, domain)
    return replace(pods, survives=paths.survives, rests_on=paths.rests_on)


def after_both(state: State, first: Domain, second: Domain) -> Prediction:
    """Return what two failures at once leave."""
    one = scenario_of(state.start, first)
    between = Before(board=one.board, waiting=one.pods)
    both = scenario_of(between, second)
    scenario = replace(
        both,
        zones=one.zones | both.zones,
        groups=one.groups | both.groups,
        unused=one.unused | both.unused,
    )
    return _prediction(state.start, scenario, first)


def growth(state: State, more: Mapping[str, int], full: Collection[str] = ()) -> Prediction:
    """Return what becomes of workloads that want more pods.

    Args:
        state: The state before.
        more: How many pods more each wants, by its key.
        full: The zones that take no further pod.
    """
    board = state.start.board.copy()
    board.full = frozenset(full)
    pods = [
        pending(kind, max(board.pods.get(key, {}), default=-1) + 1 + index, turn=index)
        for key, wanted in more.items()
        for kind in (board.kinds.kinds[key],)
        for index in range(wanted)
    ]
    scenario = Scenario(board=board, pods=(*state.start.waiting, *pods), zones=frozenset(full))
    return _prediction(state.start, scenario)


def unharmed(state: State) -> Prediction:
    """Return that nobody has fewer ready pods at any time."""
    return Prediction(
        workloads={
            key: Expected(before=each.before, lowest=each.before, end=each.before)
            for key, each in state.start.ready.items()
        }
    )


def steady(state: State) -> Prediction:
    """Return that nobody falls below what its budget wants, and all are there in the end.

    Of a workload without a budget all pods may be evicted at once.
    """
    kinds = state.start.board.kinds.kinds
    least = {
        key: kind.workload.budget.least if kind.workload.budget else 0
        for key, kind in kinds.items()
    }
    return Prediction(
        workloads={
            key: Expected(
                before=ready.before,
                lowest=min(least[key], ready.before),
                end=ready.before,
                exact=False,
            )
            for key, ready in state.start.ready.items()
        }
    )


_NOTHING: Final = Domain(kind=DomainKind.RESOURCE, name="nothing")
"""The domain that fails where pods are only to be placed."""


def _prediction(start: Before, scenario: Scenario, domain: Domain = _NOTHING) -> Prediction:
    return Prediction(workloads=dict(_expected(left(start, scenario, domain))))


def _expected(capacity: Capacity) -> Iterable[tuple[str, Expected]]:
    for key, ready in capacity.ready.items():
        yield (
            key,
            Expected(
                before=ready.before,
                lowest=min(ready.before, ready.at_once, ready.rescheduled, ready.with_new_nodes),
                end=ready.with_new_nodes,
                waits=ready.waits,
            ),
        )


def _paths(state: State, domain: Domain) -> Prediction:
    """Return which paths of requests hold, as far as pods decide it."""
    survey = Survey(state.model, placement_of(state.start))
    paths = {path.name: path for path in paths_of(survey) if path.topic is Topic.REQUESTS}
    survives, rests_on = {}, {}
    for outcome in outcomes(state.model, tuple(paths.values()), (domain,)):
        if outcome.verdict is Verdict.UNKNOWN:
            continue
        steps = {step.name: step.workload for step in paths[outcome.path].steps if step.workload}
        broken = {outcome.step, *outcome.also}
        survives[outcome.path] = broken.isdisjoint(steps)
        rests_on[outcome.path] = frozenset(steps.values())
    return Prediction(workloads={}, survives=survives, rests_on=rests_on)


def returned(state: State) -> Prediction:
    """Return that all pods are there again once a zone has returned, and stand evenly.

    No pod that is ready meanwhile goes but by an eviction, which budgets bound.
    """
    whole = at_rest(state.model).workloads
    found = steady(state).workloads
    return Prediction(
        workloads={
            key: replace(each, end=whole[key].end, even=_heals(state, key))
            for key, each in found.items()
        }
    )


def _heals(state: State, key: str) -> bool:
    """Tell whether the descheduler moves pods of a workload.

    Our policy protects no priority, and every pod with a volume: helm/addons/descheduler.
    """
    workload = state.start.board.kinds.kinds[key].workload
    spread = any(each.key == ZONE_LABEL for each in workload.spreads)
    return spread and not workload.zonal_volumes


def replaced(state: State) -> Prediction:
    """Return what becomes of a replacement of all nodes, one after the other in each group."""
    blocked = any(each.obstacles for each in drains(state.model))
    return replace(steady(state), finishes=not blocked)
