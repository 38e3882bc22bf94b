"""Whether security groups let the callers of a step in."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from ipaddress import IPv4Network
from itertools import product
from typing import Final

from resilience.model.platform import Model
from resilience.survival.blocks import block_of, parts
from resilience.survival.elements import part_element
from resilience.survival.group_rules import (
    EGRESS,
    EVERYWHERE,
    INGRESS,
    GroupRule,
    GroupRules,
    network_of,
)
from resilience.survival.paths import Barrier, Step
from resilience.survival.ways import Ways
from terraform_json.order import Part
from terraform_json.types import Json

_KNOWN: Final = ("aws_security_group.", "aws_eks_cluster.")
"""How the addresses of groups begin whose rules are read; a cluster's is the one that EKS makes."""


@dataclass(frozen=True, kw_only=True)
class Party:
    """A caller, or the side that is called.

    Attributes:
        name: What people call it.
        groups: The security groups that it carries.
        networks: Its addresses, where they are known.
        problem: Why its groups are not known; empty where they are.
    """

    name: str
    groups: tuple[Part, ...] = ()
    networks: tuple[IPv4Network, ...] = ()
    problem: str = ""


INTERNET: Final = Party(name="the internet", networks=(EVERYWHERE,))


@dataclass(frozen=True, kw_only=True)
class Passage:
    """Whether callers get in: they do where neither is set.

    Attributes:
        barrier: What keeps them out.
        unknown: Why it is not known.
    """

    barrier: Barrier | None = None
    unknown: str = ""

    def over(self, step: Step) -> Step:
        """Return a step, taken by these callers."""
        if step.absent or not (self.barrier or self.unknown):
            return step
        return replace(step, barrier=self.barrier, unknown=step.unknown or self.unknown)


class SecurityGroups:
    """Compares the rules of security groups with who has to reach whom.

    Args:
        model: The platform.
        ways: Where values lead.
        node_subnets: The subnet of each node group's nodes of a zone, by group and zone.
    """

    def __init__(
        self, model: Model, ways: Ways, node_subnets: Mapping[tuple[str, str], Part]
    ) -> None:
        self._model, self._ways, self._subnets = model, ways, node_subnets

    @cached_property
    def _rules(self) -> GroupRules:
        return GroupRules(self._model.stacks, self._ways)

    def party(self, name: str, part: Part, value: object) -> Party:
        """Return who carries the groups that a value of a part names."""
        groups = self._ways.resources(part, value)
        known = tuple(each for each in groups if each.address.startswith(_KNOWN))
        every = bool(groups) and known == groups
        return Party(name=name, groups=known, problem="" if every else _unknown(name))

    def nodes(self, elements: Collection[str] | None = None) -> list[Party]:
        """Return the nodes of some node groups, by their elements; of all where none are given."""
        return [
            party
            for element, party in self._nodes.items()
            if elements is None or element in elements
        ]

    @cached_property
    def _nodes(self) -> dict[str, Party]:
        names = {group.address: group.name for group in self._model.groups}
        return {
            part_element(part): self._of_nodes(part, block, names[part.address])
            for part, block in parts(self._model.stacks, "aws_eks_node_group")
            if part.address in names
        }

    def _of_nodes(self, part: Part, block: Json, name: str) -> Party:
        """Return the nodes of a group: they carry the cluster's own group where none is named.

        https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html
        """
        told = f"the nodes of {name}"
        subnets = {s for (group, _), s in self._subnets.items() if group == part.address}
        stated = (block_of(self._model.stacks, each).get("cidr_block") for each in subnets)
        networks = tuple(map(network_of, stated))
        known = tuple(each for each in networks if each)
        party = self._launched(told, part, block)
        return replace(party, networks=known if known == networks else ())

    def _launched(self, name: str, part: Part, block: Json) -> Party:
        template, launched = part, block.get("launch_template") or {}
        if launched:
            named = self._ways.led_to(part, launched, "id")
            if not named:
                return Party(name=name, problem=_unknown(name))
            template, launched = named[0], block_of(self._model.stacks, named[0])
        if value := launched.get("vpc_security_group_ids"):
            return self.party(name, template, value)
        clusters = tuple(cluster for cluster, _ in parts(self._model.stacks, "aws_eks_cluster"))
        if "network_interfaces" in launched or not clusters:
            return Party(name=name, problem=_unknown(name))
        return Party(name=name, groups=clusters[:1])

    def passage(
        self, callers: Collection[Party], called: Collection[Party], port: int | None
    ) -> Passage:
        """Return whether all callers reach a port; of those that are kept out the first is told.

        Args:
            callers: The callers.
            called: Whom they call.
            port: The port of TCP; None where it is not known.
        """
        pairs = product(callers, called)
        found = [each for caller, other in pairs for each in self._passages(caller, other, port)]
        barred = next((each for each in found if each.barrier), None)
        return barred or next((each for each in found if each.unknown), Passage())

    def _passages(self, caller: Party, called: Party, port: int | None) -> Iterator[Passage]:
        """Yield what keeps a caller out, or may do so, on its side and on the other."""
        if port is None:
            yield Passage(unknown=f"the port of {called.name} is not known")
            return
        told = f"lets {caller.name} reach {called.name} on port {port}"
        yield from self._side(INGRESS, called, caller, port, told)
        if caller != INTERNET:
            yield from self._side(EGRESS, caller, called, port, told)

    def _side(
        self, direction: str, own: Party, other: Party, port: int, told: str
    ) -> Iterator[Passage]:
        rules = self._rules.of(direction, own.groups)
        admitted = [_admits(rule, other, port) for rule in rules]
        if True in admitted:
            return
        if problem := own.problem or other.problem:
            yield Passage(unknown=problem)
        elif None in admitted or not self._rules.unread.isdisjoint(own.groups):
            group = part_element(own.groups[0])
            yield Passage(unknown=f"whether {group} {told} is not known: its rules cannot be read")
        else:
            problem = f"no {direction} rule of {{}} {told}"
            yield Passage(barrier=_barrier(own, other, rules, port, problem))


def _unknown(name: str) -> str:
    return f"the security groups of {name} are not known"


def _admits(rule: GroupRule, other: Party, port: int) -> bool | None:
    both = (rule.opens(port), _is_for(rule, other))
    return False if False in both else None if None in both else True


def _is_for(rule: GroupRule, other: Party) -> bool | None:
    return rule.is_for(frozenset(other.groups), other.networks)


def _barrier(
    own: Party, other: Party, rules: Iterable[GroupRule], port: int, problem: str
) -> Barrier:
    """Return what keeps others out: nearest is a rule for them, or else one of their port."""
    ours = (part_element(each) for each in own.groups if each.address.startswith(_KNOWN[0]))
    group = next(ours, part_element(own.groups[0]))
    written = [rule for rule in rules if rule.written]
    near = [rule.element for rule in written if _is_for(rule, other)]
    near += [rule.element for rule in written if rule.opens(port) and not rule.opens(0)]
    return Barrier(group=group, nearest=(near or [group])[0], problem=problem.format(group))
