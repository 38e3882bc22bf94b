from collections.abc import Mapping
from typing import Any

import pytest
from pydantic import ValidationError

from config.addons.workloads import Unsaid, Workload, pods_of
from config.room import Pods, Room

VALUES = {
    "replicas": 2,
    "main": {"requests": {"cpu": "100m", "memory": "1Gi"}},
    "side": {"sidecar": {"requests": {"cpu": 0.02, "memory": "64Mi"}}},
    "before": {"requests": {"cpu": "50m", "memory": "2Gi"}},
    "bounded": {"limits": {"cpu": 1, "memory": "128Mi"}, "requests": {"cpu": "10m"}},
}


def found(
    workload: Mapping[str, Any], values: Mapping[str, Any] = VALUES, zones: int = 3
) -> list[Pods | Unsaid]:
    """Return the pods of an addon with one workload."""
    workloads = {"web": Workload.model_validate(workload)}
    return list(pods_of(workloads, values, addon="shop", zones=zones))


def pods(workload: Mapping[str, Any], zones: int = 3) -> Pods:
    (only,) = found(workload, zones=zones)
    assert isinstance(only, Pods)
    return only


def room(millicores: int, memory_mib: int) -> Room:
    return Room(millicores=millicores, memory_mib=memory_mib, pods=1)


def test_a_pod_asks_for_what_its_containers_ask_for_together() -> None:
    workload = {"requests": ["main", "side.sidecar", "side.sidecar"]}
    assert pods(workload) == Pods(name="shop: web", each=room(140, 1152))


def test_a_container_that_ends_before_counts_where_it_asks_for_more() -> None:
    assert pods({"requests": ["main"], "init_requests": ["before"]}).each == room(100, 2048)


def test_limits_are_requests_where_there_are_none() -> None:
    assert pods({"requests": ["bounded"]}).each == room(10, 128)


@pytest.mark.parametrize(("replicas", "count"), [({}, 1), ({"replicas": "replicas"}, 2)])
def test_a_key_says_how_many_pods_there_are(replicas: Mapping[str, object], count: int) -> None:
    assert pods({"requests": ["main"], **replicas}).count == count


@pytest.mark.parametrize(("zones", "count"), [(1, 2), (4, 4)])
def test_what_stands_in_every_zone_is_as_many_as_the_zones(zones: int, count: int) -> None:
    workload = {"requests": ["main"], "replicas": "replicas", "one_a_zone": True}
    assert pods(workload, zones).count == count


def test_the_pods_of_a_daemon_set_are_on_every_node() -> None:
    assert pods({"requests": ["main"], "every_node": True}).every_node


@pytest.mark.parametrize(
    "counted", [{"replicas": "replicas"}, {"one_a_zone": True}, {"max_replicas": "replicas"}]
)
def test_nobody_counts_the_pods_of_a_daemon_set(counted: Mapping[str, object]) -> None:
    with pytest.raises(ValidationError, match="as many pods as nodes"):
        Workload.model_validate({"requests": ["main"], "every_node": True, **counted})


@pytest.mark.parametrize(("enabled", "count"), [(False, 0), (True, 1), (None, 1)])
def test_what_is_switched_off_has_no_pods(enabled: bool | None, count: int) -> None:  # noqa: FBT001
    values = VALUES | {"web": {"enabled": enabled}}
    assert len(found({"requests": ["main"], "enabled": "web.enabled"}, values)) == count


@pytest.mark.parametrize(
    ("workload", "path"),
    [
        ({"requests": ["other"]}, ("other",)),
        ({"requests": ["side"]}, ("side",)),
        ({"requests": ["main"], "init_requests": ["other"]}, ("other",)),
        ({"requests": ["main"], "replicas": "main.replicas"}, ("main", "replicas")),
    ],
    ids=["nothing there", "no quantities there", "before", "replicas"],
)
def test_what_the_values_do_not_say_is_no_guess(
    workload: Mapping[str, object], path: tuple[str, ...]
) -> None:
    (unsaid,) = found(workload)
    assert isinstance(unsaid, Unsaid)
    assert unsaid.path == path


@pytest.mark.parametrize("memory", ["much", "1.2.3Mi", None, "1Xi"])
def test_what_is_no_quantity_says_nothing(memory: object) -> None:
    values = {"main": {"requests": {"cpu": 1, "memory": memory}}}
    (unsaid,) = found({"requests": ["main"]}, values)
    assert isinstance(unsaid, Unsaid)
