"""Stands in for the driver of EBS, as far as the scheduler waits for it: a claim gets a volume.

The volume is in the zone of the node that the scheduler chose, and never leaves it. It holds
nothing.
https://kubernetes.io/docs/concepts/storage/storage-classes/#volume-binding-mode
"""

from typing import Final

from sandbox.kubernetes.api import Api
from sandbox.kubernetes.objects import NODES, ZONE_LABEL
from terraform_json.types import Json

DRIVER: Final = "ebs.csi.aws.com"
_CHOSEN: Final = "volume.kubernetes.io/selected-node"
_PROVISIONER: Final = "volume.kubernetes.io/storage-provisioner"


def follow(api: Api) -> None:
    """Make a volume for each claim that waits for one; to be called again and again.

    Raises:
        Failure: The API does not answer.
    """
    for claim in api.items("/api/v1/persistentvolumeclaims"):
        annotations = claim["metadata"].get("annotations", {})
        waits = claim["status"].get("phase") == "Pending"
        if waits and annotations.get(_PROVISIONER) == DRIVER and _CHOSEN in annotations:
            node = api.get(f"{NODES}/{annotations[_CHOSEN]}")
            if node:
                volume = _volume(claim, node["metadata"]["labels"][ZONE_LABEL])
                api.apply(f"/api/v1/persistentvolumes/{volume['metadata']['name']}", volume)


def _volume(claim: Json, zone: str) -> Json:
    metadata, spec = claim["metadata"], claim["spec"]
    there = {"key": ZONE_LABEL, "operator": "In", "values": [zone]}
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolume",
        "metadata": {"name": f"pvc-{metadata['uid']}"},
        "spec": {
            "accessModes": spec["accessModes"],
            "capacity": spec["resources"]["requests"],
            "claimRef": {
                "apiVersion": "v1",
                "kind": "PersistentVolumeClaim",
                "name": metadata["name"],
                "namespace": metadata["namespace"],
                "uid": metadata["uid"],
            },
            "csi": {"driver": DRIVER, "volumeHandle": f"vol-{metadata['uid']}"},
            "nodeAffinity": {"required": {"nodeSelectorTerms": [{"matchExpressions": [there]}]}},
            "persistentVolumeReclaimPolicy": "Delete",
            "storageClassName": spec.get("storageClassName", ""),
        },
    }
