"""What a game day reads of a pod."""

from typing import Final

from terraform_json.types import Json

PODS: Final = "/api/v1/pods"
_COUNTED: Final = {"ReplicaSet", "StatefulSet"}


def workload_of(pod: Json) -> str | None:
    """Return the key of a pod's workload, such as `app1/Deployment/app1`.

    Pods of DaemonSets and Jobs, and those without a controller, have none: nobody counts them.
    """
    metadata = pod["metadata"]
    for owner in metadata.get("ownerReferences", ()):
        if owner["kind"] in _COUNTED:
            kind, name = owner["kind"], owner["name"]
            if kind == "ReplicaSet":
                kind, name = "Deployment", name.rpartition("-")[0]
            return f"{metadata['namespace']}/{kind}/{name}"
    return None


def revision_of(pod: Json) -> str:
    """Return the revision of a pod's workload: of a Deployment, the name of its ReplicaSet."""
    owners = pod["metadata"].get("ownerReferences", ())
    return next((str(each["name"]) for each in owners if each["kind"] in _COUNTED), "")


def path_of(pod: Json) -> str:
    """Return the path of a pod in the API."""
    metadata = pod["metadata"]
    return f"/api/v1/namespaces/{metadata['namespace']}/pods/{metadata['name']}"


def node_of(pod: Json) -> str:
    """Return the name of a pod's node; empty without one."""
    return pod["spec"].get("nodeName") or ""


def is_leaving(pod: Json) -> bool:
    """Tell whether a pod is being deleted."""
    return "deletionTimestamp" in pod["metadata"]


def is_ready(pod: Json) -> bool:
    """Tell whether a pod takes requests: it is ready, and stays."""
    return not is_leaving(pod) and _condition(pod, "Ready").get("status") == "True"


def waits_because(pod: Json) -> str:
    """Return why the scheduler has no node for a pod, in its words; empty where it has not tried.

    It counts its reasons over all nodes: `0/6 nodes are available: 3 Insufficient cpu, ...`.
    """
    scheduled = _condition(pod, "PodScheduled")
    unschedulable = not node_of(pod) and scheduled.get("reason") == "Unschedulable"
    return str(scheduled.get("message", "")) if unschedulable else ""


def _condition(pod: Json, kind: str) -> Json:
    conditions: list[Json] = pod["status"].get("conditions") or []
    return next((each for each in conditions if each["type"] == kind), {})
