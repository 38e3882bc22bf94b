"""How many nodes, with the addresses of their pods, a subnet holds.

The VPC CNI with prefix delegation gives a node whole /28 prefixes, each an aligned block of 16
addresses (https://docs.aws.amazon.com/eks/latest/best-practices/prefix-mode-linux.html).
"""

from dataclasses import dataclass
from ipaddress import IPv4Network

PREFIX_ADDRESSES = 16

WARM_PREFIXES = 1
"""Prefixes that the CNI attaches ahead of need: its default, `WARM_PREFIX_TARGET=1`."""

CONTROL_PLANE_ADDRESSES = 16
"""The addresses that EKS recommends to leave free for its network interfaces in each subnet:
https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html"""

RESERVED_BLOCKS = 2
"""AWS reserves the first four addresses of a subnet and the last, so its first and its last block
never become prefixes: https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html"""

_FREE_IN_RESERVED_BLOCKS = 12 + 15


@dataclass(frozen=True, kw_only=True)
class GroupSizes:
    """How many nodes a group has.

    Attributes:
        min_size: The fewest.
        desired_size: Those at creation.
        max_size: The most.
    """

    min_size: int
    desired_size: int
    max_size: int

    def in_zone(self, zones: int) -> "GroupSizes":
        """Return the sizes of the group's part in one zone, so that each zone stands by itself.

        The fewest are spread over the zones, and so are those at creation. The most are spread over
        one zone less, so that they are reached with any one zone lost. All are rounded up. Of 3, 3
        and 10 nodes over three zones, each zone has 1, 1 and 5: two zones reach 10, and three 15.

        Args:
            zones: The zones that the group spans: two or more.
        """
        return GroupSizes(
            min_size=-(-self.min_size // zones),
            desired_size=-(-self.desired_size // zones),
            max_size=-(-self.max_size // (zones - 1)),
        )


@dataclass(frozen=True, kw_only=True)
class NodeAddresses:
    """The addresses that nodes and their surroundings need of a subnet.

    Attributes:
        max_pods_per_node: Pods that one node may run.
        interface_endpoints: Endpoints with a network interface, and so an address, in each subnet.
    """

    max_pods_per_node: int
    interface_endpoints: int

    @property
    def prefixes_per_node(self) -> int:
        """The /28 prefixes of one full node."""
        return -(-self.max_pods_per_node // PREFIX_ADDRESSES) + WARM_PREFIXES

    def nodes_that_fit(self, subnet: IPv4Network) -> int:
        """Return how many full nodes the subnet holds."""
        blocks = subnet.num_addresses // PREFIX_ADDRESSES - RESERVED_BLOCKS
        nodes = max(blocks, 0) // self.prefixes_per_node
        while nodes > 0 and nodes * self.prefixes_per_node + self._single_blocks(nodes) > blocks:
            nodes -= 1
        return nodes

    def explain(self, subnet: IPv4Network) -> str:
        """Return the arithmetic of `nodes_that_fit`, for people."""
        blocks = subnet.num_addresses // PREFIX_ADDRESSES
        nodes = self.nodes_that_fit(subnet)
        singles = self._single_blocks(nodes)
        usable = max(blocks - RESERVED_BLOCKS - singles, 0)
        return (
            f"{subnet}: {blocks} /28 blocks, less {RESERVED_BLOCKS} in which AWS reserves addresses"
            f" and {singles} of single addresses, leave {usable}: {nodes} nodes"
            f" of {self.prefixes_per_node} prefixes"
        )

    def _single_blocks(self, nodes: int) -> int:
        """Return the blocks lost to addresses that are no prefixes: one a node, endpoints, EKS."""
        singles = nodes + self.interface_endpoints + CONTROL_PLANE_ADDRESSES
        return max(-(-(singles - _FREE_IN_RESERVED_BLOCKS) // PREFIX_ADDRESSES), 0)
