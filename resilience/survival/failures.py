"""The failure domains of a platform, and what each takes away."""

from collections.abc import Iterator
from typing import Final

from resilience.domains import Domain, DomainKind, Mode
from resilience.model.platform import Model
from resilience.placement.before import Placement
from resilience.survival.blocks import parts
from resilience.survival.elements import (
    interface_element,
    node_element,
    part_element,
    pod_element,
    zone_element,
)
from terraform_json.order import Part

ZONAL: Final = (
    "aws_subnet",
    "aws_route_table",
    "aws_nat_gateway",
    "aws_eip",
    "aws_rds_cluster_instance",
)
"""Types of resources that are judged singly where they stand in one zone."""


def domains_of(model: Model, placement: Placement) -> tuple[Domain, ...]:
    """Return the failure domains of a platform, the widest first.

    Pods of a workload that stand in one zone and one node group are alike, so that the first of
    them is judged for all.

    Args:
        model: The platform.
        placement: Where its pods stand when all is well.
    """
    return (
        Domain(kind=DomainKind.REGION, name=model.region),
        *(
            Domain(kind=DomainKind.ZONE, name=zone, mode=mode)
            for zone in model.zones
            for mode in Mode
        ),
        *(Domain(kind=DomainKind.NODE_GROUP, name=group.resource) for group in model.groups),
        *(
            Domain(kind=DomainKind.RESOURCE, name=element)
            for element in sorted(zonal_resources(model))
        ),
        *(Domain(kind=DomainKind.NODE, name=node.name) for node in placement.nodes),
        *(Domain(kind=DomainKind.POD, name=pod) for pod in _pods(placement)),
    )


def zonal_resources(model: Model) -> dict[str, str]:
    """Return the zone of each resource that is judged singly, by its element."""
    return dict(_zonal_resources(model))


def _zonal_resources(model: Model) -> Iterator[tuple[str, str]]:
    for kind in ZONAL:
        for part, _ in parts(model.stacks, kind):
            zones = _zones(model, part)
            if len(zones) == 1:
                yield part_element(part), zones[0]
    for part, _ in parts(model.stacks, "aws_vpc_endpoint"):
        for zone in _zones(model, part):
            yield interface_element(part, zone), zone


def _zones(model: Model, part: Part) -> tuple[str, ...]:
    zones: tuple[str, ...] = model.references.nodes.get(part, {}).get("zones", ())
    return zones


def _pods(placement: Placement) -> Iterator[str]:
    groups = {node.name: node.group for node in placement.nodes}
    seen: set[tuple[str, str, str]] = set()
    for pod in placement.pods:
        place = (pod.workload, pod.zone, groups[pod.node])
        if place not in seen:
            seen.add(place)
            yield pod.name


def element_of(domain: Domain) -> str | None:
    """Return the element that a domain takes away; None if it takes none, or all."""
    if domain.kind is DomainKind.ZONE:
        gone = domain.mode in (Mode.LOST, Mode.UNREACHABLE)
        return zone_element(domain.name) if gone else None
    if domain.kind is DomainKind.NODE:
        return node_element(domain.name)
    if domain.kind is DomainKind.POD:
        return pod_element(domain.name)
    return None if domain.kind is DomainKind.REGION else domain.name
