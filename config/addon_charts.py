"""The third-party charts of the cluster: which, in which version, from where, and where they go.

Our values for an addon are in helm/addons/<addon>.yaml. The keys that a pinned chart knows are in
tests/helm/addons/keys/; a new version needs its own file there, from `make chart-keys`.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class AddonChart:
    """A pinned chart and its place in the cluster.

    Attributes:
        name: The chart's name in its repository.
        version: Its exact version.
        repository: The URL of its Helm repository, `oci://` for a registry of images.
        namespace: The namespace of its release.
        uses_crds: Whether its definitions of custom resources are of use; Helm then installs those
            that stand in `crds/`: docs/decisions/0010-crds.md.
    """

    name: str
    version: str
    repository: str
    namespace: str
    uses_crds: bool = True

    @property
    def archive(self) -> str:
        """The file that `helm pull` brings."""
        return f"{self.name}-{self.version}.tgz"


ADDON_CHARTS: Final[dict[str, AddonChart]] = {
    "aws-for-fluent-bit": AddonChart(
        name="aws-for-fluent-bit",
        version="0.2.0",
        repository="https://aws.github.io/eks-charts",
        namespace="logging",
    ),
    "aws-load-balancer-controller": AddonChart(
        name="aws-load-balancer-controller",
        version="3.5.0",
        repository="https://aws.github.io/eks-charts",
        namespace="kube-system",
    ),
    "cluster-autoscaler": AddonChart(
        name="cluster-autoscaler",
        version="9.59.0",
        repository="https://kubernetes.github.io/autoscaler",
        namespace="kube-system",
    ),
    "external-dns": AddonChart(
        name="external-dns",
        version="1.21.1",
        repository="https://kubernetes-sigs.github.io/external-dns",
        namespace="external-dns",
        uses_crds=False,
    ),
    "external-secrets": AddonChart(
        name="external-secrets",
        version="2.9.0",
        repository="https://charts.external-secrets.io",
        namespace="external-secrets",
    ),
    "kube-prometheus-stack": AddonChart(
        name="kube-prometheus-stack",
        version="88.5.3",
        repository="https://prometheus-community.github.io/helm-charts",
        namespace="monitoring",
    ),
    "metrics-server": AddonChart(
        name="metrics-server",
        version="3.13.1",
        repository="https://kubernetes-sigs.github.io/metrics-server",
        namespace="kube-system",
    ),
    "nginx-ingress": AddonChart(
        name="nginx-ingress",
        version="2.7.0",
        repository="oci://ghcr.io/nginx/charts",
        namespace="nginx-ingress",
        uses_crds=False,
    ),
}
"""The charts by the name of their addon."""
