from typing import Any

import pytest

from config.room import Room
from resilience.model.manifests import Manifests
from resilience.model.pods import HOST_LABEL, ZONE_LABEL, Budget, Origin, Spread, Workload
from resilience.model.priorities import Priorities
from resilience.model.workloads import Workloads
from terraform_json.types import Json

LABELS = {"app": "shop"}
CONTAINER = {"resources": {"requests": {"cpu": "100m", "memory": "64Mi"}}}
POD: dict[str, Any] = {"containers": [CONTAINER]}


def controller(kind: str = "Deployment", pod: Json = POD, **spec: object) -> Json:
    template = {"metadata": {"labels": LABELS}, "spec": pod}
    return {"kind": kind, "metadata": {"name": "shop"}, "spec": {"template": template, **spec}}


def budget(name: str = "shop", **spec: object) -> Json:
    told = {"minAvailable": 2, "selector": {"matchLabels": LABELS}, **spec}
    return {"kind": "PodDisruptionBudget", "metadata": {"name": name}, "spec": told}


def autoscaler(least: object, most: int = 9) -> Json:
    target = {"kind": "Deployment", "name": "shop"}
    spec = {"scaleTargetRef": target, "minReplicas": least, "maxReplicas": most}
    return {"kind": "HorizontalPodAutoscaler", "metadata": {"name": "shop"}, "spec": spec}


def source(*objects: Json, namespace: str = "shops") -> Manifests:
    release = "helm_release.shop"
    return Manifests(
        release=release, namespace=namespace, origin=Origin.RENDERED, objects=tuple(objects)
    )


def read(*sources: Manifests) -> Workloads:
    return Workloads(sources, Priorities({}, []), [{"node": "apps"}])


def workload(*objects: Json) -> Workload:
    """Return the one workload of a release, of which all is known."""
    found = read(source(*objects))
    assert found.unknowns == []
    (only,) = found.found
    return only


def problems(*sources: Manifests) -> list[str]:
    found = read(*sources)
    assert {each.subject for each in found.unknowns} == {"shops/Deployment/shop"}
    return [each.problem for each in found.unknowns]


def test_a_workload_is_what_its_controller_says() -> None:
    found = workload(controller(replicas=3))
    assert found.key == "shops/Deployment/shop"
    assert found.release == "helm_release.shop"
    assert found.origin is Origin.RENDERED
    assert (found.replicas, found.max_replicas) == (3, 3)
    assert found.each == Room(millicores=100, memory_mib=64, pods=1)
    assert found.labels == LABELS
    assert (found.max_surge, found.max_unavailable) == (1, 0)
    assert found.budget is None
    assert not found.zonal_volumes


def test_its_pods_are_placed_as_their_spec_says() -> None:
    own = {"labelSelector": {"matchLabels": LABELS}}
    apart = [{"topologyKey": HOST_LABEL, **own}]
    when = "requiredDuringSchedulingIgnoredDuringExecution"
    placed = {
        "nodeSelector": {"node": "apps"},
        "topologySpreadConstraints": [{"topologyKey": ZONE_LABEL, **own}],
        "affinity": {"podAntiAffinity": {when: apart}},
        "priorityClassName": "system-node-critical",
    }
    found = workload(controller(pod=POD | placed))
    assert found.node_labels == {"node": frozenset({"apps"})}
    assert found.spreads == (Spread(key=ZONE_LABEL),)
    assert found.apart == (HOST_LABEL,)
    assert found.priority == 2_000_001_000


@pytest.mark.parametrize(("least", "fewest"), [(4, 4), (None, 1)])
def test_an_autoscaler_says_how_many_pods_there_are(least: object, fewest: int) -> None:
    found = workload(controller(replicas=2), autoscaler(least))
    assert (found.replicas, found.max_replicas) == (fewest, 9)


def test_the_autoscaler_of_another_namespace_says_nothing() -> None:
    found, _ = read(
        source(controller(replicas=2)), source(autoscaler(4), controller(), namespace="zoo")
    ).found
    assert found.replicas == 2


@pytest.mark.parametrize(("replicas", "count"), [({}, 1), ({"replicas": 0}, 0)])
def test_without_a_number_there_is_one_pod(replicas: Json, count: int) -> None:
    assert workload(controller(**replicas)).replicas == count


def test_a_daemon_set_has_no_number() -> None:
    found = workload(controller("DaemonSet"))
    assert found.every_node
    assert found.replicas == 0


