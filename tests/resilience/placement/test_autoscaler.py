from config.room import Room
from resilience.domains import Mode
from resilience.placement.capacity import capacity
from tests.resilience.models import ZONES, group, model, workload
from tests.resilience.placement.stands import key, ready, zone

HALF = Room(millicores=900, memory_mib=256, pods=1)


def test_no_node_is_made_for_a_pod_that_would_not_fit_it() -> None:
    huge = Room(millicores=4000, memory_mib=256, pods=1)
    assert capacity(model(workload("app1", each=huge)), zone()).new_nodes == {}


def test_a_new_node_holds_its_daemonsets_first() -> None:
    agent = workload("agent", kind="DaemonSet", spreads=())
    nearly = Room(millicores=1900, memory_mib=256, pods=1)
    assert capacity(model(agent, workload("app1", each=nearly)), zone()).new_nodes == {}


def test_no_node_is_made_for_pods_of_which_nobody_expects_it() -> None:
    idle = workload("app1", each=HALF, replicas=7, priority=-11, spreads=())
    assert capacity(model(idle), zone()).new_nodes == {}


def test_several_pods_share_a_new_node() -> None:
    plain = workload("app1", each=HALF, replicas=6, spreads=())
    assert sum(capacity(model(plain), zone()).new_nodes.values()) == 1


def test_a_group_of_several_zones_gets_its_next_node_in_the_emptiest() -> None:
    groups = (group("apps", ZONES[0], zones=ZONES, min_size=4, max_size=9),)
    plain = workload("app1", each=HALF, replicas=8, spreads=())
    after = capacity(model(plain, groups=groups), zone(ZONES[2]))
    assert after.new_nodes == {f"apps {ZONES[1]}": 1}


def test_pods_of_the_same_workload_let_one_another_in() -> None:
    groups = tuple(group("apps", each, min_size=each == ZONES[0], max_size=3) for each in ZONES)
    app = workload("app1", each=HALF, replicas=6)
    found = ready(model(app, groups=groups), zone(ZONES[2]), "app1")
    assert (found.before, found.with_new_nodes) == (2, 6)


def test_the_first_group_by_address_grows_first() -> None:
    groups = tuple(group("apps", each, max_size=9) for each in reversed(ZONES))
    plain = workload("app1", each=HALF, replicas=6, spreads=())
    after = capacity(model(plain, groups=groups), zone(ZONES[2]))
    assert after.new_nodes == {f"apps {ZONES[0]}": 1}
    assert after.ready[key("app1")].with_new_nodes == 6


def test_room_is_not_missing_where_a_group_may_grow() -> None:
    full = zone(mode=Mode.FULL)
    found = ready(model(workload("app1", each=HALF, replicas=6)), full, "app1")
    assert found.waits == "node(s) didn't match pod topology spread constraints"
