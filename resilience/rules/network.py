"""Rules about subnets, their ways out, and endpoints."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from resilience.causes.places import Attribute, Place, Setting
from resilience.evidence import Evidence, Resource
from resilience.findings import Severity
from resilience.rules.rule import Rule, Weakness, weakness_at
from resilience.survival.elements import part_element
from resilience.survival.needs import StepName
from terraform_json.order import Part

_ZONAL_NAT: Final = "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html"
_ROUTES: Final = "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html"
_ENDPOINTS: Final = "https://docs.aws.amazon.com/vpc/latest/privatelink/interface-endpoints.html"
_GATEWAYS: Final = "https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html"


def _gateways(evidence: Evidence) -> dict[Part, list[Resource]]:
    """Return the subnets of nodes by the NAT gateway that they go out by first."""
    found: dict[Part, list[Resource]] = defaultdict(list)
    for subnet in evidence.node_subnets:
        way = evidence.ways.out(subnet.part)
        if way and way.nat_gateways:
            found[way.nat_gateways[0]].append(subnet)
    return found


def _zone(evidence: Evidence, gateway: Part) -> str | None:
    (found,) = (each for each in evidence.all("aws_nat_gateway") if each.part == gateway)
    zones = sorted(evidence.zones_led_to(found, "subnet_id"))
    return zones[0] if zones else None


def _single(evidence: Evidence) -> Iterator[Weakness]:
    used = _gateways(evidence)
    if len(used) != 1 or len(evidence.node_subnets) == 1:
        return
    ((gateway, subnets),) = used.items()
    zone = _zone(evidence, gateway)
    yield Weakness(
        subject=part_element(gateway),
        problem=f"the private subnets of {len(subnets)} zones share one NAT gateway, in {zone}",
        why=f"With {zone} all zones lose their way out: images, AWS's APIs without an endpoint and"
        " everything on the internet are out of reach",
        remedy="write `nat_gateways: per-zone`, or accept the risk with an owner and a last day",
        places=(Setting(path=("network", "nat_gateways")),),
        domain=f"zone {zone} is lost",
        resources=(part_element(gateway),),
        explains=frozenset({part_element(gateway)}),
    )


def _of_another_zone(evidence: Evidence) -> Iterator[Weakness]:
    used = _gateways(evidence)
    if len(used) == 1:
        return  # the rule of the single gateway says it
    for gateway, subnets in used.items():
        zone = _zone(evidence, gateway)
        for subnet in subnets:
            own = evidence.ways.zone(subnet.part)
            if own != zone:
                yield _strays(evidence, subnet, gateway, own=own, zone=zone)


def _strays(
    evidence: Evidence, subnet: Resource, gateway: Part, *, own: str | None, zone: str | None
) -> Weakness:
    return Weakness(
        subject=subnet.name,
        problem=f"the private subnet of {own} goes out by the NAT gateway of {zone}",
        why=f"When {zone} is lost, {own} loses its way out with it, and traffic pays for crossing"
        " zones until then",
        remedy=f"lead its default route to a NAT gateway that stands in {own}",
        places=_astray(evidence, subnet, gateway),
        domain=f"zone {zone} is lost",
        resources=(subnet.name, part_element(gateway)),
        explains=frozenset({part_element(gateway)}),
    )


def _astray(evidence: Evidence, subnet: Resource, gateway: Part) -> tuple[Place, ...]:
    """Return the route that leads astray, or what puts a gateway of its own into another zone."""
    shared = len(_gateways(evidence)[gateway]) > 1
    if not shared:
        return (Attribute.of(gateway, "subnet_id"),)
    table = evidence.ways.table(subnet.part)
    return tuple(
        route.place("nat_gateway_id")
        for route in evidence.all("aws_route")
        if gateway in evidence.led_to(route, "nat_gateway_id")
        and table in evidence.led_to(route, "route_table_id")
    )


def _without_way(evidence: Evidence) -> Iterator[Weakness]:
    for subnet in evidence.node_subnets:
        if evidence.ways.out(subnet.part) is None:
            blamed = _blamed(evidence, subnet.part)
            table = evidence.ways.table(blamed) or blamed
            yield Weakness(
                subject=part_element(blamed),
                problem="nodes depend on the subnet, and it has no route to the internet",
                why="Its nodes reach no registry and no API of AWS that has no endpoint in the VPC",
                remedy="give its route table a default route to the NAT gateway of its zone, or to"
                " the internet gateway",
                places=(Attribute.of(table),),
                resources=(subnet.name, part_element(table)),
                explains=frozenset({StepName.WAY_OUT, StepName.OBJECTS, StepName.LOAD_BALANCER}),
            )


def _blamed(evidence: Evidence, subnet: Part) -> Part:
    """Return the last subnet on the way out: the node's own, or that of its NAT gateway."""
    table = evidence.ways.table(subnet)
    for route in evidence.all("aws_route"):
        if table in evidence.led_to(route, "route_table_id"):
            for gateway in evidence.led_to(route, "nat_gateway_id"):
                for each in evidence.all("aws_nat_gateway"):
                    if each.part == gateway:
                        return evidence.led_to(each, "subnet_id")[0]
    return subnet


