"""A claim gets a volume in the zone that the scheduler chose, and the pod follows it."""

from gameday import volumes
from sandbox.kubernetes import LocalControlPlane
from sandbox.kubernetes.nodes import ZONES
from tests.patience import eventually

CLASS = {
    "apiVersion": "storage.k8s.io/v1",
    "kind": "StorageClass",
    "metadata": {"name": "zonal"},
    "provisioner": volumes.DRIVER,
    "volumeBindingMode": "WaitForFirstConsumer",
}
CLAIM = {
    "apiVersion": "v1",
    "kind": "PersistentVolumeClaim",
    "metadata": {"name": "data"},
    "spec": {
        "accessModes": ["ReadWriteOnce"],
        "resources": {"requests": {"storage": "1Gi"}},
        "storageClassName": "zonal",
    },
}
POD = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "store"},
    "spec": {
        "nodeSelector": {"node": "apps", "topology.kubernetes.io/zone": ZONES[1]},
        "tolerations": [{"operator": "Exists"}],
        "securityContext": {
            "runAsNonRoot": True,
            "runAsUser": 1000,
            "seccompProfile": {"type": "RuntimeDefault"},
        },
        "containers": [
            {
                "name": "store",
                "image": "store",
                "securityContext": {
                    "allowPrivilegeEscalation": False,
                    "capabilities": {"drop": ["ALL"]},
                },
                "volumeMounts": [{"name": "data", "mountPath": "/data"}],
            }
        ],
        "volumes": [{"name": "data", "persistentVolumeClaim": {"claimName": "data"}}],
    },
}


def test_a_volume_is_made_where_the_pod_is_placed(
    control_plane: LocalControlPlane, namespace: str
) -> None:
    api = control_plane.api
    api.apply("/apis/storage.k8s.io/v1/storageclasses/zonal", CLASS)
    claims = f"/api/v1/namespaces/{namespace}/persistentvolumeclaims"
    api.create(claims, CLAIM)
    api.create(f"/api/v1/namespaces/{namespace}/pods", POD)

    def is_bound() -> bool:
        volumes.follow(api)
        found = api.get(f"{claims}/data") or {}
        return bool(found["status"].get("phase") == "Bound")

    eventually(is_bound)
    name = (api.get(f"{claims}/data") or {})["spec"]["volumeName"]
    volume = api.get(f"/api/v1/persistentvolumes/{name}") or {}
    (term,) = volume["spec"]["nodeAffinity"]["required"]["nodeSelectorTerms"]
    assert term["matchExpressions"][0]["values"] == [ZONES[1]]
    api.delete(f"/api/v1/persistentvolumes/{name}")
