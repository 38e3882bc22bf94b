"""The part of an environment file that describes the EKS cluster."""

from enum import StrEnum
from typing import Annotated, Final

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from config.aws.kubernetes_versions import KUBERNETES_VERSIONS, EksAddonName
from config.sections.fields import (
    NOT_EMPTY,
    LogRetentionDays,
    NamespaceName,
    PrincipalArn,
    PublicNetwork,
)
from config.sections.section import Section

MOST_PUBLIC_CIDRS: Final = 40
MOST_PRINCIPALS: Final = 2990
"""Networks that reach a cluster's API, and IAM principals with access to it: EKS's quotas, which
cannot be raised, less ten of the 3,000 access entries for roles of the platform and of EKS:
https://docs.aws.amazon.com/general/latest/gr/eks.html#limits_eks"""

MOST_INSTANCE_TYPES: Final = 20
"""https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateNodegroup.html"""

DEFAULT_INSTANCE_TYPES: Final = ("m7i.large", "m7a.large", "m6i.large", "m6a.large")


def _known_version(version: str) -> str:
    if version not in KUBERNETES_VERSIONS:
        raise PydanticCustomError("kubernetes_version", "is not a version that is known here")
    return version


Version = Annotated[str, AfterValidator(_known_version)]
# Compute, general purpose and memory, of generations on Nitro, which prefix delegation needs:
# https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html
InstanceType = Annotated[str, Field(pattern=r"^[cmr][5-9][a-z]*\.(large|[0-9]{0,2}xlarge)$")]


class UpgradePolicy(StrEnum):
    """The course of EKS when the standard support of the cluster's version ends."""

    STANDARD = "STANDARD"
    EXTENDED = "EXTENDED"


class Architecture(StrEnum):
    """The processors of a group of nodes, as EKS names the images for them."""

    X86_64 = "x86_64"
    ARM_64 = "ARM_64"


class NodeGroupConfig(Section):
    """The bounds of one group of nodes, and what its nodes are."""

    min_size: Annotated[int, Field(ge=1, le=450)] = 3
    """the fewest nodes: 1 to 450"""
    desired_size: Annotated[int, Field(ge=1, le=450)] = 3
    """the nodes at creation, left to the autoscaler afterwards: 1 to 450"""
    max_size: Annotated[int, Field(ge=1, le=450)] = 10
    """the most nodes: 1 to 450"""
    instance_types: Annotated[tuple[InstanceType, ...], NOT_EMPTY] = Field(
        default=DEFAULT_INSTANCE_TYPES, strict=False, max_length=MOST_INSTANCE_TYPES
    )
    """1 to 20 EC2 instance types of the series c, m or r from generation 5 on, all of one
    series, size and architecture, the preferred first: where one is not to be had, another is"""
    max_unavailable_percentage: Annotated[int, Field(ge=1, le=100)] = 33
    """how many of the nodes an update may replace at a time: 1 to 100 percent"""

    @property
    def architecture(self) -> Architecture:
        """The processors of its instance types."""
        return architecture(self.instance_types[0])


class NodeGroupsConfig(Section):
    """The two groups of nodes."""

    apps: NodeGroupConfig = NodeGroupConfig()
    """the nodes of the applications"""
    infrastructure: NodeGroupConfig = NodeGroupConfig()
    """the nodes of the addons"""


class AccessConfig(Section):
    """Who may use the Kubernetes API, other than the role that deploys."""

    admins: tuple[PrincipalArn, ...] = Field(default=(), strict=False)
    """the ARNs of IAM roles or users that may do everything, each once"""
    viewers: tuple[PrincipalArn, ...] = Field(default=(), strict=False)
    """the ARNs of IAM roles or users that may read everything but secrets, each once"""
    editors: dict[NamespaceName, Annotated[tuple[PrincipalArn, ...], Field(strict=False)]] = Field(
        default={}
    )
    """for namespaces, the ARNs of the IAM roles or users that may change what is in them"""


class ClusterConfig(Section):
    """The EKS cluster."""

    version: Version = "1.35"
    """the Kubernetes version in quotes: `"1.34"` or `"1.35"`. Synth does not know what runs:
    only at deployment EKS refuses to go down, or up by more than one minor version"""
    addon_versions: dict[Annotated[EksAddonName, Field(strict=False)], str] = Field(default={})
    """versions of EKS's own addons where they differ from the default of the cluster's version;
    the addons are vpc-cni, kube-proxy, eks-pod-identity-agent, coredns and aws-ebs-csi-driver"""
    upgrade_policy: Annotated[UpgradePolicy, Field(strict=False)] = UpgradePolicy.STANDARD
    """`STANDARD`, updated by EKS when standard support ends, or `EXTENDED`, kept and paid for"""
    public_access_cidrs: tuple[PublicNetwork, ...] = Field(
        default=(), strict=False, max_length=MOST_PUBLIC_CIDRS
    )
    """up to 40 IPv4 networks that reach the Kubernetes API from the internet, each once and none of
    them private; without any it is reached from the VPC only. Not `0.0.0.0/0` in production"""
    access: AccessConfig = AccessConfig()
    """who may use the Kubernetes API"""
    log_retention_days: LogRetentionDays = 90
    """days that the control plane's logs are kept, one of the periods of CloudWatch Logs"""
    max_pods_per_node: Annotated[int, Field(ge=8, le=250)] = 110
    """pods that one node may run: 8 to 250"""
    node_groups: NodeGroupsConfig = NodeGroupsConfig()
    """the groups of nodes"""

    def addon_version(self, name: EksAddonName) -> str:
        """Return the version of one of EKS's addons."""
        fitting = KUBERNETES_VERSIONS[self.version].addons[name]
        return self.addon_versions.get(name, fitting[0])


def series(instance_type: str) -> str:
    """Return the series of an instance type, which tells how much memory goes with a CPU."""
    return instance_type[0]


def size(instance_type: str) -> str:
    """Return the size of an instance type, which tells its CPUs."""
    return instance_type.partition(".")[2]


def architecture(instance_type: str) -> Architecture:
    """Return the processors of an instance type: a `g` after the generation stands for Graviton."""
    options = instance_type.partition(".")[0][2:]
    return Architecture.ARM_64 if "g" in options else Architecture.X86_64
