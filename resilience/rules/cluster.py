"""Rules about the EKS cluster: its subnets, its API and its logs."""

from collections.abc import Iterator
from typing import Final

from resilience.evidence import Evidence
from resilience.findings import Severity
from resilience.rules.rule import Rule, Weakness, weakness_at

_NETWORK: Final = "https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html"
_ENDPOINT: Final = "https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html"
_LOGS: Final = "https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html"

_NEEDED_LOGS: Final = ("api", "audit", "authenticator")


def _misses_zone(evidence: Evidence) -> Iterator[Weakness]:
    nodes = {zone for group in evidence.groups for zone in group.zones}
    for cluster in evidence.all("aws_eks_cluster"):
        zones = evidence.zones_led_to(cluster, "vpc_config", "subnet_ids")
        missing = sorted(nodes - zones)
        if missing and zones:
            yield weakness_at(
                cluster,
                "vpc_config",
                "subnet_ids",
                problem=f"the cluster's API has no interface in {', '.join(missing)}",
                why=f"It stands in {', '.join(sorted(zones))}; nodes elsewhere lose it with these",
                remedy="name a subnet of every zone",
                explains=frozenset({cluster.name}),
            )


def _by_internet(evidence: Evidence) -> Iterator[Weakness]:
    for cluster in evidence.all("aws_eks_cluster"):
        if cluster.at("vpc_config", "endpoint_private_access") is not True:
            yield weakness_at(
                cluster,
                "vpc_config",
                "endpoint_private_access",
                problem="nodes reach the cluster's API over the internet only",
                why="A zone that loses its NAT gateway loses its nodes as well: they are marked"
                " unreachable, and their pods are deleted",
                remedy="turn the private endpoint on",
                explains=frozenset({cluster.name}),
            )


def _unlogged(evidence: Evidence) -> Iterator[Weakness]:
    for cluster in evidence.all("aws_eks_cluster"):
        stated = cluster.at("enabled_cluster_log_types")
        kinds = stated if isinstance(stated, list) else []
        missing = [kind for kind in _NEEDED_LOGS if kind not in kinds]
        if missing:
            yield weakness_at(
                cluster,
                "enabled_cluster_log_types",
                problem=f"the control plane does not log {', '.join(missing)}",
                why="Nobody finds out afterwards who or what deleted pods or nodes",
                remedy=f"log {', '.join(_NEEDED_LOGS)}",
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
)
