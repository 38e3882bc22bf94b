"""Manifests of a form that Kubernetes refuses: nothing is known of them, and nothing else fails."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from resilience.model.manifests import Manifests
from resilience.model.pods import Origin
from resilience.model.priorities import Priorities
from resilience.model.shapes import misfit
from resilience.model.workloads import Workloads
from terraform_json.types import Json

SELECTOR = {"matchLabels": {"app": "shop"}, "matchExpressions": [{"key": "a", "operator": "In"}]}
TERM = {"topologyKey": "zone", "labelSelector": SELECTOR}
EXPRESSION = {"key": "node", "operator": "In", "values": ["apps"]}
POD: dict[str, Any] = {
    "priorityClassName": "high",
    "nodeSelector": {"node": "apps"},
    "tolerations": [{"key": "node", "operator": "Equal", "value": "apps", "tolerationSeconds": 3}],
    "topologySpreadConstraints": [{**TERM, "maxSkew": 1, "minDomains": 2, "matchLabelKeys": ["a"]}],
    "affinity": {
        "nodeAffinity": {
            "requiredDuringSchedulingIgnoredDuringExecution": {
                "nodeSelectorTerms": [{"matchExpressions": [EXPRESSION], "matchFields": []}]
            }
        },
        "podAntiAffinity": {
            "requiredDuringSchedulingIgnoredDuringExecution": [TERM],
            "preferredDuringSchedulingIgnoredDuringExecution": [{"podAffinityTerm": TERM}],
        },
    },
    "containers": [{"args": ["-v"], "resources": {"requests": {"cpu": "1"}, "limits": {}}}],
    "initContainers": [{"restartPolicy": "Always"}],
    "overhead": {"memory": "1Mi"},
    "volumes": [{"emptyDir": {}}],
}
TEMPLATE = {"metadata": {"labels": {"app": "shop"}}, "spec": POD}


def _of(kind: str, spec: Json, **metadata: object) -> Json:
    return {"kind": kind, "metadata": {"name": "shop", **metadata}, "spec": spec}


ROLLING = {"rollingUpdate": {"maxSurge": 1, "maxUnavailable": "25%"}}
MANIFESTS = (
    _of("Deployment", {"replicas": 3, "strategy": ROLLING, "template": TEMPLATE}, namespace="a"),
    _of("StatefulSet", {"updateStrategy": ROLLING, "template": TEMPLATE}, annotations={"a": "b"}),
    _of("CronJob", {"jobTemplate": {"spec": {"parallelism": 1, "template": TEMPLATE}}}),
    _of("PodDisruptionBudget", {"minAvailable": 2, "selector": SELECTOR}),
    _of("PodDisruptionBudget", {"maxUnavailable": "10%", "selector": SELECTOR}),
    _of(
        "HorizontalPodAutoscaler",
        {
            "scaleTargetRef": {"kind": "Deployment", "name": "shop"},
            "minReplicas": 2,
            "maxReplicas": 9,
        },
    ),
    _of(
        "Prometheus",
        {"replicas": 2, "podMetadata": {"labels": {}}, "storage": {}, "resources": {}, **POD},
    ),
    {"kind": "PriorityClass", "metadata": {"name": "high"}, "value": 1000, "globalDefault": True},
)
ODD: tuple[Any, ...] = (None, [], [1], {}, {"a": 1}, True, "", "abc%", -1, 1.5, 10**30, "9" * 40)


def read(*objects: Json) -> Workloads:
    release = Manifests(
        release="helm_release.shop", namespace="shop", origin=Origin.TABLE, objects=objects
    )
    return Workloads([release], Priorities({}, objects), [{"node": "apps"}])


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401 - JSON
    if path:
        yield path
    for key in value if isinstance(value, dict) else range(len(value)):
        if isinstance(value[key], dict | list):
            yield from _paths(value[key], (*path, key))
        else:
            yield (*path, key)


def _with(manifest: Json, path: tuple[Any, ...], value: object) -> Json:
    changed = copy.deepcopy(manifest)
    *way, last = path
    here: Any = changed
    for key in way:
        here = here[key]
    here[last] = value
    return changed


@pytest.mark.parametrize("index", range(len(MANIFESTS)))
def test_no_value_of_any_field_is_more_than_an_unknown(index: int) -> None:
    for path in _paths(MANIFESTS[index]):
        for value in ODD:
            changed = list(MANIFESTS)
            changed[index] = _with(MANIFESTS[index], path, value)
            assert bool(misfit(changed[index])) <= bool(read(*changed).unknowns), (path, value)


def test_all_of_it_fits_as_it_is() -> None:
    assert [misfit(each) for each in MANIFESTS] == [""] * len(MANIFESTS)


@pytest.mark.parametrize(
    "value", [[1], {}, True, "abc%", "-5%", "99999%", -1, 1.5, 10**6], ids=repr
)
def test_a_budget_says_what_is_wrong_with_its_number(value: object) -> None:
    assert misfit(_of("PodDisruptionBudget", {"minAvailable": value})) == (
        "Kubernetes refuses the PodDisruptionBudget shop: minAvailable: no number of pods, and"
        f" no percentage ({value})"
    )


def test_every_mistake_of_a_manifest_is_told() -> None:
    problem = misfit(_of("Deployment", {"replicas": 10**6, "template": {"spec": {"volumes": 1}}}))
    assert "replicas: Input should be less than or equal to 150000 (1000000)" in problem
    assert "template.spec.volumes: Input should be a valid list (1)" in problem


def test_a_budget_that_kubernetes_refuses_leaves_unknown_who_stays() -> None:
    refused = _of("PodDisruptionBudget", {"minAvailable": [], "selector": [1]})
    found = read(MANIFESTS[1], refused)
    assert {each.subject for each in found.unknowns} >= {
        "k8s:helm_release.shop",
        "shop/StatefulSet/shop",
    }


@pytest.mark.parametrize(
    "refused",
    [
        _of("PodDisruptionBudget", {"minAvailable": [], "selector": {"matchLabels": {"app": "x"}}}),
        _of(
            "HorizontalPodAutoscaler",
            {"scaleTargetRef": {"kind": "Deployment", "name": "shop"}, "maxReplicas": []},
        ),
    ],
    ids=lambda manifest: manifest["kind"],
)
def test_what_is_refused_for_others_leaves_a_workload_known(refused: Json) -> None:
    found = read(MANIFESTS[1], refused)
    assert "shop/StatefulSet/shop" not in {
        each.subject for each in found.unknowns if "refuses" in each.problem
    }


def test_a_workload_that_kubernetes_refuses_has_no_pods() -> None:
    assert read(_of("Deployment", {"replicas": "3", "template": TEMPLATE})).found == ()


def test_what_a_hook_makes_does_not_stay() -> None:
    hook = _of("Deployment", {"template": TEMPLATE}, annotations={"helm.sh/hook": "pre-install"})
    assert read(hook).found == ()
