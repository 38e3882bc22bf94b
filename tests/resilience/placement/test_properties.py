"""What holds for any platform."""

from collections import Counter
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.room import total
from resilience.domains import Domain, DomainKind, Mode
from resilience.model.platform import Model
from resilience.model.pods import Workload
from resilience.placement.autoscaler import grow
from resilience.placement.before import Placement, before, placed
from resilience.placement.board import Board
from resilience.placement.capacity import capacity
from resilience.placement.queue import settle
from resilience.placement.scenarios import scenario_of
from tests.resilience.models import ZONES
from tests.resilience.placement import drawn
from tests.resilience.placement.naive import Cluster


@st.composite
def platforms(draw: st.DrawFn) -> Model:
    """Draw a platform."""
    return drawn.platform(lambda options: draw(st.sampled_from(options)))


@st.composite
def failures(draw: st.DrawFn) -> tuple[Model, Domain]:
    """Draw a platform, and a domain of it that fails."""
    model = draw(platforms())
    nodes = [Domain(kind=DomainKind.NODE, name=node.name) for node in placed(model).nodes]
    pods = [Domain(kind=DomainKind.POD, name=pod.name) for pod in placed(model).pods]
    groups = [
        Domain(kind=DomainKind.NODE_GROUP, name=f"k8s:{group.address}") for group in model.groups
    ]
    zones = [Domain(kind=DomainKind.ZONE, name=zone, mode=mode) for zone in ZONES for mode in Mode]
    return model, draw(st.sampled_from([*zones, *nodes, *pods, *groups]))


def cluster(model: Model, placement: Placement) -> Cluster:
    """Return a placement as the plain rules take it."""
    workloads = {each.key: each for each in model.workloads}
    return Cluster(
        nodes=placement.nodes,
        pods=tuple((workloads[pod.workload], pod.node) for pod in placement.pods),
    )


def waiting(model: Model) -> list[Workload]:
    """Return the workloads of which a pod waits, DaemonSets aside."""
    keys = {pod.workload for pod in placed(model).waiting}
    return [each for each in model.workloads if each.key in keys and not each.every_node]


@settings(max_examples=50)
@given(platforms())
def test_no_node_holds_more_than_it_has_room_for(model: Model) -> None:
    stands = cluster(model, placed(model))
    assert all(min(vars(stands.free(node)).values()) >= 0 for node in stands.nodes)


@settings(max_examples=50)
@given(platforms())
def test_every_pod_stands_where_labels_and_taints_let_it(model: Model) -> None:
    stands = cluster(model, placed(model))
    nodes = {node.name: node for node in stands.nodes}
    assert all(nodes[name].suits(workload) for workload, name in stands.pods)


@settings(max_examples=50)
@given(platforms())
def test_no_spread_is_more_uneven_than_it_may_be(model: Model) -> None:
    stands = cluster(model, placed(model))
    for workload in model.workloads:
        for spread in workload.spreads:
            assert not spread.hard or stands.skew(workload, spread) <= spread.max_skew


@settings(max_examples=50)
@given(platforms())
def test_pods_that_must_be_apart_are(model: Model) -> None:
    stands = cluster(model, placed(model))
    nodes = {node.name: node for node in stands.nodes}
    for workload in model.workloads:
        for key in workload.apart:
            own = [nodes[name].labels[key] for each, name in stands.pods if each is workload]
            assert len(own) == len(set(own))


@settings(max_examples=50)
@given(platforms())
def test_nothing_waits_that_a_node_would_take(model: Model) -> None:
    stands = cluster(model, placed(model))
    assert not [
        (workload.key, node.name)
        for workload in waiting(model)
        for node in stands.nodes
        if stands.fits(workload, node)
    ]


@settings(max_examples=50)
@given(platforms())
def test_every_pod_runs_or_waits(model: Model) -> None:
    found = placed(model)
    run = [(pod.workload, pod.index) for pod in found.pods]
    wait = [(pod.workload, pod.index) for pod in found.waiting]
    for workload in model.workloads:
        if not workload.every_node:
            indices = [index for key, index in run + wait if key == workload.key]
            assert sorted(indices) == list(range(workload.replicas))


@settings(max_examples=50)
@given(failures())
def test_a_failure_never_leaves_more_pods_at_once(failure: tuple[Model, Domain]) -> None:
    found = capacity(*failure).ready.values()
    assert all(ready.at_once <= ready.before for ready in found)


@settings(max_examples=50)
@given(failures())
def test_new_nodes_never_leave_fewer_pods(failure: tuple[Model, Domain]) -> None:
    model, domain = failure
    if domain.mode is not Mode.FULL:
        found = capacity(model, domain).ready.values()
        assert all(ready.rescheduled <= ready.with_new_nodes for ready in found)


@settings(max_examples=50)
@given(failures())
def test_a_pod_is_missing_in_the_end_for_a_reason(failure: tuple[Model, Domain]) -> None:
    model, domain = failure
    if domain.mode is not Mode.SHIFTED_AWAY:
        found = capacity(model, domain).ready.values()
        assert all(ready.waits or ready.with_new_nodes >= ready.before for ready in found)


@settings(max_examples=50)
@given(failures())
def test_groups_keep_to_their_most_nodes(failure: tuple[Model, Domain]) -> None:
    board = after(*failure)
    sizes = Counter(cell.group.address for cell in board.cells.values())
    assert all(sizes[group.address] <= group.max_size for group in failure[0].groups)


@settings(max_examples=50)
@given(failures(), st.randoms(use_true_random=False))
def test_the_order_of_groups_and_workloads_does_not_matter(
    failure: tuple[Model, Domain], random: Random
) -> None:
    model, domain = failure
    mixed = replace(
        model,
        groups=tuple(random.sample(model.groups, len(model.groups))),
        workloads=tuple(random.sample(model.workloads, len(model.workloads))),
    )
    assert capacity(mixed, domain) == capacity(model, domain)


@settings(max_examples=50)
@given(failures())
def test_the_books_are_right_after_a_failure(failure: tuple[Model, Domain]) -> None:
    assert books(after(*failure)) == []


def after(model: Model, domain: Domain) -> Board:
    """Return nodes and pods once scheduler and autoscaler have mended a failure."""
    scenario = scenario_of(before(model), domain)
    left = settle(scenario.board, scenario.pods)
    grow(scenario.board, left, zones=scenario.zones, groups=scenario.groups)
    return scenario.board


def books(board: Board) -> list[str]:
    """Return the nodes of a board of which one thing contradicts another."""
    kinds = board.kinds.kinds
    return [
        node
        for node, cell in board.cells.items()
        if board.free[node]
        != cell.group.room - total(kinds[pod.workload].workload.each for pod in board.on[node])
        or any(board.pods[pod.workload][pod.number] != node for pod in board.on[node])
        or [name for _, name in board.order[cell]].count(node) != 1
        or sorted(board.order[cell]) != list(board.order[cell])
    ]


@pytest.mark.parametrize("mode", Mode)
def test_a_scenario_leaves_the_state_before_it_alone(mode: Mode) -> None:
    model = drawn.platform(lambda options: options[-1])
    first = placed(model)
    capacity(model, Domain(kind=DomainKind.ZONE, name=ZONES[0], mode=mode))
    assert placed(model) == first
