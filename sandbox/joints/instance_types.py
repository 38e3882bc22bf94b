"""The room on an instance type, from EC2's description of it."""

from functools import cache
from typing import Any, Final

from moto.ec2.models.instance_types import INSTANCE_TYPES

from config.aws.node_room import kernel_memory_mib
from ops.command import Failure
from sandbox.kubernetes.nodes import NodeSize

PREFIX_ADDRESSES: Final = 16
"""The addresses of a prefix: https://docs.aws.amazon.com/eks/latest/userguide/cni-increase-ip-addresses.html"""
HOST_NETWORK_PODS: Final = 2
"""The pods of each node that take no address: VPC CNI and kube-proxy."""
_ARCHITECTURES: Final = {"x86_64": "amd64", "arm64": "arm64"}


@cache
def node_size(instance_type: str, *, max_pods: int | None, prefixes: bool) -> NodeSize:
    """Return the room on a node.

    Args:
        instance_type: Such as `m7i.large`.
        max_pods: The bound that the kubelet is given; None for the one of the network.
        prefixes: Whether the VPC CNI gives interfaces prefixes instead of single addresses.

    Raises:
        Failure: EC2 has no such type.
    """
    if instance_type not in INSTANCE_TYPES:
        raise Failure(f"the local AWS knows no instance type {instance_type}")
    known: dict[str, Any] = INSTANCE_TYPES[instance_type]
    architecture = known["ProcessorInfo"]["SupportedArchitectures"][0]
    most = pods_of_network(known["NetworkInfo"], prefixes=prefixes)
    return NodeSize(
        instance_type=instance_type,
        architecture=_ARCHITECTURES.get(architecture, "amd64"),
        cpus=known["VCpuInfo"]["DefaultVCpus"],
        memory_mib=kernel_memory_mib(known["MemoryInfo"]["SizeInMiB"]),
        pods=min(most, max_pods or most),
    )


def pods_of_network(network: dict[str, Any], *, prefixes: bool) -> int:
    """Return how many pods the interfaces of an instance have addresses for.

    Each interface keeps one address for itself:
    https://github.com/awslabs/amazon-eks-ami/blob/main/templates/shared/runtime/eni-max-pods.txt
    """
    interfaces: int = network["MaximumNetworkInterfaces"]
    slots: int = network["Ipv4AddressesPerInterface"] - 1
    return interfaces * slots * (PREFIX_ADDRESSES if prefixes else 1) + HOST_NETWORK_PODS
