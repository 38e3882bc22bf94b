"""Analyses, as tests of the reports and of the page make them up: no engine is asked.

A platform over three zones with one NAT gateway a zone, NGINX, applications, CoreDNS, Grafana of
which there is one pod, and a database.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path as File
from typing import Any

import networkx as nx

from config.room import Room
from resilience.analysis import Analysis
from resilience.domains import Domain, DomainKind, Mode
from resilience.findings import Acceptance, Cause, Finding, Severity
from resilience.model.platform import Model, Unknown
from resilience.model.pods import Workload
from resilience.outcomes import Capacity, Outcome, Ready, Verdict
from resilience.survival.paths import Path, Step, Strand, Topic
from terraform_json.order import Part
from tests.resilience.models import ZONES, model, workload

NAT = "networking:aws_nat_gateway.nat_{}_2B92C418"
INSTANCE = "databases:aws_rds_cluster_instance.instances_{}-1_5A89BEB6"
SUBNET = "networking:aws_subnet.public_{}_AD21B147"

SINGLE_NAT = Finding(
    rule="single-nat-gateway",
    severity=Severity.HIGH,
    subject=NAT.format(ZONES[0]),
    path="internet/private",
    domain=f"zone {ZONES[0]} is lost",
    resources=(NAT.format(ZONES[0]),),
    cause=Cause(file=File("config/environments/staging.yaml"), line=41, key="network.nat_gateways"),
    problem="one NAT gateway is the way out of all zones",
    why="Without it, no pod reaches the internet: https://docs.aws.amazon.com/vpc/",
    remedy="write `nat_gateways: per-zone`",
)
ACCEPTED = replace(
    SINGLE_NAT,
    accepted=Acceptance(
        reason="staging may lose its way out", owner="platform-team", expires=date(2027, 6, 30)
    ),
)
UNKNOWN = Unknown(subject="k8s:helm_release.cert-manager", problem="its chart cannot be had")


def analysis(
    *findings: Finding,
    applications: int = 2,
    single_nat: bool = False,
    **changed: Any,  # noqa: ANN401 - of a field
) -> Analysis:
    """Return an analysis.

    Args:
        findings: Its findings.
        applications: How many applications it has.
        single_nat: Whether all zones go out by the NAT gateway of the first.
        changed: Other values of fields.
    """
    platform = _platform(applications)
    placed = dict(_placed(platform))
    paths = tuple(_paths(platform, placed, single_nat=single_nat))
    domains = tuple(_domains(platform, placed))
    dead = {domain: _dead(domain, platform, placed) for domain in domains}
    told: dict[str, Any] = {
        "model": platform,
        "paths": paths,
        "domains": domains,
        "outcomes": tuple(_outcomes(paths, dead)),
        "capacities": tuple(_capacity(platform, d, gone) for d, gone in dead.items()),
        "findings": findings,
        "pods": placed,
    }
    return Analysis(**told | changed)


def _platform(applications: int) -> Model:
    apps = [workload(f"app{index + 1}") for index in range(applications)]
    alone: dict[str, Any] = {"replicas": 1, "max_replicas": 1, "budget": None, "spreads": ()}
    others = [
        workload("nginx-ingress", "infrastructure"),
        workload("coredns", "infrastructure", namespace="kube-system"),
        workload("grafana", "infrastructure", namespace="monitoring", **alone),
        workload("kube-proxy", "apps", namespace="kube-system", kind="DaemonSet"),
    ]
    parts: nx.DiGraph[Part] = nx.DiGraph()
    for zone in ZONES:
        for name in (NAT, INSTANCE, SUBNET):
            parts.add_node(Part(*name.format(zone).split(":")), zones=(zone,))
    return model(*apps, *others, references=parts, unknowns=(UNKNOWN,))


def _placed(platform: Model) -> Iterator[tuple[str, str]]:
    """Yield the node of each pod: the zones take turns."""
    for each in platform.workloads:
        (on,) = each.node_labels["node"]
        for index, pod in enumerate(_names(each)):
            yield pod, f"{on}-{ZONES[index % len(ZONES)]}-0"


def _names(each: Workload) -> list[str]:
    """Return the names of a workload's pods; of a DaemonSet none."""
    return [f"{each.key}#{index}" for index in range(0 if each.every_node else each.replicas)]


def _zone(node: str) -> str:
    return next(zone for zone in ZONES if zone in node)


def _pods(each: Workload, placed: Mapping[str, str], name: str = "") -> Step:
    own = [(pod, placed[pod]) for pod in _names(each)]
    strands = tuple(
        Strand(
            name=f"{each.name} #{index}",
            elements=frozenset({f"pod:{pod}", f"node:{node}", f"zone:{_zone(node)}"}),
            traffic_zone=_zone(node),
        )
        for index, (pod, node) in enumerate(own)
    )
    return Step(name=name or each.name, least=each.least, workload=each.key, strands=strands)