def _endpoint_zones(evidence: Evidence) -> Iterator[Weakness]:
    needed = {evidence.ways.zone(each.part) for each in evidence.node_subnets} - {None}
    for endpoint in evidence.all("aws_vpc_endpoint"):
        if endpoint.at("vpc_endpoint_type") != "Interface":
            continue
        zones = evidence.zones_led_to(endpoint, "subnet_ids")
        missing = sorted(str(zone) for zone in needed - zones)
        if missing and zones:
            yield weakness_at(
                endpoint,
                "subnet_ids",
                problem=f"the endpoint has no interface in {', '.join(missing)}",
                why=f"Nodes there call {endpoint.at('service_name')} in {', '.join(sorted(zones))},"
                " and lose it with that zone",
                remedy="give it a subnet of every zone that has nodes",
                explains=frozenset(f"{endpoint.name}#{zone}" for zone in zones),
            )


def _gateway_endpoints(evidence: Evidence) -> Iterator[Weakness]:
    tables = {evidence.ways.table(each.part) for each in evidence.node_subnets} - {None}
    for endpoint in evidence.all("aws_vpc_endpoint"):
        if endpoint.at("vpc_endpoint_type") != "Gateway":
            continue
        missing = tables - set(evidence.led_to(endpoint, "route_table_ids"))
        for table in sorted(part_element(each) for each in missing if each):
            yield Weakness(
                subject=table,
                problem=f"the endpoint of {endpoint.at('service_name')} is not in the route table",
                why="Layers of images and the state come by the NAT gateway of the zone, and are"
                " lost with it",
                remedy="add the route table to the endpoint's route_table_ids",
                places=(endpoint.place("route_table_ids"),),
                resources=(endpoint.name,),
            )


RULES: Final = (
    Rule(
        id="single-nat-gateway",
        severity=Severity.HIGH,
        title="All private subnets go out by one NAT gateway",
        example="`nat_gateways: single`: the zone of the gateway takes the way out of all zones.",
        source=_ZONAL_NAT,
        find=_single,
    ),
    Rule(
        id="nat-gateway-of-another-zone",
        severity=Severity.HIGH,
        title="A private subnet goes out by another zone's NAT gateway",
        example="The default route of eu-west-1b leads to the NAT gateway of eu-west-1a.",
        source=_ZONAL_NAT,
        find=_of_another_zone,
    ),
    Rule(
        id="subnet-without-way-out",
        severity=Severity.HIGH,
        title="A subnet of nodes has no route to the internet",
        example="The default route of one private route table is missing.",
        source=_ROUTES,
        find=_without_way,
    ),
    Rule(
        id="endpoint-misses-zone",
        severity=Severity.HIGH,
        title="An interface endpoint has no interface in a zone that has nodes",
        example="The endpoint of `sts` stands in the private subnet of eu-west-1a only.",
        source=_ENDPOINTS,
        find=_endpoint_zones,
    ),
    Rule(
        id="gateway-endpoint-misses-route-table",
        severity=Severity.MEDIUM,
        title="A gateway endpoint is missing in a route table of nodes",
        example="The endpoint of S3 is in the route tables of two of three zones.",
        source=_GATEWAYS,
        find=_gateway_endpoints,
    ),
)
