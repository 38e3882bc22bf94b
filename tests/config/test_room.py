import pytest

from config.room import Pods, Room, without_room

NODE = Room(millicores=1000, memory_mib=1000, pods=4)


def alike(millicores: int, count: int = 1, memory_mib: int = 1) -> Pods:
    """Return pods that are named for what they ask for."""
    each = Room(millicores=millicores, memory_mib=memory_mib, pods=1)
    return Pods(name=f"{millicores}m", each=each, count=count)


def lost(*pods: Pods, nodes: int = 2) -> list[str]:
    return list(without_room(pods, nodes=nodes, node=NODE))


def test_pods_that_fill_the_nodes_find_room() -> None:
    assert lost(alike(500, 4)) == []


@pytest.mark.parametrize(
    "more",
    [alike(501), alike(1, memory_mib=501), Pods(name="one", each=Room(pods=1), count=5)],
    ids=["CPU", "memory", "pods"],
)
def test_of_each_thing_a_node_has_only_so_much(more: Pods) -> None:
    half = Pods(name="half", each=Room(millicores=500, memory_mib=500, pods=1), count=2)
    assert lost(half, half, more) != []


def test_a_pod_that_is_larger_than_a_node_finds_no_room_on_however_many() -> None:
    assert lost(alike(1001), nodes=9) == ["1001m"]


def test_what_is_left_of_two_nodes_is_not_one_room() -> None:
    assert lost(alike(300, 4), alike(500)) == ["500m"]


def test_every_pod_that_finds_no_room_is_named() -> None:
    assert lost(alike(900, 2), alike(600, 2)) == ["900m", "900m"]


def test_no_pod_finds_room_without_a_node() -> None:
    assert lost(alike(1), nodes=0) == ["1m"]
