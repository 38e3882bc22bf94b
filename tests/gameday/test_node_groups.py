from gameday.node_groups import NodeGroups
from tests.resilience.models import ZONES, group

NAME = "eks.amazonaws.com/nodegroup"


def groups(*, zones: tuple[str, ...] = ZONES[:1], fewest: int = 1) -> NodeGroups:
    """Return a single group."""
    told = group("apps", ZONES[0], zones=zones, min_size=fewest, labels={"node": "apps", NAME: "g"})
    return NodeGroups([told], "eu-west-1", autoscaled=True)


def test_a_group_begins_with_its_fewest_nodes_evenly_over_its_zones() -> None:
    found = groups(zones=ZONES, fewest=4)
    nodes = found.wanted()["g"] or []
    assert sorted(node.zone for node in nodes) == [ZONES[0], *ZONES]


def test_a_node_has_the_room_of_its_type_and_the_labels_and_taints_of_its_group() -> None:
    (node,) = groups().wanted()["g"] or []
    assert node.size.allocatable["cpu"] == "1930m"
    assert node.labels["node"] == "apps"
    assert [taint["value"] for taint in node.taints] == ["apps"]


def test_a_group_grows_up_to_its_most() -> None:
    found = groups()
    found.resize("g", 9)
    assert len(found.names()) == 5


def test_a_zone_that_fails_gets_no_new_node() -> None:
    found = groups(zones=ZONES, fewest=3)
    found.fail(ZONES[0])
    found.lose({f"apps-{ZONES[0]}-0"})
    found.resize("g", 4)
    assert {node.zone for node in found.wanted()["g"] or []} == set(ZONES[1:])


def test_a_group_without_a_zone_is_not_told_to_the_autoscaler() -> None:
    found = groups()
    found.fail(ZONES[0])
    assert found.read() == []
    found.heal()
    assert [each.name for each in found.read()] == ["g"]


def test_a_lost_node_is_replaced_by_one_of_another_name() -> None:
    found = groups()
    (lost,) = found.names()
    found.lose({lost})
    found.heal()
    (made,) = found.names()
    assert made != lost


def test_a_new_generation_has_other_names_and_other_labels() -> None:
    found = groups()
    (old,) = found.wanted()["g"] or []
    found.renew()
    (new,) = found.wanted()["g"] or []
    assert new.name != old.name
    assert new.labels != old.labels


def test_an_instance_is_terminated_and_none_comes_instead() -> None:
    found = groups()
    found.resize("g", 3)
    (told,) = found.read()
    found.terminate("g", told.instances[f"apps-{ZONES[0]}-1"])
    assert found.names() == {f"apps-{ZONES[0]}-0", f"apps-{ZONES[0]}-2"}


def test_reset_brings_the_first_nodes_back() -> None:
    found = groups()
    first = found.names()
    found.fail(ZONES[0])
    found.lose(first)
    found.reset()
    assert found.names() == first
