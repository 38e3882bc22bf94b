"""Checks of the network that no single field shows."""

from collections.abc import Iterator
from itertools import combinations

from config.capacity import NodeAddresses
from config.errors import Mistake
from config.reading import (
    STORAGE,
    ZONES,
    active_zones,
    at,
    list_at,
    network_at,
    section_at,
    valid_or_none,
    zone_names,
)
from config.sections.cluster import ClusterConfig
from config.sections.fields import ZONE_LETTERS, NatGateways, Region
from config.sections.network import NetworkConfig
from config.sections.node_groups import NodeGroupConfig
from config.yaml.source import KeyPath, YamlDocument, dotted

_TIERS = ("public", "private", "database")

FEWEST_ZONES = 2
"""https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html"""


def network_mistakes(document: YamlDocument) -> Iterator[Mistake]:
    """Yield the mistakes that show only where several parts of the file are read together."""
    yield from _zones(document)
    yield from _draining(document)
    yield from _nat_gateway(document)
    yield from _subnets(document)
    yield from _capacity(document)


def _zones(document: YamlDocument) -> Iterator[Mistake]:
    region = valid_or_none(Region, at(document, ("region",)))
    if region is None:
        return
    storage = enumerate(list_at(document, STORAGE))
    places: dict[KeyPath, str] = {(*ZONES, zone): zone for zone in zone_names(document)}
    for path, zone in (places | {(*STORAGE, index): str(zone) for index, zone in storage}).items():
        if zone[:-1] != region:
            yield document.mistake(
                path,
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
    if len(subnets) > len(_TIERS) * len(ZONE_LETTERS):
        return
    for (first, one), (second, other) in combinations(subnets.items(), 2):
        if one.overlaps(other):
            yield document.mistake(
                second,
                f"overlaps {dotted(first)}, which is {one}",
                allowed="addresses that no other subnet has",
                remedy="move or shrink one of the two",
            )


def _draining(document: YamlDocument) -> Iterator[Mistake]:
    """Two zones are left, without which neither EKS nor a load balancer nor Aurora goes on."""
    zones, active = zone_names(document), active_zones(document)
    if len(active) < FEWEST_ZONES <= len(zones):
        yield document.mistake(
            ZONES,
            f"leaves {len(active)} of {len(zones)} zones that are not draining",
            allowed="two or more zones that are not draining",
            remedy="drain one zone after the other, or add another zone first",
        )


def _nat_gateway(document: YamlDocument) -> Iterator[Mistake]:
    """A single NAT gateway has a zone that is written down, so that no other zone moves it."""
    path = ("network", "nat_gateway_zone")
    mode = at(document, ("network", "nat_gateways"))
    zone, active = at(document, path), active_zones(document)
    allowed = ", ".join(active)
    # A key that is misspelt has a mistake of its own.
    default = mode is None and section_at(document, ("network",), NetworkConfig)
    if zone is not None and (default or mode == NatGateways.PER_ZONE):
        yield document.mistake(
            path,
            "says nothing where each zone has a NAT gateway",
            allowed="the zone of a single NAT gateway",
            remedy="remove the key, or write `nat_gateways: single`",
        )
    if mode != NatGateways.SINGLE or not any(active) or zone in active:
        return
    if zone is None:
        yield document.mistake(
            path,
            "is missing: a single NAT gateway would move when a zone is added before its own",
            allowed=allowed,
            remedy=f"write `nat_gateway_zone: {active[0]}`, or the zone in which the gateway stands"
            " already",
        )
    elif isinstance(zone, str):
        yield document.mistake(
            path,
            "is draining" if zone in zone_names(document) else "is not a zone of the network",
            allowed=allowed,
            remedy="choose one of these; no zone reaches the internet while the gateway moves",
        )


def _capacity(document: YamlDocument) -> Iterator[Mistake]:
    """With any one zone lost, each of the others holds its share of the maximum of nodes."""
    cluster = section_at(document, ("cluster",), ClusterConfig)
    services = at(document, ("network", "interface_endpoints")) or []
    active = active_zones(document)
    if not cluster or not isinstance(services, list) or len(active) < FEWEST_ZONES:
        return
    demand = NodeAddresses(
        max_pods_per_node=cluster.max_pods_per_node, interface_endpoints=len(services)
    )
    sizes = _largest_groups(cluster)
    left = len(active) - 1
    share = sum(group.in_zone(len(active)).max_size for group in sizes.values())
    sums = " + ".join(f"{name} {group.max_size} / {left}" for name, group in sizes.items())
    for zone in active:
        path = (*ZONES, zone, "private")
        subnet = network_at(document, path)
        if subnet and demand.nodes_that_fit(subnet) < share:
            yield document.mistake(
                path,
                f"holds {demand.nodes_that_fit(subnet)} nodes, but its share of the maximum, which"
                f" is reached with any other zone lost, is {share}"
                f" ({sums}, each rounded up):\n{demand.explain(subnet)}",
                allowed=f"a private subnet that holds {share} nodes",
                remedy="give a larger private subnet, or lower max_size or max_pods_per_node",
            )


def _largest_groups(cluster: ClusterConfig) -> dict[str, NodeGroupConfig]:
    """Return the groups by name; one whose nodes retire is there twice, until they are gone."""
    groups = dict(cluster.node_groups)
    retiring = {f"{name} retiring": group for name, group in groups.items() if group.retiring}
    return groups | retiring
