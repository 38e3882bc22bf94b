"""The room that a node of EKS has for pods.

Bottlerocket keeps as much for itself as EKS's other images, unless its settings say otherwise:
https://github.com/bottlerocket-os/bottlerocket-core-kit, `kube_reserve_cpu` and
`kube_reserve_memory`. With the pods that Karpenter's documentation counts, the figures are those of
its table: https://karpenter.sh/docs/reference/instance-types/.
"""

from typing import Final

from config.aws.instance_types import memory_mib, vcpus
from config.room import Room

VM_OVERHEAD: Final = 0.075
"""The part of the memory that the hypervisor and the kernel take, as Karpenter reckons it:
https://karpenter.sh/docs/reference/settings/ (VM_MEMORY_OVERHEAD_PERCENT). Most types lose less."""
EVICTION_MIB: Final = 100
"""Memory that the kubelet keeps free: its threshold for evictions.
https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/"""
_KUBELET_MIB: Final = 255
_KUBELET_MIB_OF_A_POD: Final = 11
"""The memory that is kept for the kubelet and the container runtime, and the more for each pod that
the node may run. https://github.com/awslabs/amazon-eks-ami/pull/419"""
_MILLICORES_OF_FIRST_VCPUS: Final = (60, 10, 5, 5)
_MILLICORES_OF_FURTHER_VCPUS: Final = 2.5
"""Likewise of the CPUs: 6 % of the first, 1 % of the second, 0.5 % of the next two, 0.25 % of each
further one."""


def kernel_memory_mib(memory_mib: int) -> int:
    """Return the memory that the kernel shows, in MiB, of that which EC2 names for the type."""
    return int(memory_mib * (1 - VM_OVERHEAD))


def node_room(instance_type: str, max_pods: int) -> Room:
    """Return the room for pods of a node of a type whose kubelet may run that many."""
    kernel_mib = kernel_memory_mib(memory_mib(instance_type))
    return allocatable(vcpus=vcpus(instance_type), kernel_mib=kernel_mib, max_pods=max_pods)


def allocatable(*, vcpus: int, kernel_mib: int, max_pods: int) -> Room:
    """Return the room for pods: a node's capacity less what is kept for the node itself.

    Args:
        vcpus: The vCPUs of the instance type.
        kernel_mib: The memory that the kernel shows, in MiB.
        max_pods: The pods that the kubelet may run. Prefix delegation gives every type that is
            allowed addresses for more than the 250 that may be configured.
    """
    first = _MILLICORES_OF_FIRST_VCPUS
    further = max(vcpus - len(first), 0) * _MILLICORES_OF_FURTHER_VCPUS
    kubelet = _KUBELET_MIB + _KUBELET_MIB_OF_A_POD * max_pods
    return Room(
        millicores=int(1000 * vcpus - sum(first[:vcpus]) - further),
        memory_mib=kernel_mib - kubelet - EVICTION_MIB,
        pods=max_pods,
    )
