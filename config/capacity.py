"""How many nodes, with the addresses of their pods, a subnet holds.

The VPC CNI with prefix delegation gives a node whole /28 prefixes, each an aligned block of 16
addresses (https://docs.aws.amazon.com/eks/latest/best-practices/prefix-mode-linux.html).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Network

PREFIX_ADDRESSES = 16

WARM_PREFIXES = 1
"""Prefixes that the CNI attaches ahead of need: its default, `WARM_PREFIX_TARGET=1`."""

CONTROL_PLANE_ADDRESSES = 16
"""What EKS recommends to leave free for its network interfaces in each of its subnets:
https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html"""

RESERVED_BLOCKS = 2
"""AWS reserves the first four addresses of a subnet and the last, so its first and its last block
never become prefixes: https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html"""

_FREE_IN_RESERVED_BLOCKS = 12 + 15


def zone_share(max_sizes: Iterable[int], *, zones: int) -> int:
    """Return the most nodes that a zone holds while another is lost.

    An Auto Scaling group keeps its zones even:
    https://docs.aws.amazon.com/autoscaling/ec2/userguide/auto-scaling-benefits.html

    Args:
        max_sizes: The maximum of each node group.
        zones: The zones that all groups span: two or more.
    """
    return sum(-(-size // (zones - 1)) for size in max_sizes)


@dataclass(frozen=True, kw_only=True)
class NodeAddresses:
    """What nodes and their surroundings need of a subnet.

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
