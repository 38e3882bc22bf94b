"""EC2 instance types: what their names say of the nodes that they make.

https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html
"""

from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field

DEFAULT_INSTANCE_TYPES: Final = ("m7i.large", "m7a.large", "m6i.large", "m6a.large")
INFRASTRUCTURE_INSTANCE_TYPES: Final = ("r7i.large", "r7a.large", "r6i.large", "r6a.large")
"""Addons ask for memory more than for CPUs: docs/decisions/0016-nodes.md has the arithmetic."""

_NVIDIA: Final = "gp"
"""The first letters of the families with NVIDIA GPUs."""
_ONE_FAMILY: Final = _NVIDIA + "x"
"""The first letters of the series whose families differ in memory or in GPUs: an x2idn has 16 GiB
for each CPU and an x2iedn 32, a g5 has another GPU than a g6."""

_GIB_OF_A_VCPU: Final = {"c": 2, "g": 2, "m": 4, "p": 8, "r": 8, "x": 16}
"""The least memory that a family of a series has for each vCPU, by the first letter."""

# Families on Nitro, which prefix delegation needs, with processors and GPUs for which EKS has an
# image of Bottlerocket: a g4ad has a GPU of AMD.
# https://docs.aws.amazon.com/eks/latest/best-practices/prefix-mode-linux.html
InstanceType = Annotated[
    str,
    Field(
        pattern=r"^([cmr][5-9][a-z]*(-flex)?|x[2-9][a-z]*|g(4dn|[5-9][a-z]*)|p[4-9][a-z]*)"
        r"\.(large|[0-9]{0,2}xlarge)$"
    ),
]


class Architecture(StrEnum):
    """The processors of a group of nodes, as EKS names the images for them."""

    X86_64 = "x86_64"
    ARM_64 = "ARM_64"


def kind(instance_type: str) -> tuple[str, str, str]:
    """Return the series, the size and the architecture of an instance type.

    Types of one kind make nodes of the same CPUs, memory, GPUs and images. For series c, m and r
    the letter says how much memory goes with a CPU; other series differ from family to family.
    """
    family, _, size = instance_type.partition(".")
    series = family if family[0] in _ONE_FAMILY else family[0]
    return series, size, str(architecture(instance_type))


def architecture(instance_type: str) -> Architecture:
    """Return the processors of an instance type: a `g` after the generation stands for Graviton."""
    options = instance_type.partition(".")[0][2:].removesuffix("-flex")
    return Architecture.ARM_64 if "g" in options else Architecture.X86_64


def ami_type(instance_type: str) -> str:
    """Return the type of the image of Bottlerocket that EKS has for an instance type.

    https://docs.aws.amazon.com/eks/latest/APIReference/API_Nodegroup.html
    """
    gpu = "_NVIDIA" if instance_type[0] in _NVIDIA else ""
    return f"BOTTLEROCKET_{architecture(instance_type)}{gpu}"


def vcpus(instance_type: str) -> int:
    """Return the vCPUs of an instance type, which its size says in every family that is allowed."""
    size = instance_type.partition(".")[2]
    return 2 if size == "large" else 4 * int(size.removesuffix("xlarge") or 1)


def memory_mib(instance_type: str) -> int:
    """Return the memory that EC2 names for an instance type, or less where its name tells less.

    It is exact for c, m and r, but for c5n; a test holds it to EC2's description of all types.
    """
    return 1024 * _GIB_OF_A_VCPU[instance_type[0]] * vcpus(instance_type)
