"""Names for people: of domains, of resources and of pods."""

import re
from collections.abc import Iterable
from typing import Final

from config.wording import listed
from resilience.domains import Domain, DomainKind, Mode

NOUNS: Final = {
    "aws_db_subnet_group": "subnet group",
    "aws_eip": "elastic IP",
    "aws_eks_addon": "EKS addon",
    "aws_eks_cluster": "EKS cluster",
    "aws_eks_node_group": "node group",
    "aws_internet_gateway": "internet gateway",
    "aws_nat_gateway": "NAT gateway",
    "aws_rds_cluster": "Aurora cluster",
    "aws_rds_cluster_instance": "database instance",
    "aws_route": "route",
    "aws_route_table": "route table",
    "aws_route_table_association": "route table association",
    "aws_subnet": "subnet",
    "aws_vpc_endpoint": "VPC endpoint",
    "helm_release": "release",
    "kubernetes_ingress_v1": "load balancer",
}
_HASH: Final = re.compile(r"[_-][0-9A-Fa-f]{8}(?=_|$)")
"""The end of a name by which CDKTF, or a node group of the platform, makes it unique."""
_ZONE: Final = re.compile(r"(?<![a-z])[a-z]{2}(?:-[a-z]+)+-\d[a-z]")
_ADDRESS: Final = re.compile(r"^(?:\w+:)?[a-z0-9]+_\w+\.")
_SAID: Final = {
    "elastic IP": ("nat", "address"),
    "node group": ("node",),
    "release": ("addon", "app"),
}
"""Words of a name that its noun makes superfluous, without the noun's own."""


def label(domain: Domain) -> str:
    """Return what a domain is called, without the way in which it fails."""
    if domain.kind is DomainKind.POD:
        return f"pod {pod_label(domain.name)}"
    if domain.kind in (DomainKind.RESOURCE, DomainKind.NODE_GROUP):
        return resource_label(domain.name)
    return f"{domain.kind} {domain.name}"


def resource_label(name: str) -> str:
    """Return what a resource is called.

    Args:
        name: Its stack and address with `:` between, or its address alone.
    """
    kind, _, rest = name.rpartition(":")[2].partition(".")
    noun = NOUNS.get(kind) or kind.removeprefix("aws_").replace("_", " ")
    parts = _HASH.sub("", rest).split("_")
    # `nat_eu-west-1a` of a NAT gateway, and `nodes_apps_..._node-group`, tell their kind again.
    told = (_without_kind(part, noun) for part in parts)
    words = " ".join(told).split()
    places = [word for word in words if _ZONE.match(word)]
    return " ".join([*(word for word in words if word not in places), noun, *places])


def _without_kind(part: str, noun: str) -> str:
    """Return a part of a name without words that its noun says."""
    zone = _ZONE.search(part)
    place = part[zone.start() :] if zone else ""
    known = {*noun.lower().split(), *_SAID.get(noun, ())}
    words = part.removesuffix(place).strip("-").split("-")
    rest = [word for word in words if not {word, word.removesuffix("s")} & known]
    return f"{'-'.join(rest)} {place}".strip()


def subject_label(subject: str) -> str:
    """Return what the subject of a finding or a ceiling is called."""
    if subject.count("/") > 1:
        return workload_label(subject)
    return resource_label(subject) if _ADDRESS.search(subject) else subject


def pod_label(name: str) -> str:
    """Return what a pod is called: `app1 #0` for `app1/Deployment/app1#0`."""
    workload, _, index = name.partition("#")
    return f"{workload_label(workload)} #{index}" if index else workload_label(workload)


def workload_label(key: str) -> str:
    """Return what a workload is called: its name, with its namespace where that is another."""
    namespace, _, name = key.split("/", 2) if key.count("/") > 1 else ("", "", key)
    return name if namespace in ("", name) else f"{namespace}/{name}"


def failing(label_: str, modes: Iterable[Mode]) -> str:
    """Return what fails, in which ways: `zone eu-west-1a lost or unreachable`."""
    order = list(Mode)
    ways = [str(mode) for mode in sorted(set(modes), key=order.index)]
    return f"{label_} {listed(ways, last='or')}"
