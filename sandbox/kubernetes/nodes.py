"""The nodes of a control plane: labelled, tainted and sized as EKS's node groups make them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from config.aws.instance_types import (
    DEFAULT_INSTANCE_TYPES,
    INFRASTRUCTURE_INSTANCE_TYPES,
    memory_mib,
    vcpus,
)
from config.aws.node_room import allocatable, kernel_memory_mib
from sandbox.kubernetes.objects import ZONE_LABEL

REGION = "eu-west-1"
ZONES = ("eu-west-1a", "eu-west-1b", "eu-west-1c")


@dataclass(frozen=True, kw_only=True)
class NodeSize:
    """The room on a node.

    Attributes:
        instance_type: The EC2 instance type.
        architecture: `amd64` or `arm64`.
        cpus: Its vCPUs.
        memory_mib: The memory that its kernel shows.
        pods: The number of pods that it may run.
    """

    instance_type: str
    architecture: str = "amd64"
    cpus: int
    memory_mib: int
    pods: int

    @property
    def capacity(self) -> dict[str, str]:
        """The room of the machine."""
        return self._room(1000 * self.cpus, self.memory_mib, "20Gi")

    @property
    def allocatable(self) -> dict[str, str]:
        """The room that is left for pods."""
        room = allocatable(vcpus=self.cpus, kernel_mib=self.memory_mib, max_pods=self.pods)
        return self._room(int(room.millicores), int(room.memory_mib), "18Gi")

    def _room(self, millicores: int, memory_mib: int, storage: str) -> dict[str, str]:
        return {
            "cpu": f"{millicores}m",
            "memory": f"{memory_mib}Mi",
            "ephemeral-storage": storage,
            "pods": str(self.pods),
        }


def _size(instance_type: str) -> NodeSize:
    """Return the room on a node for 110 pods, which prefix delegation gives addresses."""
    return NodeSize(
        instance_type=instance_type,
        cpus=vcpus(instance_type),
        memory_mib=kernel_memory_mib(memory_mib(instance_type)),
        pods=110,
    )


DEFAULT_SIZE = _size(DEFAULT_INSTANCE_TYPES[0])


@dataclass(frozen=True, kw_only=True)
class Node:
    """One node.

    Attributes:
        name: Its name, and its host name.
        zone: The availability zone.
        region: The region of the zone.
        labels: The labels of its group.
        taints: The taints of its group, as the API has them.
        size: The room on it.
        version: The version of its kubelet.
        provider_id: The name of its machine, by which AWS's controllers know it.
    """

    name: str
    zone: str
    region: str = REGION
    labels: Mapping[str, str] = field(default_factory=dict)
    taints: tuple[Mapping[str, str], ...] = ()
    size: NodeSize = DEFAULT_SIZE
    version: str = "kwok"
    provider_id: str | None = None

    def manifest(self) -> dict[str, Any]:
        """Returns the node as a manifest; it is Ready once kwok looks after it."""
        return {
            "apiVersion": "v1",
            "kind": "Node",
            "metadata": {
                "name": self.name,
                "labels": {
                    "kubernetes.io/arch": self.size.architecture,
                    "kubernetes.io/os": "linux",
                    "kubernetes.io/hostname": self.name,
                    "node.kubernetes.io/instance-type": self.size.instance_type,
                    "topology.kubernetes.io/region": self.region,
                    ZONE_LABEL: self.zone,
                    **self.labels,
                },
                # Where metrics-server finds what it uses: usage.yaml.
                "annotations": {
                    "metrics.k8s.io/resource-metrics-path": (
                        f"/metrics/nodes/{self.name}/metrics/resource"
                    )
                },
            },
            "spec": {
                "taints": [dict(taint) for taint in self.taints],
                **({"providerID": self.provider_id} if self.provider_id else {}),
            },
            "status": {
                # Where metrics-server finds kwok, which plays the kubelet.
                "addresses": [
                    {"type": "InternalIP", "address": "127.0.0.1"},
                    {"type": "Hostname", "address": self.name},
                ],
                "capacity": self.size.capacity,
                "allocatable": self.size.allocatable,
                "nodeInfo": {
                    "kubeletVersion": self.version,
                    "operatingSystem": "linux",
                    "architecture": self.size.architecture,
                },
            },
        }


# Room for a rolling update of three pods that must not share a host, and for the loss of a zone.
NODES_PER_ZONE = {"apps": 2, "infrastructure": 1}
_SIZES = {"apps": DEFAULT_SIZE, "infrastructure": _size(INFRASTRUCTURE_INSTANCE_TYPES[0])}

DEFAULT_NODES = tuple(
    Node(
        name=f"{group}-{zone}-{number}",
        zone=zone,
        labels={"node": group},
        taints=({"key": "node", "value": group, "effect": "NoSchedule"},),
        size=_SIZES[group],
    )
    for group, count in NODES_PER_ZONE.items()
    for zone in ZONES
    for number in range(1, count + 1)
)
