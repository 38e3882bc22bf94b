from ipaddress import IPv4Network

import pytest

from config.capacity import NodeAddresses, zone_share


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


@pytest.mark.parametrize(("zones", "share"), [(2, 63), (3, 32), (4, 22)])
def test_the_share_of_a_zone_is_each_groups_by_itself_with_one_zone_lost(
    zones: int, share: int
) -> None:
    assert zone_share([53, 10], zones=zones) == share
