"""The step through the load balancer that an Ingress of the class `alb` asks for."""

import json
from collections.abc import Iterator

from resilience.model.plain import at
from resilience.model.zones import ALB
from resilience.survival.blocks import parts
from resilience.survival.elements import part_element
from resilience.survival.needs import StepName
from resilience.survival.paths import Step, Strand
from resilience.survival.security_groups import INTERNET
from resilience.survival.survey import Survey
from terraform_json.order import Part
from terraform_json.types import Json

_SUBNETS = f"{ALB}subnets"
_SCHEME = f"{ALB}scheme"
_ATTRIBUTES = f"{ALB}load-balancer-attributes"
_SHIFT = "zonal_shift.config.enabled=true"
_GROUPS = f"{ALB}security-groups"
_MANAGES_RULES = f"{ALB}manage-backend-security-group-rules"
_LISTENS = f"{ALB}listen-ports"
_PORT = ("rule", "http", "path", "backend", "service", "port", "number")
_HTTPS = 443


def load_balancer(survey: Survey) -> Step:
    """Return the step through the load balancer: its nodes in the subnets given to it."""
    part, annotations = next(ingresses(survey), (None, {}))
    if part is None:
        absent = "no Ingress of the class `alb` is there"
        return Step(name=StepName.LOAD_BALANCER.value, absent=absent)
    # The controller makes an internal one where nothing is said.
    if annotations.get(_SCHEME) != "internet-facing":
        absent = "the load balancer is internal, so that nobody on the internet reaches it"
        return Step(name=StepName.LOAD_BALANCER.value, absent=absent)
    subnets = survey.subnets(part, annotations.get(_SUBNETS))
    strands = {subnet: _node(survey, subnet) for subnet in subnets}
    without = [part_element(subnet) for subnet, strand in strands.items() if not strand]
    problem = f"{', '.join(without)} leads to no internet gateway" if without else ""
    step = Step(
        name=StepName.LOAD_BALANCER.value,
        strands=tuple(strand for strand in strands.values() if strand),
        guarantee="alb",
        unknown=problem if subnets else "its Ingress names no subnets that can be told",
        takes_traffic=True,
    )
    if _GROUPS not in annotations:
        return step  # the controller makes a group, and its rules
    groups = survey.security_groups
    called = groups.party("the load balancer", part, annotations[_GROUPS])
    return groups.passage([INTERNET], [called], _listens(annotations)).over(step)


def _listens(annotations: Json) -> int | None:
    """Return the port to which clients come: that of HTTPS, if it has one.

    https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/#listen-ports
    """
    try:
        told = json.loads(annotations.get(_LISTENS) or f'[{{"HTTPS": {_HTTPS}}}]')
        ports = {protocol: port for each in told for protocol, port in each.items()}
    except (AttributeError, TypeError, ValueError):
        return None
    port = ports.get("HTTPS", ports.get("HTTP"))
    return port if isinstance(port, int) else None


def reached(survey: Survey, pods: Step) -> Step:
    """Return the step over the pods behind the load balancer, which are its targets.

    A pod is taken to listen on the port that its Service has.
    """
    part, block = next(_blocks(survey), (None, {}))
    annotations = block.get("metadata", {}).get("annotations", {})
    if part is None or _GROUPS not in annotations or annotations.get(_MANAGES_RULES) == "true":
        return pods  # the controller lets its own group in
    groups = survey.security_groups
    caller = groups.party("the load balancer", part, annotations[_GROUPS])
    ports = {port for port in at(block.get("spec", {}), _PORT) if isinstance(port, int)}
    port = ports.pop() if len(ports) == 1 else None
    return groups.passage([caller], groups.nodes(pods.elements), port).over(pods)


def shifts_load_balancer(survey: Survey) -> bool:
    """Return whether a zonal shift of the load balancer keeps its traffic from a zone.

    With cross-zone load balancing, which is the default, it keeps it from the targets there too.
    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/zonal-shift.html
    """
    return any(_SHIFT in str(each.get(_ATTRIBUTES)) for _, each in ingresses(survey))


def ingresses(survey: Survey) -> Iterator[tuple[Part, Json]]:
    """Yield each Ingress of the class `alb`, with its annotations."""
    for part, block in _blocks(survey):
        yield part, block.get("metadata", {}).get("annotations", {})


def _blocks(survey: Survey) -> Iterator[tuple[Part, Json]]:
    for part, block in parts(survey.model.stacks, "kubernetes_ingress_v1"):
        if block.get("spec", {}).get("ingress_class_name") == "alb":
            yield part, block


def _node(survey: Survey, subnet: Part) -> Strand | None:
    zone, way = survey.ways.zone(subnet), survey.ways.out(subnet)
    # Clients come in by an internet gateway; behind a NAT gateway nobody finds it.
    if zone is None or way is None or way.nat_gateways:
        return None
    return Strand(
        name=f"load balancer in {zone}",
        elements=way.elements,
        traffic_zone=zone if shifts_load_balancer(survey) else None,
    )
