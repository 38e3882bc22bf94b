"""The third-party charts of the cluster: which, in which version, from where, and where they go.

Our values for an addon are in helm/addons/<addon>.yaml. The keys that a pinned chart knows are in
tests/helm/addons/keys/; a new version needs its own file there, from `make chart-keys`.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final


def digest_of(archive: Path) -> str:
    """Return the SHA-256 of a chart's archive.

    Raises:
        OSError: It cannot be read.
    """
    return hashlib.sha256(archive.read_bytes()).hexdigest()


@dataclass(frozen=True)
class AddonChart:
    """A pinned chart and its place in the cluster.

    Attributes:
        name: The chart's name in its repository.
        version: Its exact version.
        repository: The URL of its Helm repository, `oci://` for a registry of images.
        namespace: The namespace of its release.
        digest: The SHA-256 of its archive, as the index of its repository has it; None while nobody
            vouches for one. An archive in `addons.charts_folder` has to have it.
        uses_crds: Whether its definitions of custom resources are of use; Helm then installs those
            that stand in `crds/`: docs/decisions/0010-crds.md.
    """

    name: str
    version: str
    repository: str
    namespace: str
    digest: str | None = None
    uses_crds: bool = True

    @property
    def archive(self) -> str:
        """The file that `helm pull` brings."""
        return f"{self.name}-{self.version}.tgz"

    def fits(self, digest: str) -> bool:
        """Return whether an archive of a digest may be this chart's: any, while none is known."""
        return self.digest in (None, digest)


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
        digest="45051f634b33e10baccb3354d0681b7de787c60445e599fa276e0c9aedd4ccd5",
    ),
    "cluster-autoscaler": AddonChart(
        name="cluster-autoscaler",
        version="9.59.0",
        repository="https://kubernetes.github.io/autoscaler",
        namespace="kube-system",
        digest="90276dafe65cf5d4328ef8313baf6cfb9d130683e0c9f3c28a03b4d8a9ed8f6e",
    ),
    "external-dns": AddonChart(
        name="external-dns",
        version="1.21.1",
        repository="https://kubernetes-sigs.github.io/external-dns",
        namespace="external-dns",
        digest="5dd033a4b872bf641860695705ee460031d0bc695f114bf8926fee6736814e19",
        uses_crds=False,
    ),
    "external-secrets": AddonChart(
        name="external-secrets",
        version="2.9.0",
        repository="https://charts.external-secrets.io",
        namespace="external-secrets",
        digest="da2d5c126a103b4c1b16a9dc1c168c4332a3687144e88ac070e594f81a0b6578",
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
        digest="084e6edb680cf4e2acc30bd496568c53fdf663cbacf6e17876b25785c35b7a13",
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
