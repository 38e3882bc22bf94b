"""The ceiling of addresses: the nodes of a subnet, each with its prefixes."""

from collections import Counter
from collections.abc import Iterator
from ipaddress import IPv4Network

from config.capacity import NodeAddresses
from resilience.causes.places import Setting
from resilience.ceiling import Ceiling
from resilience.evidence import Evidence, Resource
from terraform_json.order import Part


def addresses(evidence: Evidence) -> Iterator[Ceiling]:
    """Yield the most nodes of each subnet, against those whose prefixes it holds."""
    most: Counter[Part] = Counter()
    pods: dict[Part, int] = {}
    by_address = {group.address: group for group in evidence.groups}
    for resource in evidence.node_groups:
        group = by_address.get(resource.part.address)
        if group is None:
            continue
        led_to = evidence.led_to(resource, "subnet_ids")
        for part in led_to:
            most[part] += -(-group.max_size // len(led_to))
            pods[part] = max(pods.get(part, 0), group.room.pods)
    for subnet in evidence.node_subnets:
        endpoints = sum(
            subnet.part in evidence.led_to(each, "subnet_ids")
            for each in evidence.all("aws_vpc_endpoint")
        )
        needs = NodeAddresses(
            max_pods_per_node=pods.get(subnet.part, 0), interface_endpoints=endpoints
        )
        network = _network(subnet)
        zone = evidence.ways.zone(subnet.part) or ""
        yield Ceiling(
            rule="nodes-exceed-subnet",
            subject=subnet.name,
            title=f"nodes of {zone} at their most",
            needed=most[subnet.part],
            limit=needs.nodes_that_fit(network) if network else None,
            arithmetic=needs.explain(network)
            if network
            else f"its cidr_block is not known: {subnet.at('cidr_block')}",
            remedy="choose a larger subnet, or a smaller max_size or max_pods_per_node",
            places=(Setting(path=("network", "zones", zone, "private")),),
        )


def _network(subnet: Resource) -> IPv4Network | None:
    """Return the network of a subnet; None where it is an expression."""
    try:
        return IPv4Network(str(subnet.at("cidr_block")))
    except ValueError:
        return None
