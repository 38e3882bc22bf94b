import pytest

from ops.command import Failure
from sandbox.joints.instance_types import node_size, pods_of_network

NETWORK = {"MaximumNetworkInterfaces": 3, "Ipv4AddressesPerInterface": 10}


@pytest.mark.parametrize(("prefixes", "pods"), [(False, 29), (True, 434)])
def test_interfaces_bound_the_pods(pods: int, *, prefixes: bool) -> None:
    assert pods_of_network(NETWORK, prefixes=prefixes) == pods


@pytest.mark.parametrize(("max_pods", "pods"), [(110, 110), (1000, 434), (None, 434)])
def test_the_kubelet_may_be_given_a_lower_bound(max_pods: int | None, pods: int) -> None:
    assert node_size("m7i.large", max_pods=max_pods, prefixes=True).pods == pods


def test_a_node_has_the_room_of_its_type() -> None:
    size = node_size("m7g.xlarge", max_pods=58, prefixes=False)
    assert (size.architecture, size.cpus, size.capacity["memory"]) == ("arm64", 4, "15155Mi")
    # 60, 10, 5 and 5 thousandths of the CPUs; 255 MiB, 11 a pod, and 100 for evictions.
    assert size.allocatable["cpu"] == "3920m"
    assert size.allocatable["memory"] == f"{15155 - 255 - 11 * 58 - 100}Mi"


def test_a_type_that_nobody_knows_is_a_failure() -> None:
    with pytest.raises(Failure, match=r"m99\.large"):
        node_size("m99.large", max_pods=None, prefixes=False)
