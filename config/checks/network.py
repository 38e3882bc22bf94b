"""Checks of the network that no single field shows."""

from collections.abc import Iterator
from itertools import combinations
from string import ascii_lowercase

from config.capacity import NodeAddresses
from config.cluster import ClusterConfig
from config.errors import Mistake
from config.fields import Region
from config.reading import ZONES, at, network_at, section_at, valid_or_none, zone_names
from config.repetition import twice
from config.yaml_source import YamlDocument, dotted

_TIERS = ("public", "private", "database")


def network_mistakes(document: YamlDocument) -> Iterator[Mistake]:
    """Yield the mistakes that show only where several parts of the file are read together."""
    yield from _zones(document)
    yield from _subnets(document)
    yield from twice(document, ("network", "interface_endpoints"))
    yield from _capacity(document)


def _zones(document: YamlDocument) -> Iterator[Mistake]:
    region = valid_or_none(Region, at(document, ("region",)))
    if region is None:
        return
    for zone in zone_names(document):
        if zone[:-1] != region:
            yield document.mistake(
                (*ZONES, zone),
                f"is not a zone of the region {region}",
                allowed=f"{region} and a letter, such as {region}a",
                remedy="correct the zone, or the region",
            )


def _subnets(document: YamlDocument) -> Iterator[Mistake]:
    """Every subnet lies inside the VPC and overlaps no other."""
    vpc = network_at(document, ("network", "cidr"))
    subnets = {
        path: subnet
        for zone in zone_names(document)
        for tier in _TIERS
        if (subnet := network_at(document, path := (*ZONES, zone, tier)))
    }
    for path, subnet in subnets.items():
        if vpc and not subnet.subnet_of(vpc):
            yield document.mistake(
                path,
                "is not inside the VPC",
                allowed=f"a part of {vpc}",
                remedy="move the subnet, or choose another network.cidr",
            )
    # A region and a letter name a zone, so that of more zones some are refused by their names.
    if len(subnets) > len(_TIERS) * len(ascii_lowercase):
        return
    for (first, one), (second, other) in combinations(subnets.items(), 2):
        if one.overlaps(other):
            yield document.mistake(
                second,
                f"overlaps {dotted(first)}, which is {one}",
                allowed="addresses that no other subnet has",
                remedy="move or shrink one of the two",
            )


def _capacity(document: YamlDocument) -> Iterator[Mistake]:
    """With the zone lost that hurts most, the other private subnets hold the maximum of nodes."""
    cluster = section_at(document, ("cluster",), ClusterConfig)
    services = at(document, ("network", "interface_endpoints")) or []
    subnets = {z: network_at(document, (*ZONES, z, "private")) for z in zone_names(document)}
    readable = {zone: subnet for zone, subnet in subnets.items() if subnet}
    if not cluster or not isinstance(services, list) or len(readable) < max(len(subnets), 2):
        return
    demand = NodeAddresses(
        max_pods_per_node=cluster.max_pods_per_node, interface_endpoints=len(services)
    )
    fitting = {zone: demand.nodes_that_fit(subnet) for zone, subnet in readable.items()}
    lost = max(fitting, key=lambda zone: fitting[zone])
    left = sum(fitting.values()) - fitting[lost]
    groups = dict(cluster.node_groups)
    needed = sum(group.max_size for group in groups.values())
    if left >= needed:
        return
    sizes = " + ".join(f"{name} {group.max_size}" for name, group in groups.items())
    rows = [f"{z} {demand.explain(subnet)}" for z, subnet in readable.items() if z != lost]
    yield document.mistake(
        ZONES,
        f"without {lost} the private subnets hold {left} nodes, but the node groups may reach"
        f" {needed} ({sizes}):\n" + "\n".join(rows),
        allowed=f"private subnets that hold {needed} nodes with any one zone lost",
        remedy="give larger private subnets, or lower max_size or max_pods_per_node",
    )
