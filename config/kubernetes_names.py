"""The things inside every cluster of the platform, by the names that applications may use."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class PodSecurity(StrEnum):
    """The standards of Pod Security: https://kubernetes.io/docs/concepts/security/pod-security-standards/."""

    RESTRICTED = "restricted"
    BASELINE = "baseline"
    PRIVILEGED = "privileged"


@dataclass(frozen=True)
class PriorityClass:
    """A class of pods.

    Attributes:
        value: Its priority; Kubernetes keeps what is above 1,000,000,000 for itself.
        description: Who belongs to it.
    """

    value: int
    description: str


SYSTEM_NAMESPACE: Final = "kube-system"
"""The one namespace of Kubernetes's own that addons may go into."""
GROUP_KEY: Final = "node"
"""The key of the label and of the taint of nodes that tell the groups of nodes apart."""
INFRASTRUCTURE_PRIORITY_CLASS: Final = "platform-infrastructure"
DEFAULT_PRIORITY_CLASS: Final = "platform-applications"
PRIORITY_CLASSES: Final = {
    "platform-critical": PriorityClass(
        1_000_000, "Without it nothing is scheduled, scaled or reached"
    ),
    INFRASTRUCTURE_PRIORITY_CLASS: PriorityClass(
        100_000, "Addons that applications can do without"
    ),
    DEFAULT_PRIORITY_CLASS: PriorityClass(1_000, "Applications, and whoever names no class"),
}
RETIRING_TAINT: Final = "platform/retiring"
"""The key of the taint of nodes that are about to go, which no pod of an application tolerates."""
NODE_GROUP_LABEL: Final = "eks.amazonaws.com/nodegroup"
"""The label with the node group's name that EKS sets on each of its nodes:
https://docs.aws.amazon.com/eks/latest/userguide/managed-node-update-behavior.html"""
APPLICATION_LABELS: Final = {"platform/holds": "application"}
"""The label that tells the namespaces of applications from all others."""
IDENTITY_LABELS: Final = "pod-identity.platform/"
"""How the labels of a namespace begin that each name a service account of it, whose pods have an
identity in AWS."""
VOLUMES_NAMESPACE: Final = "ebs-volumes"
"""The namespace that is destroyed once AWS has no volume of the cluster any more."""
INGRESS_CLASS: Final = "nginx-external"
"""The class that F5's NGINX serves: helm/addons/nginx-ingress/values.yaml."""
SECRET_STORE: Final = "aws-secrets-manager"  # noqa: S105 - a name
"""The ClusterSecretStore: helm/secret-store/values.yaml."""
PROMETHEUS: Final = "http://kube-prometheus-stack-prometheus.monitoring.svc:9090"
"""The Prometheus that measures canaries: the Service of the addon kube-prometheus-stack."""


def identity_labels(service_accounts: Iterable[str]) -> dict[str, str]:
    """Return the labels of a namespace for those of its service accounts that have an identity."""
    return {f"{IDENTITY_LABELS}{name}": "required" for name in service_accounts}
