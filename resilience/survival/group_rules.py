"""The rules of security groups, as far as they can be read."""

from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Final

from resilience.survival.blocks import Stacks, block_of, parts
from resilience.survival.elements import part_element
from resilience.survival.ways import Ways
from terraform_json.order import Part
from terraform_json.types import Json

INGRESS: Final = "ingress"
EGRESS: Final = "egress"
EVERYWHERE: Final = IPv4Network("0.0.0.0/0")
_ALL_PORTS: Final = range(2**16)
_NO_PORT: Final = range(0)
_TCP: Final = ("tcp", "6")
_ALL: Final = "-1"


@dataclass(frozen=True, kw_only=True)
class GroupRule:
    """A rule of a security group.

    Attributes:
        element: Its element; of a rule that EKS makes, the cluster's.
        ports: The ports of TCP that it opens; None where they are not known.
        peers: The groups to which it opens them.
        network: The addresses to which it opens them.
        read: Whether it is known to whom it opens them.
        written: Whether a resource of its own says it.
    """

    element: str
    ports: range | None = _ALL_PORTS
    peers: frozenset[Part] = frozenset()
    network: IPv4Network | None = None
    read: bool = True
    written: bool = False

    def opens(self, port: int) -> bool | None:
        """Return whether it opens a port; None where that is not known."""
        return None if self.ports is None else port in self.ports

    def is_for(self, groups: AbstractSet[Part], networks: Iterable[IPv4Network]) -> bool | None:
        """Return whether it is for the members of groups, or for all of some addresses."""
        if not self.peers.isdisjoint(groups) or self.network == EVERYWHERE:
            return True
        if self.network is None:
            return False if self.read else None
        there = list(networks)
        return all(each.subnet_of(self.network) for each in there) if there else None


class GroupRules:
    """The rules of all security groups, by direction and group.

    A group that EKS makes lets its members reach each other, and lets all out:
    https://docs.aws.amazon.com/eks/latest/userguide/sec-group-reqs.html

    Args:
        stacks: Terraform's JSON of each stack, by name.
        ways: Where values lead.

    Attributes:
        unread: The groups that have rules of another form than resources of their own.
    """

    def __init__(self, stacks: Stacks, ways: Ways) -> None:
        self._stacks, self._ways = stacks, ways
        self._found: dict[tuple[str, Part], list[GroupRule]] = defaultdict(list)
        for cluster, _ in parts(stacks, "aws_eks_cluster"):
            own = GroupRule(element=part_element(cluster), peers=frozenset({cluster}))
            out = GroupRule(element=part_element(cluster), network=EVERYWHERE)
            self._found[INGRESS, cluster].append(own)
            self._found[EGRESS, cluster].append(out)
        for direction in (INGRESS, EGRESS):
            for part, block in parts(stacks, f"aws_vpc_security_group_{direction}_rule"):
                for group in ways.led_to(part, block, "security_group_id"):
                    self._found[direction, group].append(self._rule(part, block))
        self.unread = frozenset(
            group
            for part, block in parts(stacks, "aws_security_group_rule")
            for group in ways.led_to(part, block, "security_group_id")
        ) | {part for part, block in parts(stacks, "aws_security_group") if block.keys() & _INLINE}

    def of(self, direction: str, groups: Iterable[Part]) -> list[GroupRule]:
        """Return the rules of some groups in a direction."""
        return [rule for group in groups for rule in self._found.get((direction, group), ())]

    def _rule(self, part: Part, block: Json) -> GroupRule:
        peers = self._ways.led_to(part, block, "referenced_security_group_id")
        network = self._network(part, block.get("cidr_ipv4"))
        # Nodes and what they call have addresses of IPv4.
        read = bool(peers or network or block.get("cidr_ipv6"))
        return GroupRule(
            element=part_element(part),
            ports=_ports(block),
            peers=frozenset(peers),
            network=network,
            read=read,
            written=True,
        )

    def _network(self, part: Part, value: object) -> IPv4Network | None:
        """Return addresses, written out or those of a VPC or a subnet; None if nobody can tell."""
        led_to = self._ways.resources(part, value)
        stated = block_of(self._stacks, led_to[0]).get("cidr_block") if led_to else value
        return network_of(stated)


_INLINE: Final = frozenset({INGRESS, EGRESS})


def network_of(value: object) -> IPv4Network | None:
    """Return addresses that are written out; None of any other value."""
    try:
        return IPv4Network(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _ports(block: Json) -> range | None:
    protocol = str(block.get("ip_protocol"))
    if protocol == _ALL:
        return _ALL_PORTS
    if protocol not in _TCP:
        return None if "${" in protocol else _NO_PORT
    first, last = block.get("from_port"), block.get("to_port")
    if isinstance(first, int) and isinstance(last, int):
        return range(first, last + 1)
    return None
