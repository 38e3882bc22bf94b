"""What the autoscaler sees of the cluster."""

from typing import Any

from sandbox.joints.autoscaler.options import Options
from sandbox.joints.autoscaler.pods import Pod
from sandbox.joints.autoscaler.view import View
from sandbox.joints.nodes import LEAVING
from tests.sandbox.joints.autoscaler.objects import group, node, pod

UNSCHEDULABLE = {"conditions": [{"type": "PodScheduled", "reason": "Unschedulable"}]}
OPTIONS = Options()


def view(*pods: Pod, nodes: tuple[Any, ...] = ()) -> View:
    return View(nodes={each["metadata"]["name"]: each for each in nodes}, pods=pods)


def waiting(**settings: Any) -> bool:  # noqa: ANN401 - a pod's
    status = UNSCHEDULABLE | settings.pop("status", {})
    return bool(view(pod(status=status, **settings)).waiting(OPTIONS))


def test_nodes_are_added_for_pods_that_found_no_room() -> None:
    assert waiting()
    assert waiting(priority=-10)


def test_nodes_are_not_added_for_all_pods() -> None:
    assert not waiting(nodeName="node")
    assert not waiting(owner="DaemonSet")
    assert not waiting(priority=-11)
    assert not waiting(status={"nominatedNodeName": "node"})


def names(seen: View, started: set[str], size: int = 2) -> list[str]:
    groups = [group(size=size)]
    places = seen.places(groups, seen.templates(groups), started, OPTIONS)
    return [place.name for place in places]


def test_nodes_that_are_to_come_are_counted() -> None:
    assert names(view(nodes=(node("apps-a-1"),)), {"apps-a-1"}) == ["apps-a-1", "apps-a-2"]


def test_a_node_that_has_not_started_is_still_to_come() -> None:
    early = view(pod(nodeName="apps-a-1"), nodes=(node("apps-a-1"),))
    groups = [group()]
    (place,) = early.places(groups, early.templates(groups), set(), OPTIONS)
    assert not place.pods


def test_a_node_of_the_last_generation_stands_for_one_to_come() -> None:
    old = node("old-1")
    assert names(view(nodes=(old,)), {"old-1"}, size=1) == ["old-1"]
    old["metadata"]["annotations"] = {LEAVING: "true"}
    assert names(view(nodes=(old,)), {"old-1"}, size=1) == ["old-1", "apps-a-1"]


def test_pods_are_on_their_nodes_and_where_room_is_made_for_them() -> None:
    there, nominated = pod(nodeName="one"), pod(status={"nominatedNodeName": "one"})
    unimportant = pod(nodeName="one", priority=-11)
    seen = view(there, nominated, unimportant, nodes=(node("one"),))
    (place,) = seen.places([], {}, {"one"}, OPTIONS)
    assert place.pods == [there, nominated]
