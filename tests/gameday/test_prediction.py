"""Predictions start from where pods stand in a cluster."""

from dataclasses import replace
from typing import Any

import pytest

from gameday.prediction import after, after_both, at_rest, growth, replaced, returned, steady
from gameday.state import State, state_of
from resilience.domains import Domain, DomainKind, Mode
from resilience.model.platform import Model
from resilience.model.pods import Budget
from resilience.placement.reasons import NOT_SPREAD
from terraform_json.types import Json
from tests.resilience.models import ZONES
from tests.resilience.platforms import platform

NODE_GROUP = "eks.amazonaws.com/nodegroup"
SHOP = "shop/Deployment/shop"
A, B, C = ZONES


def model(**shop: Any) -> Model:  # noqa: ANN401 - of a field
    """Return a platform of the two applications `shop` and `stock`, whose groups EKS labels."""
    found = platform()
    groups = tuple(
        replace(each, labels={**each.labels, NODE_GROUP: each.address}) for each in found.groups
    )
    workloads = tuple(
        replace(each, **shop) if each.key == SHOP else each for each in found.workloads
    )
    return replace(found, groups=groups, workloads=workloads)


def node(name: str, zone: str) -> Json:
    """Return a node of the cluster."""
    labels = {
        "topology.kubernetes.io/zone": zone,
        NODE_GROUP: f"aws_eks_node_group.{name}_{zone}",
    }
    return {"metadata": {"name": f"{name}-{zone}-0", "labels": labels}}


def pod(
    number: int,
    zone: str | None,
    name: str = "shop",
    namespace: str = "shop",
    group: str = "apps",
) -> Json:
    """Return a pod, which waits without a zone."""
    owner = {"kind": "ReplicaSet", "name": f"{name}-5d8f"}
    metadata = {"namespace": namespace, "name": f"{name}-{number}", "ownerReferences": [owner]}
    return {"metadata": metadata, "spec": {"nodeName": f"{group}-{zone}-0"} if zone else {}}


def state(*zones: str | None, **shop: Any) -> State:  # noqa: ANN401 - of a field
    """Return the state of a cluster with a pod of `shop` in each of some zones."""
    nodes = [node(name, zone) for name in ("apps", "infrastructure") for zone in ZONES]
    pods = [pod(number, zone) for number, zone in enumerate(zones)]
    return state_of(model(**shop), nodes, pods)


def zone(name: str, mode: Mode = Mode.LOST) -> Domain:
    """Return a zone that fails."""
    return Domain(kind=DomainKind.ZONE, name=name, mode=mode)


def test_what_a_zone_takes_is_what_stands_there_in_the_cluster() -> None:
    assert after(state(A, A, B), zone(A)).workloads[SHOP].lowest == 1
    assert after(state(A, B, B), zone(A)).workloads[SHOP].lowest == 2
    assert after(state(A, B, B), zone(A)).workloads[SHOP].end == 3


def stock(survivors: tuple[str, ...]) -> State:
    """Return the state of a cluster with pods of `stock` and CoreDNS in some zones, three each."""
    nodes = [node(name, zone) for name in ("apps", "infrastructure") for zone in ZONES]
    pods = [
        pod(number, zone, name, namespace, group)
        for name, namespace, group in (
            ("stock", "stock", "apps"),
            ("coredns", "kube-system", "infrastructure"),
        )
        for number, zone in enumerate(survivors)
    ]
    return state_of(model(), nodes, pods)


@pytest.mark.parametrize(("zones", "survives"), [((A, B, C), True), ((A, A, B), False)])
def test_a_path_survives_by_where_its_pods_stand(zones: tuple[str, ...], *, survives: bool) -> None:
    found = after(stock(zones), zone(A))
    assert found.survives["requests/stock"] == survives
    assert found.rests_on["requests/stock"] == {
        "stock/Deployment/stock",
        "kube-system/Deployment/coredns",
    }


def test_pods_that_wait_before_are_no_loss() -> None:
    assert after(state(A, B, None), zone(C)).workloads[SHOP].before == 2


def test_two_failures_take_the_pods_of_both() -> None:
    found = after_both(state(A, B, C), zone(A), Domain(kind=DomainKind.NODE, name=f"apps-{B}-0"))
    assert found.workloads[SHOP].lowest == 1
    assert found.workloads[SHOP].end == 3


def test_a_full_zone_leaves_pods_waiting_that_must_be_spread() -> None:
    found = growth(state(A, B, C), {SHOP: 3}, full=[A]).workloads[SHOP]
    assert (found.lowest, found.end, found.waits) == (3, 5, NOT_SPREAD)


def test_load_that_fits_has_all_its_pods_in_the_end() -> None:
    assert growth(state(A, B, C), {SHOP: 7}).workloads[SHOP].end == 10


def test_when_nothing_fails_nobody_falls_below_what_its_budget_wants() -> None:
    found = steady(state(A, B, C)).workloads[SHOP]
    assert (found.lowest, found.end, found.exact) == (2, 3, False)


def test_without_a_budget_all_pods_may_be_evicted_at_once() -> None:
    assert steady(state(A, B, C, budget=None)).workloads[SHOP].lowest == 0


@pytest.mark.parametrize(("least", "finishes"), [(2, True), (3, False)])
def test_a_budget_that_lets_nobody_go_holds_up_the_replacement_of_nodes(
    least: int, *, finishes: bool
) -> None:
    budget = Budget(name="shop", least=least)
    assert replaced(state(A, B, C, budget=budget)).finishes == finishes


def test_a_zone_that_returned_has_pods_again_unless_the_descheduler_leaves_them_alone() -> None:
    assert returned(state(B, B, C)).workloads[SHOP].even
    assert not returned(state(B, B, C, zonal_volumes=True)).workloads[SHOP].even


def test_at_rest_all_pods_are_there() -> None:
    assert at_rest(model()).workloads[SHOP].end == 3
