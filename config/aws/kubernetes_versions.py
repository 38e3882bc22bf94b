"""The Kubernetes versions of EKS, and the versions of EKS's own addons that fit each of them."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class EksAddonName(StrEnum):
    """The addons that EKS installs and updates, by the names that its API gives them."""

    VPC_CNI = "vpc-cni"
    KUBE_PROXY = "kube-proxy"
    POD_IDENTITY_AGENT = "eks-pod-identity-agent"
    COREDNS = "coredns"
    EBS_CSI_DRIVER = "aws-ebs-csi-driver"
    NODE_MONITORING_AGENT = "eks-node-monitoring-agent"


@dataclass(frozen=True, kw_only=True)
class KubernetesVersion:
    """A minor version of Kubernetes as EKS offers it.

    Attributes:
        standard_support_ends: The last day of EKS's standard support, after which a cluster costs
            six times as much, or is updated by EKS, as its upgrade policy says.
        addons: The versions of each addon that fit, the default first.
    """

    standard_support_ends: str
    addons: dict[EksAddonName, tuple[str, ...]]


# These depend on the minor version least, so all of them share one set.
_ANY_MINOR: Final = {
    EksAddonName.VPC_CNI: ("v1.22.4-eksbuild.3", "v1.23.2-eksbuild.1"),
    EksAddonName.POD_IDENTITY_AGENT: ("v1.3.10-eksbuild.3", "v1.4.0-eksbuild.3"),
    EksAddonName.EBS_CSI_DRIVER: ("v1.64.0-eksbuild.1",),
    # https://github.com/aws/eks-node-monitoring-agent/blob/main/CHANGELOG.md
    EksAddonName.NODE_MONITORING_AGENT: ("v1.6.6-eksbuild.1", "v1.7.0-eksbuild.1"),
}

KUBERNETES_VERSIONS: Final = {
    "1.34": KubernetesVersion(
        standard_support_ends="2026-12-02",
        addons={
            **_ANY_MINOR,
            EksAddonName.KUBE_PROXY: ("v1.34.6-eksbuild.18", "v1.34.6-eksbuild.2"),
            EksAddonName.COREDNS: ("v1.13.2-eksbuild.11", "v1.12.4-eksbuild.6"),
        },
    ),
    "1.35": KubernetesVersion(
        standard_support_ends="2027-03-27",
        addons={
            **_ANY_MINOR,
            EksAddonName.KUBE_PROXY: ("v1.35.3-eksbuild.29", "v1.35.3-eksbuild.18"),
            EksAddonName.COREDNS: ("v1.13.2-eksbuild.31", "v1.14.6-eksbuild.4"),
        },
    ),
}
"""The versions that may be deployed. The default of an addon is EKS's own where it is known, as
`aws eks describe-addon-versions --kubernetes-version` says:
https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html"""