def test_a_job_runs_no_pods_when_all_is_well() -> None:
    found = workload(controller("Job", parallelism=2))
    assert (found.replicas, found.max_replicas) == (0, 2)


def test_a_cron_job_has_the_pods_of_its_jobs() -> None:
    job = controller("Job")
    found = workload({**job, "kind": "CronJob", "spec": {"jobTemplate": {"spec": job["spec"]}}})
    assert found.key == "shops/CronJob/shop"
    assert (found.replicas, found.max_replicas) == (0, 1)
    assert found.labels == LABELS


IGNORING: Json = {"action": "Ignore", "onPodConditions": [{"type": "DisruptionTarget"}]}
FAILING: Json = {"action": "FailJob", "onPodConditions": [{"type": "DisruptionTarget"}]}


@pytest.mark.parametrize(
    ("job", "lost"),
    [
        ({"backoffLimit": 0}, True),
        ({"backoffLimit": 0, "podFailurePolicy": {"rules": [FAILING]}}, True),
        ({"backoffLimit": 0, "podFailurePolicy": {"rules": [IGNORING]}}, False),
        ({"backoffLimit": 1}, False),
        ({}, False),
    ],
)
def test_a_run_without_retries_is_lost_with_its_node_unless_disruptions_are_ignored(
    job: Json, *, lost: bool
) -> None:
    once = controller("Job", **job)
    schedule = {**once, "kind": "CronJob", "spec": {"jobTemplate": {"spec": once["spec"]}}}
    assert workload(once).lost_with_node is lost
    assert workload(schedule).lost_with_node is lost


def test_a_manifest_may_name_another_namespace() -> None:
    manifest = controller()
    manifest["metadata"]["namespace"] = "elsewhere"
    assert workload(manifest).namespace == "elsewhere"


@pytest.mark.parametrize(
    ("kind", "volumes"),
    [
        ("StatefulSet", {"volumeClaimTemplates": [{"metadata": {"name": "data"}}]}),
        ("Deployment", {"pod": POD | {"volumes": [{"persistentVolumeClaim": {}}]}}),
    ],
)
def test_a_claimed_volume_binds_a_pod_to_a_zone(kind: str, volumes: Json) -> None:
    assert workload(controller(kind, **volumes)).zonal_volumes


def test_other_volumes_do_not() -> None:
    assert not workload(controller(pod=POD | {"volumes": [{"emptyDir": {}}]})).zonal_volumes


def test_a_budget_is_of_the_fewest_pods() -> None:
    found = workload(controller(), autoscaler(4), budget(minAvailable=None, maxUnavailable="25%"))
    assert found.budget == Budget(name="shop", least=3)


def test_a_budget_may_come_with_another_release() -> None:
    found = read(source(controller(replicas=3)), source(budget()))
    assert found.found[0].budget == Budget(name="shop", least=2)


@pytest.mark.parametrize(
    ("other", "namespace"),
    [(budget(selector={"matchLabels": {"app": "other"}}), "shops"), (budget(), "zoo")],
    ids=["of other pods", "of another namespace"],
)
def test_a_budget_of_others_is_none(other: Json, namespace: str) -> None:
    found = read(source(controller(replicas=3)), source(other, namespace=namespace))
    assert found.found[0].budget is None


def test_pods_of_several_budgets_are_a_problem() -> None:
    told = problems(source(controller(replicas=3), budget("b", minAvailable=1), budget("a")))
    assert told == ["it has several budgets, so that nothing is evicted: a, b"]


def test_a_class_that_is_not_there_is_a_problem() -> None:
    told = problems(source(controller(pod=POD | {"priorityClassName": "gone"})))
    assert told == ["its priority class gone is none of the cluster's"]


def test_what_the_scheduler_heeds_and_the_model_does_not_hold_is_a_problem() -> None:
    spread = {"topologySpreadConstraints": [{"topologyKey": ZONE_LABEL}]}
    told = problems(source(controller(pod=POD | spread)))
    assert told == [f"its spread over {ZONE_LABEL} is of other pods than its own"]


def test_a_quantity_that_is_none_is_a_problem() -> None:
    resources = {"requests": {"cpu": "much"}}
    told = source(controller(pod={"containers": [{"resources": resources}]}))
    problem = "what it asks for is not known: {'cpu': 'much'} holds no quantities"
    assert problems(told) == [problem]
    assert read(told).found[0].each == Room(pods=1)


def test_workloads_are_in_the_order_of_their_keys() -> None:
    found = read(source(controller(), namespace="b"), source(controller(), namespace="a")).found
    assert [each.namespace for each in found] == ["a", "b"]
