"""Says in the cluster what the autoscaler does: events, which `kubectl describe` shows."""

from datetime import UTC, datetime
from typing import Final

from sandbox.kubernetes.api import Api
from terraform_json.types import Json

SOURCE: Final = "cluster-autoscaler-simulation"


def tell(api: Api, about: Json, reason: str, message: str) -> None:
    """Make an event.

    Args:
        api: The control plane.
        about: The pod or the node that it is about.
        reason: Such as `TriggeredScaleUp`.
        message: What is said.
    """
    metadata = about["metadata"]
    kind = "Pod" if "namespace" in metadata else "Node"
    namespace = metadata.get("namespace", "default")
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    event = {
        "apiVersion": "v1",
        "kind": "Event",
        "metadata": {"generateName": f"{metadata['name']}.", "namespace": namespace},
        "involvedObject": {
            "apiVersion": "v1",
            "kind": kind,
            "name": metadata["name"],
            # kubectl looks for a node's events by its name.
            "uid": metadata["uid"] if kind == "Pod" else metadata["name"],
            **({"namespace": namespace} if kind == "Pod" else {}),
        },
        "reason": reason,
        "message": message,
        "type": "Warning" if reason.endswith("Failed") else "Normal",
        "source": {"component": SOURCE},
        "firstTimestamp": now,
        "lastTimestamp": now,
        "count": 1,
    }
    api.create(f"/api/v1/namespaces/{namespace}/events", event)
