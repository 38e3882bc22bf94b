from resilience.placement.before import placed
from tests.resilience.models import ZONES, group, model, workload
from tests.resilience.placement.stands import by_zone, key


def test_every_group_has_its_fewest_nodes() -> None:
    groups = (group("apps", ZONES[0], min_size=2), group("apps", ZONES[1], min_size=0))
    names = [node.name for node in placed(model(groups=groups)).nodes]
    assert names == [f"apps-{ZONES[0]}-0", f"apps-{ZONES[0]}-1"]


def test_a_group_of_several_zones_spreads_its_nodes_evenly() -> None:
    groups = (group("apps", ZONES[0], zones=ZONES, min_size=4),)
    zones = [node.zone for node in placed(model(groups=groups)).nodes]
    assert zones == [ZONES[0], ZONES[0], ZONES[1], ZONES[2]]


def test_a_pod_is_named_after_its_workload_and_its_index() -> None:
    names = [pod.name for pod in placed(model(workload("app1"))).pods]
    assert names == [f"{key('app1')}#{index}" for index in range(3)]


def test_higher_priority_comes_first() -> None:
    important = workload("z", priority=1000, max_surge=0)
    rest = workload("a", replicas=60)
    assert by_zone(model(rest, important), "z") == [1, 1, 1]


def test_a_workload_without_replicas_has_no_pods() -> None:
    assert placed(model(workload("app1", replicas=0))).pods == ()


def test_a_platform_without_nodes_has_nowhere_to_put_pods() -> None:
    waiting = placed(model(workload("app1", replicas=1), groups=())).waiting
    assert [pod.reason for pod in waiting] == ["no nodes available to schedule pods"]
