"""The nodes of a control plane: labelled, tainted and sized as EKS's node groups make them."""

from dataclasses import dataclass
from typing import Any

REGION = "eu-west-1"
ZONES = ("eu-west-1a", "eu-west-1b", "eu-west-1c")


@dataclass(frozen=True, kw_only=True)
class Node:
    """One node.

    Attributes:
        name: Its name, and its host name.
        group: The node group: label `node=<group>`, taint `node=<group>:NoSchedule`.
        zone: The availability zone, in REGION.
    """

    name: str
    group: str
    zone: str

    def manifest(self) -> dict[str, Any]:
        """Returns the node as a manifest; it is Ready once kwok looks after it."""
        return {
            "apiVersion": "v1",
            "kind": "Node",
            "metadata": {
                "name": self.name,
                "labels": {
                    "kubernetes.io/arch": "amd64",
                    "kubernetes.io/os": "linux",
                    "kubernetes.io/hostname": self.name,
                    "node": self.group,
                    "node.kubernetes.io/instance-type": INSTANCE_TYPE,
                    "topology.kubernetes.io/region": REGION,
                    "topology.kubernetes.io/zone": self.zone,
                },
            },
            "spec": {"taints": [{"key": "node", "value": self.group, "effect": "NoSchedule"}]},
            "status": {
                # What the API server dials for a node's logs stays on this machine.
                "addresses": [
                    {"type": "InternalIP", "address": "127.0.0.1"},
                    {"type": "Hostname", "address": self.name},
                ],
                "capacity": CAPACITY,
                "allocatable": ALLOCATABLE,
                "nodeInfo": {
                    "kubeletVersion": "kwok",
                    "operatingSystem": "linux",
                    "architecture": "amd64",
                },
            },
        }


INSTANCE_TYPE = "m6i.large"
# An m6i.large shows 2 CPUs and 7.6 of its 8 GiB; with prefix delegation EKS allows 110 pods on it.
CAPACITY = {"cpu": "2", "memory": "7760Mi", "ephemeral-storage": "20Gi", "pods": "110"}
# The EKS AMI keeps back 70m of two CPUs, and of the memory 255 MiB, 11 MiB a pod, and 100 MiB as
# the eviction threshold: 7760 - 255 - 1210 - 100.
ALLOCATABLE = {"cpu": "1930m", "memory": "6195Mi", "ephemeral-storage": "18Gi", "pods": "110"}

# Room for a rolling update of three pods that must not share a host, and for the loss of a zone.
NODES_PER_ZONE = {"apps": 2, "infrastructure": 1}

DEFAULT_NODES = tuple(
    Node(name=f"{group}-{zone}-{number}", group=group, zone=zone)
    for group, count in NODES_PER_ZONE.items()
    for zone in ZONES
    for number in range(1, count + 1)
)
