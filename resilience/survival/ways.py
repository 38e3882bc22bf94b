"""Ways through the VPC, read off its route tables and never off the names of resources."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from resilience.model.platform import Model
from resilience.model.targets import Targets, UnresolvedError
from resilience.survival.blocks import block_of, parts
from resilience.survival.elements import part_element, zone_element
from terraform_json.order import Part
from terraform_json.types import Json

ANYWHERE = ("0.0.0.0/0", "::/0")
_GATEWAYS = ("nat_gateway_id", "gateway_id", "egress_only_gateway_id", "transit_gateway_id")


@dataclass(frozen=True, kw_only=True)
class Way:
    """A way from a subnet to the internet.

    Attributes:
        elements: All that it needs, the zones in which that stands included.
        nat_gateways: The NAT gateways that it takes.
    """

    elements: frozenset[str]
    nat_gateways: tuple[Part, ...]


class Ways:
    """The subnets of a platform and the ways out of them.

    Args:
        model: The platform.
    """

    def __init__(self, model: Model) -> None:
        self._model, self._stacks = model, model.stacks
        self._targets = Targets(model.stacks)
        self._associations: dict[Part, tuple[Part, Part]] = {}
        for part, block in parts(model.stacks, "aws_route_table_association"):
            for subnet in self.led_to(part, block, "subnet_id"):
                for table in self.led_to(part, block, "route_table_id"):
                    self._associations[subnet] = (part, table)
        self._routes: dict[Part, list[Part]] = defaultdict(list)
        for part, block in parts(model.stacks, "aws_route"):
            if _is_default(block):
                for table in self.led_to(part, block, "route_table_id"):
                    self._routes[table].append(part)

    def led_to(self, part: Part, block: Json, attribute: str) -> tuple[Part, ...]:
        """Return the resources that an attribute of a part leads to; none if nobody can tell."""
        return self.resources(part, block.get(attribute))

    def resources(self, part: Part, value: object) -> tuple[Part, ...]:
        """Return the resources that a value of a part leads to; none if nobody can tell."""
        if value is None:
            return ()
        try:
            return self._targets.of(part.stack, value)
        except UnresolvedError:
            return ()

    def zone(self, part: Part) -> str | None:
        """Return the zone of a part; None if it stands in none or several, or nobody can tell."""
        zones = self._model.references.nodes.get(part, {}).get("zones", ())
        return zones[0] if len(zones) == 1 else None

    def table(self, subnet: Part) -> Part | None:
        """Return the route table of a subnet, where one is associated with it."""
        association = self._associations.get(subnet)
        return association[1] if association else None

    def out(self, subnet: Part) -> Way | None:
        """Return the way from a subnet to the internet; None where it has none.

        Its default route leads to an internet gateway, or to a NAT gateway, whose own subnet has
        to have a way out.
        https://docs.aws.amazon.com/vpc/latest/userguide/route-table-options.html
        """
        return self._out(subnet, frozenset())

    def _out(self, subnet: Part, passed: frozenset[Part]) -> Way | None:
        if subnet in passed or subnet not in self._associations:
            return None
        association, table = self._associations[subnet]
        # Of two default routes, one is for IPv6; an address of IPv4 takes the other.
        for route in sorted(self._routes[table], key=self._is_ipv6):
            onward = self._through(route, passed | {subnet})
            if onward:
                own = {part_element(part) for part in (subnet, association, table, route)}
                zone = self.zone(subnet)
                standing = {zone_element(zone)} if zone else set()
                return Way(
                    elements=frozenset(own | standing | onward.elements),
                    nat_gateways=onward.nat_gateways,
                )
        return None

    def _is_ipv6(self, route: Part) -> bool:
        return "destination_ipv6_cidr_block" in block_of(self._stacks, route)

    def _through(self, route: Part, passed: frozenset[Part]) -> Way | None:
        block = block_of(self._stacks, route)
        for gateway in (
            each for attribute in _GATEWAYS for each in self.led_to(route, block, attribute)
        ):
            if not gateway.address.startswith("aws_nat_gateway."):
                return Way(elements=frozenset({part_element(gateway)}), nat_gateways=())
            beyond = self._beyond(gateway, passed)
            if beyond:
                return Way(
                    elements=beyond.elements | set(self._of_nat_gateway(gateway)),
                    nat_gateways=(gateway, *beyond.nat_gateways),
                )
        return None

    def _beyond(self, gateway: Part, passed: frozenset[Part]) -> Way | None:
        block = block_of(self._stacks, gateway)
        # A private NAT gateway leads to other networks, and never to the internet.
        if block.get("connectivity_type") == "private":
            return None
        ways = (self._out(each, passed) for each in self.led_to(gateway, block, "subnet_id"))
        return next((way for way in ways if way), None)

    def _of_nat_gateway(self, gateway: Part) -> Iterator[str]:
        yield part_element(gateway)
        addresses = self.led_to(gateway, block_of(self._stacks, gateway), "allocation_id")
        yield from map(part_element, addresses)


def _is_default(block: Json) -> bool:
    return any(
        block.get(attribute) in ANYWHERE
        for attribute in ("destination_cidr_block", "destination_ipv6_cidr_block")
    )
