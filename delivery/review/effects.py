"""What the change of an object does to what runs.

Which fields cannot change: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/,
.../statefulset/, .../job/, and https://kubernetes.io/docs/concepts/services-networking/service/.
"""

from collections.abc import Callable
from typing import Any, Final

from terraform_json.types import Json

_IMMUTABLE: Final = {
    "DaemonSet": ("selector",),
    "Deployment": ("selector",),
    "Job": ("selector", "template", "completionMode"),
    "StatefulSet": ("selector", "serviceName", "podManagementPolicy", "volumeClaimTemplates"),
}
"""Fields of the spec that the API server refuses to change."""

_AT_ONCE: Final = {
    "HorizontalPodAutoscaler": "other bounds of scaling, at once",
    "Ingress": "other routing, at once",
    "NetworkPolicy": "other traffic is allowed, at once",
    "PodDisruptionBudget": "drains may take other pods, at once",
    "Role": "other rights in the cluster, at once",
    "ClusterRole": "other rights in the cluster, at once",
    "RoleBinding": "other rights in the cluster, at once",
    "ClusterRoleBinding": "other rights in the cluster, at once",
    "Service": "other routing, at once",
}
_REFUSED: Final = {
    True: "it will be replaced",
    False: "the upgrade is refused; delete it first, or rename it",
}
"""What follows, by whether Helm deletes and makes again what it cannot update."""
_READ_LATER: Final = "pods read it when they start, and as a file within minutes"


def effect_of(was: Json | None, is_: Json | None, *, forced: bool) -> str:
    """Return in a few words what the change of an object does.

    Args:
        was: The manifest before; None where the object comes.
        is_: The manifest after; None where it goes.
        forced: Whether Helm deletes and makes again what it cannot update.
    """
    if was is None or is_ is None:
        return _comes_or_goes(was, is_)
    kind, name = is_["kind"], is_["metadata"]["name"]
    fixed = [field for field in _IMMUTABLE.get(kind, ()) if _spec(was, field) != _spec(is_, field)]
    if fixed:
        return f"{', '.join(fixed)} is immutable: {_REFUSED[forced]}"
    if (controller := _CONTROLLERS.get(kind)) and _spec(was, "template") != _spec(is_, "template"):
        return controller(name, is_)
    if _spec(was, "replicas") != _spec(is_, "replicas"):
        fewer, more = _spec(was, "replicas"), _spec(is_, "replicas")
        return f"{fewer or 'scaled'} to {more or 'scaled'} pods, without a restart"
    if kind in ("ConfigMap", "Secret"):
        return _READ_LATER
    return _AT_ONCE.get(kind, "no pod restarts")


def _comes_or_goes(was: Json | None, is_: Json | None) -> str:
    kind = (was or is_ or {})["kind"]
    pods = kind in (*_CONTROLLERS, "Job", "CronJob")
    if was is None:
        return "starts pods" if pods else "comes"
    return "stops its pods" if pods else "goes"


def _deployment(name: str, manifest: Json) -> str:
    if (_spec(manifest, "strategy") or {}).get("type") == "Recreate":
        return f"restarts the pods of {name}, all at once"
    return f"restarts the pods of {name}, one after another"


def _stateful_set(name: str, manifest: Json) -> str:
    if (_spec(manifest, "updateStrategy") or {}).get("type") == "OnDelete":
        return f"pods of {name} take it when somebody deletes them"
    return f"restarts the pods of {name}, one after another"


_CONTROLLERS: Final[dict[str, Callable[[str, Json], str]]] = {
    "DaemonSet": _stateful_set,
    "Deployment": _deployment,
    "StatefulSet": _stateful_set,
}


def _spec(manifest: Json, field: str) -> Any:  # noqa: ANN401 - JSON
    return (manifest.get("spec") or {}).get(field)
