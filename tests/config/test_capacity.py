from ipaddress import IPv4Network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.capacity import GroupSizes, NodeAddresses


@pytest.mark.parametrize(
    ("max_pods_per_node", "prefixes"),
    [(16, 2), (17, 3), (110, 8), (250, 17)],
)
def test_a_node_takes_a_prefix_for_16_pods_and_one_kept_warm(
    max_pods_per_node: int, prefixes: int
) -> None:
    demand = NodeAddresses(max_pods_per_node=max_pods_per_node, interface_endpoints=0)
    assert demand.prefixes_per_node == prefixes


@pytest.mark.parametrize(
    ("subnet", "endpoints", "nodes"),
    [
        ("10.0.0.0/28", 0, 0),
        ("10.0.0.0/24", 0, 1),  # 16 blocks - 2 = 14, and 8 a node
        ("10.0.0.0/23", 0, 3),  # 32 - 2 = 30
        # 510 blocks; 63 nodes take 504 and their 63 + 16 single addresses 4 more
        ("10.0.0.0/19", 0, 63),
        # the 6 blocks that 63 nodes leave hold 96 single addresses beside the 27 in AWS's own two:
        # 63 + 44 endpoints + 16
        ("10.0.0.0/19", 44, 63),
        ("10.0.0.0/19", 45, 62),
    ],
)
def test_a_subnet_holds_as_many_nodes_as_it_has_whole_prefixes(
    subnet: str, endpoints: int, nodes: int
) -> None:
    demand = NodeAddresses(max_pods_per_node=110, interface_endpoints=endpoints)
    assert demand.nodes_that_fit(IPv4Network(subnet)) == nodes


@pytest.mark.parametrize(
    ("zones", "sizes", "in_zone"),
    [
        (3, (3, 3, 10), (1, 1, 5)),
        (2, (3, 3, 10), (2, 2, 10)),
        (4, (3, 6, 10), (1, 2, 4)),
        (3, (7, 8, 53), (3, 3, 27)),
        (3, (0, 0, 1), (0, 0, 1)),
    ],
)
def test_a_zone_has_its_part_of_a_group(
    zones: int, sizes: tuple[int, int, int], in_zone: tuple[int, int, int]
) -> None:
    assert group_sizes(*sizes).in_zone(zones) == group_sizes(*in_zone)


@given(st.lists(st.integers(0, 450), min_size=3, max_size=3).map(sorted), st.integers(2, 6))
def test_with_any_zone_lost_a_group_reaches_its_maximum_and_its_minimum_stands_in_every_zone(
    sizes: list[int], zones: int
) -> None:
    least, desired, most = sizes
    part = group_sizes(least, desired, max(most, 1)).in_zone(zones)
    assert part.max_size * (zones - 1) >= most
    assert part.min_size * zones >= least
    assert (part.min_size > 0) == (least > 0)
    assert part.min_size <= part.desired_size <= part.max_size


def group_sizes(least: int, desired: int, most: int) -> GroupSizes:
    """Return the sizes of a group."""
    return GroupSizes(min_size=least, desired_size=desired, max_size=most)
