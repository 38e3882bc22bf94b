"""Lays the platform out, by zones and layers."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from config.room import Room, total
from resilience.analysis import Analysis
from resilience.domains import Domain, DomainKind
from resilience.model.nodes import Node, NodeGroup
from resilience.model.pods import K8S
from resilience.page.picture import Box, Layer, Picture, Role
from resilience.page.roles import roles
from resilience.report.labels import resource_label, workload_label
from resilience.survival.guarantees import GUARANTEES
from resilience.survival.paths import Topic

EDGE = ("aws_nat_gateway",)
DATABASE = ("aws_rds_cluster_instance",)
LONG = 24
"""Characters that fit a pod's box."""
PODS = (Role.WAY_IN, Role.APPLICATION, Role.ADDON)
"""The order of pods within a node: those first that a reader looks for first."""


def picture(analysis: Analysis) -> Picture:
    """Return the picture of the platform that was analysed."""
    return _Layout(analysis).picture()


class _Layout:
    """The parts of a picture, as they follow from an analysis."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis, self.model = analysis, analysis.model
        self.roles = roles(analysis)
        self.domains = {(each.kind, each.name): each for each in reversed(analysis.domains)}

    def picture(self) -> Picture:
        layers = [
            Layer(title="Public subnets", note="ways in and out", cells=self._edge()),
            *self._groups(),
            Layer(title="Database", note="Aurora", cells=self._resources(DATABASE, Role.DATABASE)),
            Layer(title="Network", note="carries the rest", cells=self._network()),
        ]
        shown = tuple(layer for layer in layers if any(layer.cells.values()))
        return Picture(zones=self.model.zones, layers=shown, regional=self._regional())

    @cached_property
    def pods(self) -> Mapping[str, list[str]]:
        """The names of the pods on each node, by its name."""
        found: dict[str, list[str]] = {}
        for pod, node in self.analysis.pods.items():
            found.setdefault(node, []).append(pod)
        return found

    def _groups(self) -> Iterator[Layer]:
        """Yield a layer for each group of nodes, first those on which requests come in."""
        found: dict[str, list[NodeGroup]] = {}
        for group in self.model.groups:
            found.setdefault(group.name, []).append(group)
        layers = {name: self._nodes(parts) for name, parts in found.items()}
        for name in sorted(layers, key=lambda name: (_depth(layers[name]), name)):
            there = _roles(layers[name])
            note = ", ".join(_NOTES[role] for role in PODS if role in there) or "no pods"
            yield Layer(title=f"{name.capitalize()} nodes", note=note, cells=layers[name])

    def _nodes(self, parts: Iterable[NodeGroup]) -> dict[str, tuple[Box, ...]]:
        cells: dict[str, list[Box]] = {zone: [] for zone in self.model.zones}
        for group in parts:
            for zone in group.zones:
                cells.setdefault(zone, []).append(self._group(group, zone))
        return {zone: tuple(boxes) for zone, boxes in cells.items()}

    def _group(self, group: NodeGroup, zone: str) -> Box:
        nodes = (group.node(zone, index) for index in range(max(group.min_size, 1)))
        there = [self._node(node) for node in nodes if (DomainKind.NODE, node.name) in self.domains]
        return Box(
            role=Role.GROUP,
            label=f"{group.min_size} to {group.max_size} nodes",
            zone=zone,
            domain=self.domains.get((DomainKind.NODE_GROUP, group.resource)),
            inside=tuple(there),
        )

    def _node(self, node: Node) -> Box:
        pods = [self._pod(pod, node.zone) for pod in self.pods.get(node.name, ())]
        pods.sort(key=lambda box: (PODS.index(box.role), box.label))
        everywhere = (each for each in self.model.workloads if each.every_node and node.suits(each))
        there = (self.model.workload(box.workload) for box in pods if box.workload)
        used = total(each.each for each in (*everywhere, *filter(None, there)))
        return Box(
            role=Role.NODE,
            label=node.name.replace(f"-{node.zone}", ""),
            zone=node.zone,
            name=f"node:{node.name}",
            domain=self.domains[DomainKind.NODE, node.name],
            fill=_share(used, node.room),
            inside=tuple(pods),
        )

    def _pod(self, pod: str, zone: str) -> Box:
        key = pod.partition("#")[0]
        return Box(
            role=self.roles[key],
            label=self._pod_label(key),
            zone=zone,
            name=f"pod:{pod}",
            domain=self.domains.get((DomainKind.POD, pod)),
            workload=key,
        )

    def _pod_label(self, key: str) -> str:
        """Return what a pod is called in little room: without its release's name, if it is long."""
        name = workload_label(key).rpartition("/")[2]
        workload = self.model.workload(key)
        if len(name) <= LONG or workload is None:
            return name
        kind, _, label = workload.release.partition(".")
        told = self.model.stacks.get(K8S, {}).get("resource", {}).get(kind, {}).get(label, {})
        if not told.get("name"):
            return name
        parts = name.replace(str(told["name"]), "").split("-")
        return "-".join(dict.fromkeys(filter(None, parts))) or name

    def _edge(self) -> dict[str, tuple[Box, ...]]:
        """Return the load balancer's part in each zone, and what stands beside it."""
        gateways = self._resources(EDGE, Role.EDGE)
        balancers = self._balancers()
        return {zone: (*balancers.get(zone, ()), *gateways[zone]) for zone in self.model.zones}

    def _balancers(self) -> dict[str, tuple[Box, ...]]:
        """Return a box in each zone in which a strand of the load balancer stands."""
        strands = (
            strand
            for path in self.analysis.paths
            if path.topic is Topic.REQUESTS
            for step in path.steps
            if step.workload is None and "load balancer" in step.name.lower()
            for strand in step.strands
        )
        found: dict[str, tuple[Box, ...]] = {}
        for strand in strands:
            zones = [each for each in strand.elements if each.startswith("zone:")]
            # Its subnet, by which the picture knows it again in a path.
            name = min(strand.elements.difference(zones), default="")
            for zone in (each.removeprefix("zone:") for each in zones):
                found[zone] = (Box(role=Role.EDGE, label="load balancer", zone=zone, name=name),)
        return found

    def _network(self) -> dict[str, tuple[Box, ...]]:
        kinds = {domain.name.rpartition(":")[2].partition(".")[0] for domain in self._singles()}
        return self._resources(sorted(kinds - {*EDGE, *DATABASE}), Role.NETWORK)

    def _resources(self, kinds: Iterable[str], role: Role) -> dict[str, tuple[Box, ...]]:
        """Return the resources of some types that are judged and stand in one zone, by zone."""
        wanted = set(kinds)
        cells: dict[str, list[Box]] = {zone: [] for zone in self.model.zones}
        for domain in self._singles():
            kind = domain.name.rpartition(":")[2].partition(".")[0]
            zones = self._zones.get(domain.name, ())
            if kind in wanted and len(zones) == 1 and zones[0] in cells:
                cells[zones[0]].append(_resource(domain, zones[0], role))
        return {zone: tuple(boxes) for zone, boxes in cells.items()}

    def _singles(self) -> Iterator[Domain]:
        return (each for each in self.analysis.domains if each.kind is DomainKind.RESOURCE)

    @cached_property
    def _zones(self) -> Mapping[str, tuple[str, ...]]:
        parts = self.model.references.nodes(data=True)
        return {f"{part.stack}:{part.address}": data.get("zones", ()) for part, data in parts}

    def _regional(self) -> dict[str, str]:
        steps = (step for path in self.analysis.paths for step in path.steps if step.guarantee)
        keys = dict.fromkeys(str(step.guarantee) for step in steps)
        return {key: GUARANTEES[key].service if key in GUARANTEES else key for key in keys}


_NOTES = {Role.WAY_IN: "NGINX", Role.APPLICATION: "applications", Role.ADDON: "addons"}


def _roles(cells: Mapping[str, tuple[Box, ...]]) -> set[Role]:
    """Return the roles of the pods in the cells of groups."""
    nodes = (node for boxes in cells.values() for group in boxes for node in group.inside)
    return {pod.role for node in nodes for pod in node.inside}


def _depth(cells: Mapping[str, tuple[Box, ...]]) -> int:
    """Return how far a group is from where requests come in."""
    there = _roles(cells)
    return next((index for index, role in enumerate(PODS) if role in there), len(PODS))


def _share(used: Room, room: Room) -> float:
    cpu = used.millicores / max(room.millicores, 1)
    return min(1.0, max(cpu, used.memory_mib / max(room.memory_mib, 1)))


def _resource(domain: Domain, zone: str, role: Role) -> Box:
    label = _short(domain.name, zone)
    return Box(role=role, label=label, zone=zone, name=domain.name, domain=domain)


def _short(name: str, zone: str) -> str:
    """Return what a resource is called where its zone is known: `NAT gateway`."""
    return " ".join(resource_label(name).replace(zone, "").replace(" -", " ").split())
