"""The evidence for rules: an analysis, indexed, and what only the environment's file says."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from config.kubernetes_names import RETIRING_TAINT
from config.sections.resilience import AcceptedRisk
from resilience.analysis import Analysis
from resilience.causes.places import Attribute
from resilience.ceiling import Ceiling
from resilience.domains import Domain, DomainKind
from resilience.model.nodes import Node, NodeGroup
from resilience.model.platform import Model, Unknown
from resilience.model.pods import Origin, Workload
from resilience.model.read import HELM
from resilience.model.releases import NOT_RENDERED
from resilience.survival.blocks import parts
from resilience.survival.paths import Path, Topic
from resilience.survival.ways import Ways
from terraform_json.order import Part
from terraform_json.references import attribute
from terraform_json.types import Json
from terraform_json.values import as_written, merged_values, release_values


@dataclass(frozen=True, kw_only=True)
class Resource:
    """A resource of a stack.

    Attributes:
        part: Its stack and address.
        block: What its stack says of it.
        zones: The zones in which it stands.
    """

    part: Part
    block: Json
    zones: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Its stack and address, as findings name it."""
        return f"{self.part.stack}:{self.part.address}"

    def at(self, *path: str) -> object:
        """Return an attribute; None where it is not stated."""
        return attribute(self.block, path)

    def place(self, *path: str) -> Attribute:
        """Return where an attribute stands, or the block itself."""
        return Attribute.of(self.part, *path)


@dataclass(frozen=True, kw_only=True, eq=False)
class Evidence:
    """The evidence that rules look at.

    Attributes:
        analysis: What survives which failure.
        production: Whether the environment holds what must not be lost.
        today: The day on which the rules judge.
        ceilings: The figures that meet a limit, with their limits.
        vcpu_quota: The vCPUs that the account may run, where the environment's file says it.
        accepted: The risks that the environment's file accepts.
        explained: For later stages: what earlier ones have explained.
        found: Likewise: the rule and the subject of each weakness that they found.
    """

    analysis: Analysis
    production: bool
    today: date
    ceilings: tuple[Ceiling, ...] = ()
    vcpu_quota: int | None = None
    accepted: tuple[AcceptedRisk, ...] = ()
    explained: frozenset[str] = frozenset()
    found: frozenset[tuple[str, str]] = frozenset()

    @property
    def model(self) -> Model:
        """The platform."""
        return self.analysis.model

    @cached_property
    def unrendered(self) -> tuple[Unknown, ...]:
        """The releases whose charts Helm refuses; or that there is no Helm."""
        return tuple(
            each
            for each in self.model.unknowns
            if each.subject == HELM or each.problem.startswith(NOT_RENDERED)
        )

    @property
    def any_zone(self) -> str:
        """The loss of a zone, as people read it: for what breaks whichever domain fails."""
        return str(Domain(kind=DomainKind.ZONE, name=next(iter(self.model.zones), "")))

    @cached_property
    def ways(self) -> Ways:
        """The ways out of subnets."""
        return Ways(self.model)

    def all(self, kind: str) -> tuple[Resource, ...]:
        """Return the resources of a type in all stacks."""
        return self._by_kind.setdefault(kind, tuple(self._read(kind)))

    @cached_property
    def _by_kind(self) -> dict[str, tuple[Resource, ...]]:
        return {}

    def _read(self, kind: str) -> Iterator[Resource]:
        zones = self.model.references.nodes
        for part, block in parts(self.model.stacks, kind):
            stands = zones.get(part, {}).get("zones", ())
            yield Resource(part=part, block=block, zones=tuple(stands))

    def led_to(self, resource: Resource, *path: str) -> tuple[Part, ...]:
        """Return the resources that an attribute leads to, also across remote state.

        None where nobody can tell.
        """
        return self.ways.resources(resource.part, resource.at(*path))

    def zones_led_to(self, resource: Resource, *path: str) -> frozenset[str]:
        """Return the zones of the subnets that an attribute leads to."""
        found = (self.ways.zone(part) for part in self.led_to(resource, *path) if is_subnet(part))
        return frozenset(zone for zone in found if zone)

    @cached_property
    def groups(self) -> tuple[NodeGroup, ...]:
        """The node groups, without those that retire: nothing new comes to stand there."""
        return tuple(
            group
            for group in self.model.groups
            if not any(taint.key == RETIRING_TAINT for taint in group.taints)
        )

    @cached_property
    def node_groups(self) -> tuple[Resource, ...]:
        """The same, as the resources that they are."""
        staying = {group.address for group in self.groups}
        return tuple(
            each for each in self.all("aws_eks_node_group") if each.part.address in staying
        )

    @cached_property
    def node_subnets(self) -> tuple[Resource, ...]:
        """The subnets in which nodes may stand."""
        used = {part for group in self.node_groups for part in self.led_to(group, "subnet_ids")}
        return tuple(each for each in self.all("aws_subnet") if each.part in used)

    @cached_property
    def needed(self) -> Mapping[str, tuple[Path, ...]]:
        """The paths that have to survive, by the key of each workload that they rest on."""
        found: dict[str, list[Path]] = defaultdict(list)
        for path in self.analysis.paths:
            if path.redundant:
                for key in {step.workload for step in path.steps if step.workload}:
                    found[key].append(path)
        return {key: tuple(paths) for key, paths in found.items()}

    def needed_workloads(self) -> Iterator[Workload]:
        """Yield the workloads that paths rest on which have to survive, DaemonSets left out."""
        return (
            each for each in self.model.workloads if each.key in self.needed and not each.every_node
        )

    def takes_requests(self, workload: Workload) -> bool:
        """Return whether requests of users pass the workload's pods."""
        topics = {Topic.REQUESTS, Topic.PEERS, Topic.DATABASE}
        return workload.origin is not Origin.AWS and any(
            path.topic in topics for path in self.needed.get(workload.key, ())
        )

    @cached_property
    def groups_by_name(self) -> Mapping[str, tuple[NodeGroup, ...]]:
        """The node groups of all zones, by the name that the environment's file gives them."""
        found: dict[str, list[NodeGroup]] = defaultdict(list)
        for group in self.groups:
            found[group.name].append(group)
        return {name: tuple(groups) for name, groups in found.items()}

    def groups_of(self, workload: Workload) -> tuple[NodeGroup, ...]:
        """Return the groups whose nodes let the workload's pods in."""
        return tuple(group for group in self.groups if any_node(group).suits(workload))

    def values(self, release: str) -> Json:
        """Return the values of a release by its name; empty where there is none."""
        for each in self.all("helm_release"):
            if each.block.get("name") == release:
                return merged_values(release_values(each.block, as_written))
        return {}


def any_node(group: NodeGroup) -> Node:
    """Return a node of a group, of whichever zone."""
    return group.node(next(iter(group.zones), ""), 0)


def is_subnet(part: Part) -> bool:
    """Return whether a part is a subnet."""
    return part.address.startswith("aws_subnet.")