def _paths(platform: Model, placed: Mapping[str, str], *, single_nat: bool) -> Iterator[Path]:
    found = {each.name: each for each in platform.workloads}
    balancer = Step(
        name="load balancer",
        guarantee="alb",
        strands=tuple(
            Strand(
                name=f"load balancer in {zone}",
                elements=frozenset({f"zone:{zone}", SUBNET.format(zone)}),
            )
            for zone in ZONES
        ),
    )
    nginx = _pods(found["nginx-ingress"], placed, name="NGINX")
    database = Step(
        name="database",
        guarantee="aurora-storage",
        strands=tuple(
            Strand(
                name=f"instance in {zone}",
                elements=frozenset({f"zone:{zone}", INSTANCE.format(zone)}),
            )
            for zone in ZONES
        ),
    )
    for name, each in found.items():
        if name.startswith("app"):
            steps = (balancer, nginx, _pods(each, placed), database)
            yield Path(
                name=f"requests/{name}",
                topic=Topic.REQUESTS,
                title=f"Client to {name}",
                application=name,
                steps=steps,
            )
    out = tuple(_way_out(zone, ZONES[0] if single_nat else zone) for zone in ZONES)
    yield Path(
        name="internet/private",
        topic=Topic.INTERNET,
        title="Private subnets to the internet",
        steps=(Step(name="way out", strands=out),),
    )
    resolver = _pods(found["coredns"], placed, name="CoreDNS")
    yield Path(name="dns/inside", topic=Topic.DNS, title="Names inside", steps=(resolver,))
    yield Path(
        name="observability/grafana",
        topic=Topic.OBSERVABILITY,
        title="People to Grafana",
        steps=(_pods(found["grafana"], placed, name="Grafana"),),
        redundant=False,
        why="nobody's request waits for it",
    )


def _way_out(zone: str, gateway: str) -> Strand:
    needed = {f"zone:{zone}", f"zone:{gateway}", NAT.format(gateway)}
    name = f"NAT gateway of {gateway}"
    return Strand(name=name, elements=frozenset(needed), client_zone=zone)


def _domains(platform: Model, placed: Mapping[str, str]) -> Iterator[Domain]:
    for zone in ZONES:
        for mode in Mode:
            yield Domain(kind=DomainKind.ZONE, name=zone, mode=mode)
    for group in platform.groups:
        yield Domain(kind=DomainKind.NODE_GROUP, name=f"k8s:{group.address}")
    for node in dict.fromkeys(placed.values()):
        yield Domain(kind=DomainKind.NODE, name=node)
    for pod in placed:
        yield Domain(kind=DomainKind.POD, name=pod)
    for part in platform.references:
        yield Domain(kind=DomainKind.RESOURCE, name=f"{part.stack}:{part.address}")
    yield Domain(kind=DomainKind.REGION, name=platform.region)


def _dead(domain: Domain, platform: Model, placed: Mapping[str, str]) -> frozenset[str]:
    """Return the elements that a domain takes along."""
    if domain.mode is Mode.FULL:
        return frozenset()
    zones = {
        DomainKind.ZONE: [domain.name],
        DomainKind.REGION: ZONES,
    }.get(domain.kind, [])
    group = next((g for g in platform.groups if f"k8s:{g.address}" == domain.name), None)
    nodes = {node for node in placed.values() if _zone(node) in zones or node == domain.name}
    nodes |= {group.node(zone, 0).name for zone in group.zones} if group else set()
    pods = {pod for pod, node in placed.items() if node in nodes or pod == domain.name}
    dead = {*(f"zone:{zone}" for zone in zones), *(f"node:{node}" for node in nodes)}
    return frozenset({*dead, *(f"pod:{pod}" for pod in pods), domain.name})


def _outcomes(paths: Iterable[Path], dead: Mapping[Domain, frozenset[str]]) -> Iterator[Outcome]:
    for domain, gone in dead.items():
        for path in paths:
            yield _outcome(path, domain, gone)


def _outcome(path: Path, domain: Domain, gone: frozenset[str]) -> Outcome:
    holds_on = {}
    for step in path.steps:
        left = [strand for strand in step.strands if not strand.elements & gone]
        clients = {s.client_zone for s in step.strands if f"zone:{s.client_zone}" not in gone}
        # A zone that lost its own way out goes as if it were lost; no other may go with it.
        cut_off = len(clients - {strand.client_zone for strand in left})
        broken = cut_off > 1 if clients != {None} else len(left) < step.least
        if len(left) < len(step.strands):
            holds_on[step.name] = tuple(strand.name for strand in left)
        if broken:
            reason = f"{step.name}: {len(left)} of {len(step.strands)} are left"
            return Outcome(
                path=path.name,
                domain=domain,
                verdict=Verdict.BREAKS,
                step=step.name,
                reason=reason,
                holds_on=holds_on,
            )
    reason = f"holds on {len(holds_on)} steps that lost some" if holds_on else "it is not touched"
    return Outcome(
        path=path.name, domain=domain, verdict=Verdict.HOLDS, reason=reason, holds_on=holds_on
    )


def _capacity(platform: Model, domain: Domain, gone: frozenset[str]) -> Capacity:
    whole = domain.kind is DomainKind.REGION
    ready = {}
    for each in platform.workloads:
        if not each.every_node:
            own = _names(each)
            left = sum(f"pod:{pod}" not in gone for pod in own)
            again = 0 if whole else len(own)
            ready[each.key] = Ready(
                before=len(own),
                at_once=left,
                rescheduled=again,
                with_new_nodes=again,
                least=each.least,
                waits="Insufficient cpu" if whole else "",
            )
    room = Room(millicores=700, memory_mib=2048, pods=90)
    left_zones = [zone for zone in ZONES if f"zone:{zone}" not in gone]
    free = {f"{name} {zone}": room for name in ("apps", "infrastructure") for zone in left_zones}
    return Capacity(domain=domain, ready=ready, free=free, new_nodes={f"apps {ZONES[1]}": 1})
