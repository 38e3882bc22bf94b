"""Whether a pod fits a node."""

from typing import Any

import pytest

from sandbox.joints.autoscaler.placement import Place, misfit
from sandbox.joints.autoscaler.pods import Pod
from tests.sandbox.joints.autoscaler.objects import (
    APPS,
    ZONES,
    asking,
    node,
    place,
    pod,
    pods,
    spread,
)


def why(asked: Pod, there: Place) -> str | None:
    return misfit(asked, there, [there])


def test_a_pod_fits_a_node_with_room() -> None:
    assert why(pod("2"), place(cpu="2")) is None


@pytest.mark.parametrize(
    ("asked", "lack"),
    [
        (pod("1600m"), "Insufficient cpu"),
        (pod(containers=[asking(memory="5Gi")]), "Insufficient memory"),
        (pod(containers=[asking(**{"nvidia.com/gpu": "1"})]), None),
    ],
)
def test_a_pod_does_not_fit_where_room_is_used(asked: Pod, lack: str | None) -> None:
    there = place(cpu="2", pods=[pod("500m")])
    assert why(asked, there) == (lack or "Insufficient nvidia.com/gpu")


def test_a_node_takes_a_number_of_pods() -> None:
    assert why(pod("1m"), place(pods=pods(10, "1m"))) == "Too many pods"


@pytest.mark.parametrize(
    ("toleration", "fits"),
    [
        ({"key": "node", "operator": "Equal", "value": "apps", "effect": "NoSchedule"}, True),
        ({"key": "node", "value": "apps"}, True),
        ({"key": "node", "operator": "Exists"}, True),
        ({"operator": "Exists"}, True),
        ({"key": "node", "value": "infrastructure"}, False),
        ({"key": "other", "operator": "Exists"}, False),
        ({"key": "node", "value": "apps", "effect": "NoExecute"}, False),
    ],
)
def test_a_taint_has_to_be_tolerated(toleration: dict[str, str], *, fits: bool) -> None:
    said = why(pod(tolerations=[toleration]), place(taints=[APPS]))
    assert said == (None if fits else "node(s) had untolerated taint {node: apps}")


def test_a_taint_that_is_a_preference_keeps_nobody_away() -> None:
    assert why(pod(), place(taints=[{**APPS, "effect": "PreferNoSchedule"}])) is None


def test_a_cordoned_node_takes_no_pod() -> None:
    cordoned = node("cordoned")
    cordoned["spec"]["unschedulable"] = True
    assert "unschedulable" in str(why(pod(), Place.of(cordoned)))


def required(**term: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    terms = {"nodeSelectorTerms": [{"matchFields": [{"key": "metadata.name", **IN_NONE}]}, term]}
    return {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": terms}}


IN_NONE = {"operator": "In", "values": ["none"]}


@pytest.mark.parametrize(
    ("spec", "fits"),
    [
        ({"nodeSelector": {"node": "apps"}}, True),
        ({"nodeSelector": {"node": "infrastructure"}}, False),
        ({"affinity": required(matchExpressions=[{"key": "node", "operator": "Exists"}])}, True),
        ({"affinity": required(matchExpressions=[{"key": "node", **IN_NONE}])}, False),
        ({"affinity": required(matchFields=[{"key": "metadata.name", **IN_NONE}])}, False),
        ({"affinity": {"podAntiAffinity": {}}}, True),
    ],
)
def test_a_pod_chooses_nodes_by_labels(spec: dict[str, Any], *, fits: bool) -> None:
    said = why(pod(**spec), place(labels={"node": "apps"}))
    assert said == (None if fits else "node(s) didn't match Pod's node affinity/selector")


def zones(a: int, b: int, c: int, **settings: Any) -> list[Place]:  # noqa: ANN401 - node's
    return [
        place(zone, zone=zone, pods=pods(number, "1m"), **settings)
        for zone, number in zip(ZONES, (a, b, c), strict=True)
    ]


def open_zones(asked: Pod, places: list[Place]) -> list[str]:
    return [each.name for each in places if misfit(asked, each, places) is None]


def spread_pod(**settings: Any) -> Pod:  # noqa: ANN401 - JSON
    return pod("1m", topologySpreadConstraints=[spread(**settings)])


def test_a_pod_that_is_spread_fits_the_zones_with_the_fewest() -> None:
    assert open_zones(spread_pod(), zones(2, 1, 2)) == ["b"]
    assert open_zones(spread_pod(), zones(1, 1, 1)) == ["a", "b", "c"]
    assert open_zones(spread_pod(maxSkew=2), zones(2, 1, 3)) == ["a", "b"]


def test_a_preference_for_spread_keeps_no_zone_closed() -> None:
    preferred = spread_pod(whenUnsatisfiable="ScheduleAnyway")
    assert open_zones(preferred, zones(2, 1, 2)) == ["a", "b", "c"]


def test_pods_of_others_are_not_counted() -> None:
    places = zones(1, 1, 1)
    places[0].pods += [pod(app="shop"), pod(metadata={"namespace": "shop"})]
    assert open_zones(spread_pod(), places) == ["a", "b", "c"]


def test_a_pod_that_leaves_is_not_counted() -> None:
    places = zones(1, 1, 1)
    places[0].pods[0].manifest["metadata"]["deletionTimestamp"] = "now"
    assert open_zones(spread_pod(), places) == ["a"]


def test_another_revision_is_not_counted() -> None:
    newer = {"labels": {"revision": "2"}}
    places = [*zones(0, 1, 1), place("a", zone="a", pods=[pod("1m", metadata=newer)])]
    constraint = spread(matchLabelKeys=["revision", "no-label-of-it"])
    new = pod("1m", metadata=newer, topologySpreadConstraints=[constraint])
    assert open_zones(new, places) == ["b", "c"]


@pytest.mark.parametrize(("policy", "open_"), [("Honor", ["a", "b"]), ("Ignore", [])])
def test_a_zone_whose_taint_is_not_tolerated_may_be_no_domain(
    policy: str, open_: list[str]
) -> None:
    places = [*zones(1, 1, 0)[:2], place("c", zone="c", taints=[APPS])]
    assert open_zones(spread_pod(nodeTaintsPolicy=policy), places) == open_


@pytest.mark.parametrize(("policy", "open_"), [("Honor", ["a", "b"]), ("Ignore", [])])
def test_a_zone_that_is_not_chosen_may_be_no_domain(policy: str, open_: list[str]) -> None:
    places = [*zones(1, 1, 0, labels={"node": "apps"})[:2], place("c", zone="c")]
    constraint = spread(nodeAffinityPolicy=policy)
    chosen = pod("1m", nodeSelector={"node": "apps"}, topologySpreadConstraints=[constraint])
    assert open_zones(chosen, places) == open_


def test_too_few_domains_count_as_one_that_is_empty() -> None:
    assert open_zones(spread_pod(minDomains=4), zones(1, 0, 0)) == ["b", "c"]


def test_a_node_without_the_key_takes_no_pod_that_is_spread_by_it() -> None:
    assert open_zones(spread_pod(topologyKey="rack"), zones(0, 0, 0)) == []
