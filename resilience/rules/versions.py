"""Rules about the versions of the cluster, its addons and its nodes."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from config.aws.kubernetes_versions import KUBERNETES_VERSIONS, EksAddonName
from resilience.causes.places import Setting
from resilience.evidence import Evidence
from resilience.findings import Severity
from resilience.rules.rule import Rule, Weakness, weakness_at

_SKEW: Final = "https://kubernetes.io/releases/version-skew-policy/"
_VERSIONS: Final = "https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html"


def _minor(version: object) -> tuple[int, int] | None:
    """Return the major and minor number of `1.35` or `v1.35.3-eksbuild.29`; None of others."""
    found = re.match(r"v?(\d+)\.(\d+)", str(version))
    return (int(found[1]), int(found[2])) if found else None


_KNOWN: Final = {
    minor: told for each, told in KUBERNETES_VERSIONS.items() if (minor := _minor(each))
}


def _ended(minor: tuple[int, int], today: date) -> str | None:
    """Return when standard support ended; None where it goes on, or where nobody here knows."""
    if known := _KNOWN.get(minor):
        end = known.standard_support_ends
        return f"on {end}" if date.fromisoformat(end) < today else None
    return "before any that is known here" if minor < min(_KNOWN) else None


def _unsupported(evidence: Evidence) -> Iterator[Weakness]:
    for cluster in evidence.all("aws_eks_cluster"):
        own = _minor(cluster.at("version"))
        if own and (ended := _ended(own, evidence.today)):
            newer = [f"{major}.{minor}" for major, minor in _KNOWN if (major, minor) > own]
            yield Weakness(
                subject=cluster.name,
                problem=f"standard support of Kubernetes {own[0]}.{own[1]} ended {ended}",
                why="EKS charges six times as much or updates the cluster at an hour of its own",
                remedy=f"go up to {' or '.join(newer)}"
                if newer
                else "add a newer version to config/aws/kubernetes_versions.py",
                places=(
                    Setting(path=("cluster", "version"), written=True),
                    cluster.place("version"),
                ),
                resources=(cluster.name,),
            )


def _proxy_skew(evidence: Evidence) -> Iterator[Weakness]:
    for cluster in evidence.all("aws_eks_cluster"):
        own = _minor(cluster.at("version"))
        for addon in evidence.all("aws_eks_addon"):
            theirs = _minor(addon.at("addon_version"))
            is_proxy = addon.at("addon_name") == EksAddonName.KUBE_PROXY
            if is_proxy and own and theirs and own != theirs:
                yield weakness_at(
                    addon,
                    "addon_version",
                    problem=f"kube-proxy is of {theirs[0]}.{theirs[1]}, the cluster of"
                    f" {own[0]}.{own[1]}",
                    why="A kube-proxy that is newer, or older by more than the policy allows, may"
                    " not program Services on new nodes",
                    remedy="take the version of config/aws/kubernetes_versions.py",
                )


def _unfit_addon(evidence: Evidence) -> Iterator[Weakness]:
    for cluster in evidence.all("aws_eks_cluster"):
        known = KUBERNETES_VERSIONS.get(str(cluster.at("version")))
        for addon in evidence.all("aws_eks_addon") if known else ():
            name, version = str(addon.at("addon_name")), str(addon.at("addon_version"))
            if name not in list(EksAddonName) or name == EksAddonName.KUBE_PROXY or known is None:
                continue
            fitting = known.addons[EksAddonName(name)]
            if version not in fitting:
                yield weakness_at(
                    addon,
                    "addon_version",
                    problem=f"{name} {version} is none of the versions known to fit",
                    why=f"Known for Kubernetes {cluster.at('version')}: {', '.join(fitting)}; EKS"
                    " refuses others, or they fail on new nodes",
                    remedy="take one of these, or add it to config/aws/kubernetes_versions.py",
                )


def _node_skew(evidence: Evidence) -> Iterator[Weakness]:
    for cluster in evidence.all("aws_eks_cluster"):
        own = _minor(cluster.at("version"))
        for group in evidence.node_groups:
            theirs = _minor(group.at("version"))
            if own and theirs and own != theirs:
                yield weakness_at(
                    group,
                    "version",
                    problem=f"its nodes are of Kubernetes {theirs[0]}.{theirs[1]}, the cluster of"
                    f" {own[0]}.{own[1]}",
                    why="Nodes may not be newer than the API server, nor older by more than three"
                    " minor versions; the next update of the cluster is refused",
                    remedy="let the group follow the cluster's version",
                )


RULES: Final = (
    Rule(
        id="kubernetes-support-ended",
        severity=Severity.MEDIUM,
        title="Standard support of the cluster's version has ended",
        example="The cluster is of 1.34 after 2 December 2026.",
        source=_VERSIONS,
        find=_unsupported,
    ),
    Rule(
        id="kube-proxy-version-skew",
        severity=Severity.MEDIUM,
        title="kube-proxy is of another minor version than the cluster",
        example="kube-proxy v1.34.6 in a cluster of 1.35.",
        source=_SKEW,
        find=_proxy_skew,
    ),
    Rule(
        id="addon-version-unfit",
        severity=Severity.MEDIUM,
        title="An addon of EKS is of no version that is known to fit the cluster",
        example="CoreDNS v1.11.1 in a cluster of 1.35.",
        source=_VERSIONS,
        find=_unfit_addon,
    ),
    Rule(
        id="node-version-skew",
        severity=Severity.MEDIUM,
        title="A node group is of another minor version than the cluster",
        example='A group has `version = "1.33"` in a cluster of 1.35.',
        source=_SKEW,
        find=_node_skew,
    ),
)
