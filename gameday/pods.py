"""The workload and the revision of a pod, and why it waits."""

from typing import Final

from sandbox.kubernetes.objects import condition, node_of
from terraform_json.types import Json

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


def waits_because(pod: Json) -> str:
    """Return why the scheduler has no node for a pod, in its words; empty where it has not tried.

    It counts its reasons over all nodes: `0/6 nodes are available: 3 Insufficient cpu, ...`.
    """
    scheduled = condition(pod, "PodScheduled")
    unschedulable = not node_of(pod) and scheduled.get("reason") == "Unschedulable"
    return str(scheduled.get("message", "")) if unschedulable else ""
