"""Rules about the EKS cluster: its subnets, its API, its logs and its versions."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from config.aws.kubernetes_versions import KUBERNETES_VERSIONS, EksAddonName
from resilience.causes.places import Attribute, Setting
from resilience.findings import Severity
from resilience.rules.evidence import Evidence, Resource
from resilience.rules.rule import Rule, Weakness

_NETWORK: Final = "https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html"
_ENDPOINT: Final = "https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html"
_LOGS: Final = "https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html"
_SKEW: Final = "https://kubernetes.io/releases/version-skew-policy/"
_VERSIONS: Final = "https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html"

_NEEDED_LOGS: Final = ("api", "audit", "authenticator")


def _place(resource: Resource, *path: str) -> Attribute:
    return Attribute(stack=resource.part.stack, address=resource.part.address, path=path)


def _misses_zone(evidence: Evidence) -> Iterator[Weakness]:
    nodes = {zone for group in evidence.model.groups for zone in group.zones}
    for cluster in evidence.all("aws_eks_cluster"):
        zones = evidence.zones_led_to(cluster, "vpc_config", "subnet_ids")
        missing = sorted(nodes - zones)
        if missing and zones:
            yield Weakness(
                subject=cluster.name,
                problem=f"the cluster's API has no interface in {', '.join(missing)}",
                why=f"It stands in {', '.join(sorted(zones))}; nodes elsewhere lose it with these",
                remedy="name a subnet of every zone",
                places=(_place(cluster, "vpc_config", "subnet_ids"),),
                resources=(cluster.name,),
                explains=frozenset({cluster.name}),
            )


def _by_internet(evidence: Evidence) -> Iterator[Weakness]:
    for cluster in evidence.all("aws_eks_cluster"):
        if cluster.at("vpc_config", "endpoint_private_access") is not True:
            yield Weakness(
                subject=cluster.name,
                problem="nodes reach the cluster's API over the internet only",
                why="A zone that loses its NAT gateway loses its nodes as well: they are marked"
                " unreachable, and their pods are deleted",
                remedy="turn the private endpoint on",
                places=(_place(cluster, "vpc_config", "endpoint_private_access"),),
                resources=(cluster.name,),
                explains=frozenset({cluster.name}),
            )


def _unlogged(evidence: Evidence) -> Iterator[Weakness]:
    for cluster in evidence.all("aws_eks_cluster"):
        stated = cluster.at("enabled_cluster_log_types")
        kinds = stated if isinstance(stated, list) else []
        missing = [kind for kind in _NEEDED_LOGS if kind not in kinds]
        if missing:
            yield Weakness(
                subject=cluster.name,
                problem=f"the control plane does not log {', '.join(missing)}",
                why="Nobody finds out afterwards who or what deleted pods or nodes",
                remedy=f"log {', '.join(_NEEDED_LOGS)}",
                places=(_place(cluster, "enabled_cluster_log_types"),),
                resources=(cluster.name,),
            )


def _unsupported(evidence: Evidence) -> Iterator[Weakness]:
    for cluster in evidence.all("aws_eks_cluster"):
        version = str(cluster.at("version"))
        known = KUBERNETES_VERSIONS.get(version)
        ended = known is None or date.fromisoformat(known.standard_support_ends) < evidence.today
        if ended:
            when = f"on {known.standard_support_ends}" if known else "before any that is known here"
            yield Weakness(
                subject=cluster.name,
                problem=f"standard support of Kubernetes {version} ended {when}",
                why="EKS charges six times as much or updates the cluster at an hour of its own",
                remedy=f"go up to {' or '.join(v for v in KUBERNETES_VERSIONS if v > version)}"
                if any(v > version for v in KUBERNETES_VERSIONS)
                else "add a newer version to config/aws/kubernetes_versions.py",
                places=(
                    Setting(path=("cluster", "version"), written=True),
                    _place(cluster, "version"),
                ),
                resources=(cluster.name,),
            )


def _minor(version: object) -> tuple[int, int] | None:
    """Return the major and minor number of `1.35` or `v1.35.3-eksbuild.29`."""
    numbers = str(version).removeprefix("v").split(".")[:2]
    return (int(numbers[0]), int(numbers[1])) if all(n.isdigit() for n in numbers) else None


def _proxy_skew(evidence: Evidence) -> Iterator[Weakness]:
    for cluster in evidence.all("aws_eks_cluster"):
        own = _minor(cluster.at("version"))
        for addon in evidence.all("aws_eks_addon"):
            theirs = _minor(addon.at("addon_version"))
            is_proxy = addon.at("addon_name") == EksAddonName.KUBE_PROXY
            if is_proxy and own and theirs and own != theirs:
                yield Weakness(
                    subject=addon.name,
                    problem=f"kube-proxy is of {theirs[0]}.{theirs[1]}, the cluster of"
                    f" {own[0]}.{own[1]}",
                    why="A kube-proxy that is newer, or older by more than the policy allows, may"
                    " not program Services on new nodes",
                    remedy="take the version of config/aws/kubernetes_versions.py",
                    places=(_place(addon, "addon_version"),),
                    resources=(addon.name,),
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
                yield Weakness(
                    subject=addon.name,
                    problem=f"{name} {version} is none of the versions known to fit",
                    why=f"Known for Kubernetes {cluster.at('version')}: {', '.join(fitting)}; EKS"
                    " refuses others, or they fail on new nodes",
                    remedy="take one of these, or add it to config/aws/kubernetes_versions.py",
                    places=(_place(addon, "addon_version"),),
                    resources=(addon.name,),
                )


def _node_skew(evidence: Evidence) -> Iterator[Weakness]:
    for cluster in evidence.all("aws_eks_cluster"):
        own = _minor(cluster.at("version"))
        for group in evidence.all("aws_eks_node_group"):
            theirs = _minor(group.at("version"))
            if own and theirs and own != theirs:
                yield Weakness(
                    subject=group.name,
                    problem=f"its nodes are of Kubernetes {theirs[0]}.{theirs[1]}, the cluster of"
                    f" {own[0]}.{own[1]}",
                    why="Nodes may not be newer than the API server, nor older by more than three"
                    " minor versions; the next update of the cluster is refused",
                    remedy="let the group follow the cluster's version",
                    places=(_place(group, "version"),),
                    resources=(group.name,),
                )


RULES: Final = (
    Rule(
        id="cluster-misses-zone",
        severity=Severity.HIGH,
        title="The Kubernetes API has no interface in a zone that has nodes",
        example="The cluster names the subnets of two of three zones.",
        source=_NETWORK,
        find=_misses_zone,
    ),
    Rule(
        id="cluster-endpoint-public-only",
        severity=Severity.HIGH,
        title="Nodes reach the Kubernetes API over the internet only",
        example="`endpoint_private_access = false`.",
        source=_ENDPOINT,
        find=_by_internet,
    ),
    Rule(
        id="control-plane-logs-off",
        severity=Severity.LOW,
        title="The control plane does not log what happened",
        example="`enabled_cluster_log_types` lacks `audit`.",
        source=_LOGS,
        find=_unlogged,
    ),
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
