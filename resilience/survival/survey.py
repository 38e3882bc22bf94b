"""Finds the pods, interfaces and ways that steps of paths rest on."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property

from resilience.model.platform import Model
from resilience.model.pods import K8S, REPLICATED, Workload
from resilience.placement.before import Placed, Placement
from resilience.survival.blocks import block_of, parts
from resilience.survival.elements import (
    node_element,
    part_element,
    pod_element,
    zone_element,
)
from resilience.survival.needs import Pods
from resilience.survival.paths import Strand
from resilience.survival.security_groups import SecurityGroups
from resilience.survival.ways import Ways
from terraform_json.order import Part
from terraform_json.references import attribute
from terraform_json.types import Json
from terraform_json.values import as_written, merged_values, release_values


@dataclass(frozen=True, kw_only=True)
class Found:
    """Pods that a step asks for.

    Attributes:
        workload: Their workload; None if it is not known.
        problem: Why it is not known.
    """

    workload: Workload | None = None
    problem: str = ""


class Survey:
    """A platform, indexed by what the steps of paths ask for.

    Args:
        model: The platform.
        placement: Where its pods stand when all is well.
    """

    def __init__(self, model: Model, placement: Placement) -> None:
        self.model, self.placement = model, placement
        self.ways = Ways(model)
        self._by_release: dict[str, list[Workload]] = defaultdict(list)
        for workload in model.workloads:
            self._by_release[workload.release].append(workload)
        self._groups = {node.name: node.group for node in placement.nodes}
        self._beside: dict[str, dict[str, Placed]] = {}

    @cached_property
    def _releases(self) -> dict[str, list[str]]:
        """The addresses of releases and of addons of EKS, by name."""
        found: dict[str, list[str]] = defaultdict(list)
        for kind, named in (("helm_release", "name"), ("aws_eks_addon", "addon_name")):
            for part, block in parts(self.model.stacks, kind):
                found[str(block.get(named))].append(part.address)
        return found

    @cached_property
    def node_subnets(self) -> dict[tuple[str, str], Part]:
        """The subnet in which a node group's nodes of a zone stand, by group and zone."""
        return {
            (part.address, zone): subnet
            for part, block in parts(self.model.stacks, "aws_eks_node_group")
            for subnet in self.ways.led_to(part, block, "subnet_ids")
            if (zone := self.ways.zone(subnet))
        }

    @cached_property
    def security_groups(self) -> SecurityGroups:
        """The traffic that security groups let through."""
        return SecurityGroups(self.model, self.ways, self.node_subnets)

    def shifts(self) -> bool:
        """Return whether a zonal shift of the cluster takes the pods of a zone out of Services.

        https://docs.aws.amazon.com/eks/latest/userguide/zone-shift.html
        """
        return any(
            block.get("zonal_shift_config", {}).get("enabled") is True
            for _, block in parts(self.model.stacks, "aws_eks_cluster")
        )

    def find(self, need: Pods) -> Found | None:
        """Return the workload of an addon; None if the platform does without it."""
        addresses = self._releases.get(need.release)
        if not addresses:
            return None
        for workload in (each for address in addresses for each in self._by_release[address]):
            if any(fnmatchcase(workload.name, pattern) for pattern in need.names):
                return Found(workload=workload)
        if need.enabled and self._value(need.release, need.enabled) is False:
            return None
        return Found(problem=self._problem(need.title, addresses))

    def _value(self, release: str, path: str) -> object:
        for _, block in parts(self.model.stacks, "helm_release"):
            if block.get("name") == release:
                return attribute(merged_values(release_values(block, as_written)), path.split("."))
        return None

    def of_release(self, address: str) -> Found:
        """Return the Deployment or StatefulSet of a release that has one."""
        serving = [each for each in self._by_release[address] if each.kind in REPLICATED]
        if len(serving) == 1:
            return Found(workload=serving[0])
        return Found(problem=self._problem(address, [address]))

    def others(self, known: Collection[str]) -> Iterator[tuple[str, list[Workload]]]:
        """Yield the releases of charts of others that nobody declared, with what serves there.

        Args:
            known: The names of the releases that are declared, or are applications.
        """
        for part, block in parts(self.model.stacks, "helm_release"):
            name = str(block.get("name"))
            serving = [each for each in self._by_release[part.address] if each.kind in REPLICATED]
            if name not in known and serving:
                yield name, serving

    def _problem(self, name: str, addresses: Iterable[str]) -> str:
        told = (
            each.problem
            for each in self.model.unknowns
            if any(address in each.subject for address in addresses)
        )
        return next(told, f"which pods there are of {name} is not known")

    def problem_of(self, workload: Workload) -> str:
        """Return what is not known of a workload, which may be where its pods can stand."""
        return self._problems.get(workload.key) or self._problems.get(workload.release, "")

    @cached_property
    def _problems(self) -> dict[str, str]:
        """The unknowns, by the key of the workload or the address of the release."""
        return {
            each.subject.partition(":")[2] or each.subject: each.problem
            for each in self.model.unknowns
        }

    def strands(
        self, workload: Workload, *, shifted: bool = False, beside: Workload | None = None
    ) -> tuple[Strand, ...]:
        """Return a strand for each pod of a workload that stands on a node.

        Args:
            workload: The workload.
            shifted: Whether a zonal shift keeps traffic from its pods.
            beside: A DaemonSet whose pod on the same node each pod needs; a pod without one is no
                strand.
        """
        agents = self._by_node(beside) if beside else None
        return tuple(
            Strand(
                name=f"{workload.name} #{pod.index}",
                elements=self._of_pod(pod, agents),
                traffic_zone=pod.zone if shifted else None,
            )
            for pod in self.placement.by_workload.get(workload.key, ())
            if agents is None or pod.node in agents
        )

    def _by_node(self, workload: Workload) -> dict[str, Placed]:
        """Return the pod of a DaemonSet on each node."""
        if workload.key not in self._beside:
            pods = self.placement.by_workload.get(workload.key, ())
            self._beside[workload.key] = {pod.node: pod for pod in pods}
        return self._beside[workload.key]

    def _of_pod(self, pod: Placed, agents: Mapping[str, Placed] | None) -> frozenset[str]:
        """Return all that a pod needs to answer."""
        group = self._groups[pod.node]
        found = {
            pod_element(pod.name),
            node_element(pod.node),
            part_element(Part(K8S, group)),
            zone_element(pod.zone),
        }
        if subnet := self.node_subnets.get((group, pod.zone)):
            found.add(part_element(subnet))
        if agents is not None:
            found.add(pod_element(agents[pod.node].name))
        return frozenset(found)

    def subnets(self, part: Part, value: object) -> tuple[Part, ...]:
        """Return the subnets that a value of a part leads to."""
        return tuple(
            each
            for each in self.ways.resources(part, value)
            if each.address.startswith("aws_subnet.")
        )

    def block(self, part: Part) -> Json:
        """Return the block of a resource."""
        return block_of(self.model.stacks, part)
