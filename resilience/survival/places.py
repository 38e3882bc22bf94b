"""The steps through the VPC: to the internet, to the Kubernetes API, to services of AWS."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from resilience.survival.blocks import parts
from resilience.survival.elements import interface_element, part_element, zone_element
from resilience.survival.needs import Api, StepName
from resilience.survival.paths import Step, Strand
from resilience.survival.security_groups import Party, Passage
from resilience.survival.survey import Survey
from terraform_json.order import Part
from terraform_json.types import Json

_HTTPS = 443


def way_out(survey: Survey) -> Step | None:
    """Return the step from the nodes to the internet; None where nothing is to lead there."""
    subnets = _node_subnets(survey)
    ways = {subnet: survey.ways.out(subnet) for subnet in subnets}
    if not any(ways.values()):
        promised = any(parts(survey.model.stacks, "aws_nat_gateway"))
        unknown = "the routes of the subnets of nodes cannot be followed"
        return Step(name=StepName.WAY_OUT.value, unknown=unknown) if promised else None
    without = [f"{part_element(subnet)}" for subnet, way in ways.items() if not way]
    strands = tuple(
        Strand(
            name=_way_name(survey, zone, way.nat_gateways),
            elements=way.elements,
            client_zone=zone,
        )
        for subnet, way in ways.items()
        if way and (zone := survey.ways.zone(subnet))
    )
    unknown = f"{', '.join(without)} has no way out, as others have" if without else ""
    return Step(
        name=StepName.WAY_OUT.value, strands=strands, guarantee="nat-gateway", unknown=unknown
    )


def _node_subnets(survey: Survey) -> tuple[Part, ...]:
    return tuple(dict.fromkeys(survey.node_subnets.values()))


def _way_name(survey: Survey, zone: str, gateways: tuple[Part, ...]) -> str:
    of = " and ".join(filter(None, (_nat_zone(survey, gateway) for gateway in gateways)))
    return f"way out of {zone} by the NAT gateway of {of}" if of else f"way out of {zone}"


def _nat_zone(survey: Survey, gateway: Part) -> str | None:
    subnets = survey.ways.led_to(gateway, survey.block(gateway), "subnet_id")
    return next((survey.ways.zone(subnet) for subnet in subnets), None)


def kubernetes_api(survey: Survey) -> Step | None:
    """Return the step to the API of the cluster, by its interfaces in the subnets given to it.

    EKS places them in two zones at least.
    https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html
    """
    for part, block in parts(survey.model.stacks, "aws_eks_cluster"):
        subnets = survey.subnets(part, block.get("vpc_config", {}).get("subnet_ids"))
        strands = tuple(_interfaces(survey, subnets, "interface of the Kubernetes API"))
        step = Step(
            name=StepName.KUBERNETES_API.value,
            strands=strands,
            guarantee="eks",
            unknown="" if strands else "in which subnets the cluster stands is not known",
        )
        return _from_nodes(survey, _control_plane(survey, part, block)).over(step)
    return None


def _control_plane(survey: Survey, part: Part, block: Json) -> Party:
    """Return the control plane: it carries the group that EKS makes, and those given to it."""
    called = Party(name="the Kubernetes API", groups=(part,))
    given = block.get("vpc_config", {}).get("security_group_ids")
    if not given:
        return called
    more = survey.security_groups.party(called.name, part, given)
    return replace(called, groups=(part, *more.groups), problem=more.problem)


def _from_nodes(survey: Survey, called: Party) -> Passage:
    """Return whether the nodes of all groups, and the pods on them, get through to an API."""
    groups = survey.security_groups
    return groups.passage(groups.nodes(), [called], _HTTPS)


def _interfaces(survey: Survey, subnets: tuple[Part, ...], name: str) -> Iterator[Strand]:
    for subnet in subnets:
        if zone := survey.ways.zone(subnet):
            yield Strand(
                name=f"{name} in {zone}",
                elements=frozenset({part_element(subnet), zone_element(zone)}),
            )


def endpoint(survey: Survey, need: Api) -> Step | None:
    """Return the step to the API of a service by its endpoint in the VPC; None if it has none."""
    for part, block in parts(survey.model.stacks, "aws_vpc_endpoint"):
        if _serves(block, need.service, "Interface") and block.get("private_dns_enabled"):
            subnets = survey.subnets(part, block.get("subnet_ids"))
            strands = tuple(_endpoint_in(survey, part, need.service, each) for each in subnets)
            step = Step(
                name=f"endpoint of {need.service}",
                strands=tuple(strand for strand in strands if strand),
                guarantee=need.guarantee,
                unknown="" if strands and all(strands) else f"zones of {part.address} are unknown",
            )
            groups = block.get("security_group_ids")
            called = survey.security_groups.party(f"the {step.name}", part, groups)
            return _from_nodes(survey, called).over(step)
    return None


def _endpoint_in(survey: Survey, part: Part, service: str, subnet: Part) -> Strand | None:
    zone = survey.ways.zone(subnet)
    if zone is None:
        return None
    stands = (part_element(part), interface_element(part, zone), part_element(subnet))
    return Strand(
        name=f"endpoint of {service} in {zone}",
        elements=frozenset({*stands, zone_element(zone)}),
    )


def _serves(block: Json, service: str, kind: str) -> bool:
    # com.amazonaws.<region>.<service>
    named = str(block.get("service_name")).split(".", 3)
    return block.get("vpc_endpoint_type", "Gateway") == kind and named[-1] == service


def objects(survey: Survey) -> Step | None:
    """Return the step from the subnets of nodes to S3, by the gateway endpoint or the way out."""
    subnets = _node_subnets(survey)
    through = {
        table: part
        for part, block in parts(survey.model.stacks, "aws_vpc_endpoint")
        if _serves(block, "s3", "Gateway")
        for table in survey.ways.led_to(part, block, "route_table_ids")
    }
    strands = [_to_objects(survey, subnet, through) for subnet in subnets]
    if not subnets:
        return None
    unknown = "" if all(strands) else "a subnet of nodes has no way to S3"
    return Step(
        name=StepName.OBJECTS.value,
        strands=tuple(each for each in strands if each),
        unknown=unknown,
    )


def _to_objects(survey: Survey, subnet: Part, through: dict[Part, Part]) -> Strand | None:
    zone, table = survey.ways.zone(subnet), survey.ways.table(subnet)
    strand = partial(Strand, client_zone=zone)
    if zone and table in through:
        parts_of = (through[table], table, subnet)
        elements = frozenset({*map(part_element, parts_of), zone_element(zone)})
        return strand(name=f"endpoint of s3 for {zone}", elements=elements)
    # A NAT gateway on that way sends nothing over an endpoint in the table of its own subnet:
    # https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html
    way = survey.ways.out(subnet)
    return strand(name=f"way out of {zone} to S3", elements=way.elements) if way else None
