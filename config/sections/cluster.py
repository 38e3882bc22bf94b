"""The part of an environment file that describes the EKS cluster."""

from enum import StrEnum
from typing import Annotated, Final

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from config.aws.kubernetes_versions import KUBERNETES_VERSIONS, EksAddonName
from config.sections.cidr import PublicNetwork
from config.sections.fields import LogRetentionDays, NamespaceName, PrincipalArn
from config.sections.node_groups import (
    INFRASTRUCTURE,
    NodeGroupConfig,
    NodeGroupName,
    with_own_groups,
)
from config.sections.section import Section

MOST_PUBLIC_CIDRS: Final = 40
MOST_PRINCIPALS: Final = 2990
"""Networks that reach a cluster's API, and IAM principals with access to it: EKS's quotas, which
cannot be raised, less ten of the 3,000 access entries for roles of the platform and of EKS:
https://docs.aws.amazon.com/general/latest/gr/eks.html#limits_eks"""


def _known_version(version: str) -> str:
    if version not in KUBERNETES_VERSIONS:
        raise PydanticCustomError("kubernetes_version", "is not a version that is known here")
    return version


Version = Annotated[str, AfterValidator(_known_version)]


class UpgradePolicy(StrEnum):
    """The course of EKS when the standard support of the cluster's version ends."""

    STANDARD = "STANDARD"
    EXTENDED = "EXTENDED"


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
    only at deployment EKS refuses to go up by more than one minor version, or down once a week
    has passed since the upgrade"""
    addon_versions: dict[Annotated[EksAddonName, Field(strict=False)], str] = Field(default={})
    """versions of EKS's own addons where they differ from the default of the cluster's version;
    the addons are vpc-cni, kube-proxy, eks-pod-identity-agent, coredns, aws-ebs-csi-driver and
    eks-node-monitoring-agent"""
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
    node_groups: Annotated[
        dict[NodeGroupName, NodeGroupConfig], AfterValidator(with_own_groups)
    ] = Field(default={}, validate_default=True)
    """the groups of nodes by name: `apps`, `infrastructure`, which is for the addons, and others,
    which an application chooses by `nodeGroup`; names of up to 30 lower-case letters and digits,
    in words joined by single hyphens"""

    @property
    def application_node_groups(self) -> tuple[str, ...]:
        """The groups that applications may stand on: never that of the addons."""
        going = {name for name, group in self.node_groups.items() if group.draining}
        return tuple(name for name in self.node_groups if name not in {INFRASTRUCTURE, *going})

    def addon_version(self, name: EksAddonName) -> str:
        """Return the version of one of EKS's addons."""
        fitting = KUBERNETES_VERSIONS[self.version].addons[name]
        return self.addon_versions.get(name, fitting[0])
