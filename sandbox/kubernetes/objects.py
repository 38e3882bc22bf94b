"""Nodes and pods as the API describes them: where they are, and whether they are ready."""

from typing import Final

from terraform_json.types import Json

NODES: Final = "/api/v1/nodes"
PODS: Final = "/api/v1/pods"
"""The pods of all namespaces."""
ZONE_LABEL: Final = "topology.kubernetes.io/zone"
NOT_READY: Final = "node.kubernetes.io/not-ready"
"""The taint of a node that is not ready: https://kubernetes.io/docs/reference/labels-annotations-taints/#node-kubernetes-io-not-ready"""


def node_path(node: Json) -> str:
    """Return the path of a node in the API."""
    return f"{NODES}/{node['metadata']['name']}"


def pod_path(pod: Json) -> str:
    """Return the path of a pod in the API."""
    metadata = pod["metadata"]
    return f"/api/v1/namespaces/{metadata['namespace']}/pods/{metadata['name']}"


def node_of(pod: Json) -> str:
    """Return the name of a pod's node; empty without one."""
    return pod["spec"].get("nodeName") or ""


def condition(item: Json, kind: str) -> Json:
    """Return the condition of a type, such as `Ready`, of a node or a pod; empty without one."""
    conditions: list[Json] = item.get("status", {}).get("conditions") or []
    return next((each for each in conditions if each["type"] == kind), {})


def is_ready(item: Json) -> bool:
    """Tell whether a node or a pod has the condition `Ready`."""
    return condition(item, "Ready").get("status") == "True"


def is_node_ready(node: Json) -> bool:
    """Tell whether a node is ready, and no longer has the taint of one that is not."""
    taints = node["spec"].get("taints") or ()
    return is_ready(node) and not any(taint["key"] == NOT_READY for taint in taints)


def is_pod_ready(pod: Json) -> bool:
    """Tell whether a pod takes requests: it is ready, and stays."""
    return is_ready(pod) and not is_leaving(pod)


def is_leaving(pod: Json) -> bool:
    """Tell whether a pod is being deleted."""
    return "deletionTimestamp" in pod["metadata"]


def has_ended(pod: Json) -> bool:
    """Tell whether a pod runs no more, and will not again."""
    return pod["status"].get("phase") in ("Succeeded", "Failed")
