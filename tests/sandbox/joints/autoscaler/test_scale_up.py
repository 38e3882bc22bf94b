"""Which groups grow for pods that find no room."""

from collections.abc import Sequence
from typing import Any

import pytest

from sandbox.joints.autoscaler.groups import Group
from sandbox.joints.autoscaler.options import Options
from sandbox.joints.autoscaler.placement import Place
from sandbox.joints.autoscaler.pods import Pod
from sandbox.joints.autoscaler.scale_up import ScaleUp, scale_up, unplaced
from sandbox.joints.autoscaler.view import View
from sandbox.kubernetes.objects import ZONE_LABEL
from tests.sandbox.joints.autoscaler.objects import (
    APPS,
    ZONES,
    group,
    place,
    pod,
    pods,
    spread,
)

BALANCED = Options.model_validate({"balance-similar-node-groups": True})


def grown(
    lacking: Sequence[Pod],
    groups: Sequence[Group],
    places: Sequence[Place] = (),
    options: Options = BALANCED,
    daemon_sets: Sequence[Any] = (),
) -> ScaleUp:
    view = View(nodes={}, pods=(), daemon_sets=daemon_sets)
    return scale_up(lacking, places, groups, view.templates(groups), options)


def in_zones(**settings: Any) -> list[Group]:  # noqa: ANN401 - a group's
    return [group(zone, **settings) for zone in ZONES]


def test_pods_take_the_room_that_there_is() -> None:
    first, second, third = pods(3, "1")
    places = [place("one"), place("two", pods=[pod("1500m")])]
    assert unplaced([first, second, third], places) == [third]
    assert places[0].pods == [first, second]


def test_a_group_grows_by_as_many_nodes_as_pods_need() -> None:
    assert grown(pods(5, "1"), [group()]).sizes == {"apps-a": 4}


def test_a_group_grows_to_its_maximum_only() -> None:
    few = grown(pods(5, "2"), [group(most=3)])
    assert few.sizes == {"apps-a": 3}
    assert len(few.helped) == 2


def test_groups_that_are_alike_grow_in_turn_the_smallest_first() -> None:
    groups = [group("a", size=2), group("b", size=1), group("c", size=1)]
    assert grown(pods(3, "2"), groups).sizes == {"apps-a": 3, "apps-b": 2, "apps-c": 2}


def test_without_the_flag_one_group_grows() -> None:
    assert grown(pods(3, "2"), in_zones(), options=Options()).sizes == {"apps-a": 4}


def test_a_group_that_is_full_gives_its_turn_to_others() -> None:
    groups = [group("a", most=1), group("b", most=2), group("c")]
    assert grown(pods(3, "2"), groups).sizes == {"apps-b": 2, "apps-c": 3}


@pytest.mark.parametrize(
    "other", [{"labels": {"disk": "fast"}}, {"cpu": "3"}, {"taints": [APPS]}, {"most": 1}]
)
def test_a_group_that_is_not_alike_does_not_grow_in_turn(other: dict[str, Any]) -> None:
    assert grown(pods(4, "1"), [group("a"), group("b", **other)]).sizes == {"apps-a": 3}


def test_labels_may_be_ignored_in_finding_groups_that_are_alike() -> None:
    ignoring = BALANCED.model_copy(update={"balancing_ignore_label": ("image",)})
    groups = [group("a"), group("b", labels={"image": "newer"})]
    assert set(grown(pods(2, "2"), groups, options=ignoring).sizes) == {"apps-a", "apps-b"}


def test_the_zone_grows_that_alone_may_take_the_pod() -> None:
    only = pod(nodeSelector={ZONE_LABEL: "b"})
    assert grown([only], in_zones()).sizes == {"apps-b": 2}


def test_the_zone_grows_to_which_spread_sends_the_pod() -> None:
    places = [
        place(zone, zone=zone, cpu="1", pods=pods(number, "400m"))
        for zone, number in zip(ZONES, (2, 1, 2), strict=True)
    ]
    spread_out = pod("900m", topologySpreadConstraints=[spread()])
    assert grown([spread_out], in_zones(), places).sizes == {"apps-b": 2}


def test_the_group_grows_whose_taint_the_pod_tolerates() -> None:
    groups = [group(kind="apps", taints=[APPS]), group(kind="infra", taints=[{**APPS, "key": "x"}])]
    tolerant = pod(tolerations=[{"key": "node", "operator": "Exists"}])
    assert grown([tolerant], groups).sizes == {"apps-a": 2}


def test_the_group_grows_that_wastes_the_least() -> None:
    groups = [group(kind="large", cpu="8"), group(kind="small", cpu="2")]
    assert set(grown([pod("1500m")], groups).sizes) == {"small-a"}
    assert set(grown([pod("7")], groups).sizes) == {"large-a"}


def test_a_new_node_has_what_daemon_sets_bring() -> None:
    def daemon_set(**spec: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
        made = pod("500m", **spec).manifest
        template = {"metadata": {}, "spec": made["spec"]}
        return {"metadata": made["metadata"], "spec": {"template": template}}

    everywhere = daemon_set()
    elsewhere = daemon_set(nodeSelector={"node": "other"})
    assert not grown([pod("2")], [group()], daemon_sets=[everywhere]).sizes
    assert grown([pod("2")], [group()], daemon_sets=[elsewhere]).sizes


def test_a_pod_that_no_group_can_help_learns_why() -> None:
    groups = [group("a", size=5), group("b"), group("c", taints=[APPS])]
    large = pod("3")
    result = grown([large], groups)
    assert not result.sizes
    assert result.refused[large] == (
        "pod didn't trigger scale-up: 1 Insufficient cpu, 1 max node group size reached, "
        "1 node(s) had untolerated taint {node: apps}"
    )


def test_nobody_is_refused_while_others_are_helped() -> None:
    result = grown([pod("3", app="large"), small := pod("1")], [group()])
    assert list(result.helped) == [small]
    assert not result.refused
