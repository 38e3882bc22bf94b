"""What the rules ask of a pod."""

from decimal import Decimal
from typing import Any

import pytest

from sandbox.joints.autoscaler.pods import SAFE_VOLUMES, Pod
from tests.sandbox.joints.autoscaler.objects import pod


def container(cpu: str, **settings: str) -> dict[str, Any]:
    return {"name": cpu, "resources": {"requests": {"cpu": cpu}}, **settings}


def test_a_pod_asks_for_what_its_containers_ask_for_together() -> None:
    both = pod(containers=[container("200m"), container("300m")])
    assert both.requests == {"cpu": Decimal("0.5"), "pods": 1}


def test_a_pod_asks_for_what_its_largest_step_of_starting_takes() -> None:
    steps = [container("100m", restartPolicy="Always"), container("900m")]
    starting = pod(containers=[container("200m")], initContainers=steps)
    assert starting.requests["cpu"] == Decimal(1)


def test_a_sidecar_runs_beside_the_containers() -> None:
    sidecar = container("100m", restartPolicy="Always")
    running = pod(containers=[container("200m")], initContainers=[sidecar])
    assert running.requests["cpu"] == Decimal("0.3")


def test_overhead_comes_on_top() -> None:
    assert pod("200m", overhead={"cpu": "50m"}).requests["cpu"] == Decimal("0.25")


def test_a_container_without_requests_asks_for_its_place_only() -> None:
    assert pod(containers=[{"name": "none"}]).requests == {"pods": 1}


@pytest.mark.parametrize(
    ("volume", "local"),
    [
        ({"emptyDir": {}}, True),
        ({"hostPath": {"path": "/data"}}, True),
        ({"emptyDir": {"medium": "Memory"}}, False),
        ({"configMap": {"name": "settings"}}, False),
    ],
)
def test_storage_of_the_node_is_local(volume: dict[str, Any], *, local: bool) -> None:
    assert pod(volumes=[{"name": "data", **volume}]).has_local_storage is local


def test_local_storage_may_be_given_up_by_name() -> None:
    volumes = [{"name": "one", "emptyDir": {}}, {"name": "two", "emptyDir": {}}]
    for safe, local in (("one", True), ("one,two", False)):
        there = pod(volumes=volumes, metadata={"annotations": {SAFE_VOLUMES: safe}})
        assert there.has_local_storage is local


def unscheduled(reason: str) -> Pod:
    return pod(status={"conditions": [{"type": "PodScheduled", "reason": reason}]})


def test_only_the_scheduler_says_that_a_pod_lacks_room() -> None:
    assert unscheduled("Unschedulable").lacks_room
    assert not unscheduled("SchedulingGated").lacks_room
    assert not pod().lacks_room


def test_a_pod_of_a_node_comes_and_goes_with_it() -> None:
    mirrored = {"kubernetes.io/config.mirror": "1"}
    assert pod(owner="DaemonSet").is_of_its_node
    assert pod(owner="Node", metadata={"annotations": mirrored}).is_of_its_node
    assert not pod().is_of_its_node
