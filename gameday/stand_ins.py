"""Objects that stand in for charts of others: what the scheduler and the controllers heed of them.

They come from the same manifests from which resilience reads its workloads, before it reads them:
how it understands spread, taints, priorities and budgets is what a game day tries.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from config.addons.names import AUTOSCALER
from resilience.model.manifests import Manifests
from resilience.model.operators import with_stateful_sets
from terraform_json.types import Json

_VERSIONS: Final = {
    "DaemonSet": "apps/v1",
    "Deployment": "apps/v1",
    "StatefulSet": "apps/v1",
    "PodDisruptionBudget": "policy/v1",
}
_PLACED: Final = (
    "affinity",
    "nodeSelector",
    "priorityClassName",
    "tolerations",
    "topologySpreadConstraints",
)
_BUDGET: Final = ("maxUnavailable", "minAvailable", "selector", "unhealthyPodEvictionPolicy")
_RESTRICTED: Final = {
    "allowPrivilegeEscalation": False,
    "capabilities": {"drop": ["ALL"]},
    "runAsNonRoot": True,
    "runAsUser": 65532,
    "seccompProfile": {"type": "RuntimeDefault"},
}
"""The settings that the pod security standard `restricted` asks of every container."""


def of_operators(source: Manifests) -> Manifests:
    """Return what an operator would make of a release whose chart is installed: none runs here."""
    made = (each for each in with_stateful_sets(source.objects) if each not in source.objects)
    return replace(source, objects=tuple(made))


def stand_ins(source: Manifests, flags: Sequence[str] = ()) -> Iterator[Json]:
    """Yield what is applied for a release or an addon of EKS, as whole manifests.

    A workload with an autoscaler keeps the fewest pods that this allows: nothing loads it.

    Args:
        source: The manifests, as far as resilience reads them.
        flags: What the program of the cluster autoscaler is told.
    """
    fewest = {
        (each["spec"]["scaleTargetRef"]["kind"], each["spec"]["scaleTargetRef"]["name"]): each[
            "spec"
        ].get("minReplicas", 1)
        for each in source.objects
        if each["kind"] == "HorizontalPodAutoscaler"
    }
    for manifest in source.objects:
        kind, name = manifest["kind"], manifest["metadata"]["name"]
        if kind not in _VERSIONS:
            continue
        spec = manifest["spec"]
        if kind == "PodDisruptionBudget":
            # The values of a chart hold more than the budget.
            spec = {key: spec[key] for key in _BUDGET if key in spec}
        else:
            spec = _controller(kind, name, spec, fewest.get((kind, name)))
            if name == AUTOSCALER:
                spec["template"]["spec"]["containers"][0]["args"] = list(flags)
        yield {
            "apiVersion": _VERSIONS[kind],
            "kind": kind,
            "metadata": {"name": name, "namespace": source.namespace_of(manifest)},
            "spec": _without_nothing(spec),
        }


def _controller(kind: str, name: str, spec: Json, fewest: int | None) -> Json:
    template = spec["template"]
    labels = template["metadata"]["labels"]
    made: Json = {
        "selector": {"matchLabels": labels},
        "template": {"metadata": {"labels": labels}, "spec": _pod(name, template["spec"])},
        "strategy": spec.get("strategy"),
        "updateStrategy": spec.get("updateStrategy"),
    }
    if kind != "DaemonSet":
        made["replicas"] = spec.get("replicas", 1) if fewest is None else fewest
    if kind == "StatefulSet":
        made |= {"serviceName": name, "podManagementPolicy": "Parallel"}
        made["volumeClaimTemplates"] = [
            _claim(each) for each in spec.get("volumeClaimTemplates", ())
        ]
    return made


def _pod(name: str, pod: Json) -> Json:
    return {
        **{key: pod.get(key) for key in _PLACED},
        "automountServiceAccountToken": False,
        "containers": [
            _container(f"{name[:50]}-{index}", each)
            for index, each in enumerate(pod.get("containers") or ())
        ],
        "initContainers": [
            _container(f"first-{index}", each)
            for index, each in enumerate(pod.get("initContainers") or ())
        ],
    }


def _container(name: str, container: Json) -> Json:
    kept = {key: container.get("resources", {}).get(key) for key in ("limits", "requests")}
    return {
        "name": name.lower(),
        "image": "stand-in",
        "resources": kept,
        "securityContext": _RESTRICTED,
    }


def _claim(template: Json) -> Json:
    spec = {
        "accessModes": ["ReadWriteOnce"],
        "resources": {"requests": {"storage": "1Gi"}},
    }
    name = template.get("metadata", {}).get("name", "data")
    return {"metadata": {"name": name}, "spec": spec}


def _without_nothing(data: Any) -> Any:  # noqa: ANN401 - JSON
    """Return JSON without what is null, which values of Helm use to take a default away."""
    if isinstance(data, dict):
        return {key: _without_nothing(each) for key, each in data.items() if each is not None}
    if isinstance(data, list):
        return [_without_nothing(each) for each in data]
    return data
