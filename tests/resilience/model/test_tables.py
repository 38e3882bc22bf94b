from typing import Any

import pytest
import yaml

from config.addons.addon_file import AddonFile
from config.room import Room
from resilience.model.cache import Cache
from resilience.model.manifests import Manifests
from resilience.model.pods import ZONE_LABEL, Budget, Origin, Spread, Workload
from resilience.model.priorities import Priorities
from resilience.model.tables import Table
from resilience.model.workloads import Workloads
from tests.fixtures.cert_manager import ADDON

RESOURCES = {"requests": {"cpu": "50m", "memory": "64Mi"}}
VALUES: dict[str, Any] = {"replicas": 2, "resources": RESOURCES}
TABLE: dict[str, Any] = {"replicas": "replicas", "requests": ["resources"]}


def table(values: dict[str, Any], **workloads: dict[str, Any]) -> Table:
    addon = AddonFile.model_validate(yaml.safe_load(ADDON) | {"workloads": workloads})
    release = {"name": "shop", "values": [yaml.safe_dump(values)]}
    return Table(addon, release, Cache(None))


def read(told: Table) -> list[Workload]:
    source = Manifests(
        release="helm_release.shop",
        namespace="shops",
        origin=Origin.TABLE,
        objects=tuple(told.objects()),
    )
    found = Workloads([source], Priorities({}, []), [])
    assert found.unknowns == []
    return list(found.found)


def workload(values: dict[str, Any] | None = None, **keys: object) -> Workload:
    """Return the one workload that a table tells, with further values and keys of the table."""
    told = table(VALUES | (values or {}), web=TABLE | keys)
    (found,) = read(told)
    assert told.problems == []
    return found


def test_a_table_tells_how_many_pods_there_are_and_what_they_ask_for() -> None:
    found = workload()
    assert found.key == "shops/Deployment/shop"
    assert found.replicas == 2
    assert found.each == Room(millicores=50, memory_mib=64, pods=1)
    assert found.labels == {
        "app.kubernetes.io/name": "shop",
        "app.kubernetes.io/instance": "shop",
    }


def test_it_tells_of_containers_that_end_before_those_start() -> None:
    before = {"requests": {"cpu": "10m", "memory": "1Gi"}}
    found = workload({"before": before}, init_requests=["before"])
    assert found.each == Room(millicores=50, memory_mib=1024, pods=1)


def test_it_tells_their_controller_and_their_labels() -> None:
    found = workload(kind="StatefulSet", name="shop-web", labels={"app": "web"})
    assert found.key == "shops/StatefulSet/shop-web"
    assert found.labels == {"app": "web", "app.kubernetes.io/instance": "shop"}


def test_pods_on_every_node_are_a_daemon_sets() -> None:
    told = table(VALUES, agent={"requests": ["resources"], "every_node": True})
    (found,) = read(told)
    assert found.kind == "DaemonSet"


PLACED: dict[str, Any] = {
    "nodeSelector": {"node": "infrastructure"},
    "tolerations": [{"operator": "Exists"}],
    "priorityClassName": "system-cluster-critical",
    "topologySpreadConstraints": [{"topologyKey": ZONE_LABEL}],
    "affinity": {
        "podAntiAffinity": {
            "preferredDuringSchedulingIgnoredDuringExecution": [
                {
                    "podAffinityTerm": {
                        "topologyKey": ZONE_LABEL,
                        "labelSelector": {"matchLabels": {"app.kubernetes.io/name": "shop"}},
                    }
                }
            ]
        }
    },
}


@pytest.mark.parametrize(
    ("values", "keys"),
    [
        (PLACED, {}),
        ({"web": PLACED}, {"placing": ["web"]}),
        ({"web": {"pod": PLACED}}, {"placing": ["web.pod"]}),
        ({"global": PLACED, "web": {}}, {"placing": ["web", "global"]}),
        (PLACED | {"global": {key: ["other"] for key in PLACED}}, {"placing": [".", "global"]}),
    ],
)
def test_it_tells_where_the_chart_takes_what_places_pods(
    values: dict[str, Any], keys: dict[str, Any]
) -> None:
    found = workload(values, **keys)
    assert found.node_labels == {"node": frozenset({"infrastructure"})}
    assert found.tolerations[0].key is None
    assert found.priority == 2_000_000_000
    assert found.spreads == (Spread(key=ZONE_LABEL),)
    assert found.prefers_apart == (ZONE_LABEL,)


def test_it_tells_how_a_rollout_replaces_pods() -> None:
    strategy = {"rollingUpdate": {"maxSurge": 2, "maxUnavailable": 1}}
    found = workload({"strategy": strategy}, rollout="strategy")
    assert (found.max_surge, found.max_unavailable) == (2, 1)


def test_it_tells_how_many_pods_an_autoscaler_makes() -> None:
    found = workload({"scaling": {"most": 7}}, max_replicas="scaling.most")
    assert (found.replicas, found.max_replicas) == (2, 7)


@pytest.mark.parametrize(("held", "volumes"), [({"size": "1Gi"}, True), ({}, False)])
def test_it_tells_whether_pods_have_volumes(
    held: object,
    volumes: bool,  # noqa: FBT001
) -> None:
    found = workload({"storage": held}, kind="StatefulSet", volumes="storage")
    assert found.zonal_volumes is volumes


def test_it_tells_of_another_namespace() -> None:
    assert workload({"elsewhere": "zoo"}, namespace="elsewhere").namespace == "zoo"


@pytest.mark.parametrize(
    ("held", "budget"),
    [
        ({"minAvailable": 1}, Budget(name="shop", least=1)),
        ({"enabled": True, "maxUnavailable": 1}, Budget(name="shop", least=1)),
        ({"enabled": False, "minAvailable": 1}, None),
        (None, None),
    ],
)
def test_it_tells_where_the_budget_is(held: object, budget: Budget | None) -> None:
    assert workload({"budget": held}, budget="budget").budget == budget


def test_a_budget_among_further_objects_is_found_by_its_labels() -> None:
    selector = {"matchLabels": {"app.kubernetes.io/name": "shop"}}
    spec = {"maxUnavailable": 1, "selector": selector}
    extra = {"kind": "PodDisruptionBudget", "metadata": {"name": "own"}, "spec": spec}
    assert workload({"extraObjects": [extra]}).budget == Budget(name="own", least=1)


def test_pods_that_are_switched_off_are_not_there() -> None:
    off = table(VALUES | {"on": False}, web=TABLE | {"enabled": "on"})
    assert read(off) == []


@pytest.mark.parametrize(
    ("values", "keys", "problem"),
    [
        ({"replicas": "two"}, {}, "replicas does not say how many pods shop has"),
        ({"replicas": True}, {}, "replicas does not say how many pods shop has"),
        ({"resources": {}}, {}, "resources does not say how much a container of shop asks for"),
        (
            {"budget": {"enabled": True}},
            {"budget": "budget"},
            "budget does not say how many pods of shop stay",
        ),
    ],
)
def test_what_the_values_do_not_say_is_a_problem(
    values: dict[str, Any], keys: dict[str, Any], problem: str
) -> None:
    told = table(VALUES | values, web=TABLE | keys)
    told.objects()
    assert told.problems == [problem]
