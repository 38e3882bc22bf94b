from config.room import Room
from resilience.model.pods import HOST_LABEL, ZONE_LABEL, Spread, Taint, Toleration
from resilience.placement.before import placed
from tests.resilience.models import NODE_ROOM, ZONES, group, model, workload
from tests.resilience.placement.stands import by_zone, key, reasons

LARGE = Room(millicores=1900, memory_mib=256, pods=1)
# It leaves the first zone no room.
FILLER = workload(
    "a",
    node_labels={"node": frozenset({"apps"}), ZONE_LABEL: frozenset({ZONES[0]})},
    each=LARGE,
    replicas=1,
    spreads=(),
)


def test_pods_stand_on_the_nodes_with_the_labels_that_they_ask_for() -> None:
    pods = placed(model(workload("app1"))).pods
    assert {pod.node.rpartition("-eu")[0] for pod in pods} == {"apps"}


def test_a_pod_waits_where_no_node_has_its_labels() -> None:
    lost = workload("app1", node_labels={"node": frozenset({"gpu"})}, replicas=1)
    assert reasons(model(lost)) == ["node(s) didn't match Pod's node affinity/selector"]


def test_a_pod_waits_for_the_taints_of_nodes_that_are_all_for_others() -> None:
    groups = tuple(group("infrastructure", zone) for zone in ZONES)
    lost = model(workload("app1", replicas=1), groups=groups)
    assert reasons(lost) == ["node(s) had untolerated taint(s)"]


def test_a_pod_that_asks_for_a_host_by_name_waits() -> None:
    pinned = workload("app1", node_labels={HOST_LABEL: frozenset({"ip-10-0-0-1"})}, replicas=1)
    assert reasons(model(pinned)) == ["node(s) didn't match Pod's node affinity/selector"]


def test_a_pod_follows_the_zone_that_it_asks_for() -> None:
    pinned = workload("app1", node_labels={ZONE_LABEL: frozenset({ZONES[1]})}, spreads=())
    assert by_zone(model(pinned), "app1") == [0, 3, 0]


def test_a_pod_waits_for_nodes_whose_taints_it_tolerates() -> None:
    intolerant = workload("app1", tolerations=(), replicas=1)
    assert reasons(model(intolerant)) == ["node(s) had untolerated taint(s)"]


def test_a_taint_of_which_nodes_are_only_preferably_kept_free_keeps_no_pod_away() -> None:
    soft = (Taint(key="node", value="apps", effect="PreferNoSchedule"),)
    groups = tuple(group("apps", zone, taints=soft) for zone in ZONES)
    assert by_zone(model(workload("app1", tolerations=()), groups=groups), "app1") == [1, 1, 1]


def test_a_toleration_of_everything_lets_a_pod_in_everywhere() -> None:
    agent = workload(
        "agent", kind="DaemonSet", node_labels={}, tolerations=(Toleration(),), spreads=()
    )
    assert by_zone(model(agent), "agent", "DaemonSet") == [2, 2, 2]


def test_the_pods_of_daemonsets_take_room_before_others_of_their_priority() -> None:
    agent = workload("z", kind="DaemonSet", each=LARGE, spreads=())
    assert reasons(model(agent, workload("app1", replicas=1))) == ["Insufficient cpu"]


def test_a_pod_of_a_daemonset_waits_where_its_node_has_no_room() -> None:
    first = workload("a", kind="DaemonSet", each=LARGE, spreads=())
    second = workload("b", kind="DaemonSet", each=LARGE, spreads=())
    assert reasons(model(first, second)) == ["Insufficient cpu"] * 3


def test_a_pod_waits_for_cpu() -> None:
    assert reasons(model(workload("app1", each=LARGE, replicas=4))) == ["Insufficient cpu"]


def test_a_pod_waits_for_memory() -> None:
    large = Room(millicores=100, memory_mib=5900, pods=1)
    assert reasons(model(workload("app1", each=large, replicas=4))) == ["Insufficient memory"]


def test_a_pod_waits_where_nodes_have_as_many_pods_as_they_may() -> None:
    few = Room(millicores=NODE_ROOM.millicores, memory_mib=NODE_ROOM.memory_mib, pods=1)
    groups = tuple(group("apps", zone, room=few) for zone in ZONES)
    assert reasons(model(workload("app1", replicas=4), groups=groups)) == ["Too many pods"]


def test_hard_spread_keeps_zones_even() -> None:
    assert by_zone(model(workload("app1", replicas=8)), "app1") == [3, 3, 2]


def test_a_pod_waits_rather_than_make_zones_uneven() -> None:
    waiting = model(FILLER, workload("app1", replicas=3))
    assert reasons(waiting) == ["node(s) didn't match pod topology spread constraints"]


def test_soft_spread_prefers_even_zones_and_waits_for_none() -> None:
    soft = workload("app1", replicas=3, spreads=(Spread(key=ZONE_LABEL, hard=False),))
    assert sorted(by_zone(model(FILLER, soft), "app1")) == [0, 1, 2]


def test_too_few_domains_count_as_an_empty_one() -> None:
    spread = Spread(key=ZONE_LABEL, min_domains=4)
    assert reasons(model(workload("app1", replicas=4, spreads=(spread,)))) == [
        "node(s) didn't match pod topology spread constraints"
    ]


def test_spread_over_hosts_counts_every_host() -> None:
    groups = (group("apps", ZONES[0], min_size=3),)
    spread = Spread(key=HOST_LABEL)
    apart = model(workload("app1", spreads=(spread,)), groups=groups)
    assert len({pod.node for pod in placed(apart).pods}) == 3


def test_a_host_without_room_counts_as_an_empty_one() -> None:
    groups = (group("apps", ZONES[0], min_size=2),)
    app = workload("app1", replicas=2, spreads=(Spread(key=HOST_LABEL),))
    assert len(reasons(model(FILLER, app, groups=groups))) == 1


def test_a_zone_that_pods_do_not_tolerate_is_a_domain() -> None:
    taints = (Taint(key="node", value="apps"), Taint(key="retires"))
    groups = (
        group("apps", ZONES[0]),
        group("apps", ZONES[1]),
        group("apps", ZONES[2], taints=taints),
    )
    ignoring = workload("app1", spreads=(Spread(key=ZONE_LABEL),))
    assert by_zone(model(ignoring, groups=groups), "app1") == [1, 1, 0]


def test_a_zone_that_pods_do_not_tolerate_is_no_domain_where_taints_are_honored() -> None:
    taints = (Taint(key="node", value="apps"), Taint(key="retires"))
    groups = (
        group("apps", ZONES[0]),
        group("apps", ZONES[1]),
        group("apps", ZONES[2], taints=taints),
    )
    assert by_zone(model(workload("app1"), groups=groups), "app1") == [2, 1, 0]


def test_nodes_without_the_topology_key_take_no_pod() -> None:
    spread = Spread(key="rack")
    assert reasons(model(workload("app1", replicas=1, spreads=(spread,)))) == [
        "node(s) didn't match pod topology spread constraints"
    ]


def test_pods_that_must_be_apart_never_share_a_host() -> None:
    apart = workload("app1", replicas=4, apart=(HOST_LABEL,), spreads=())
    assert reasons(model(apart)) == ["node(s) didn't match pod anti-affinity rules"]


def test_pods_that_must_be_apart_never_share_a_zone() -> None:
    groups = tuple(group("apps", zone, min_size=2) for zone in ZONES)
    apart = workload("app1", replicas=4, apart=(ZONE_LABEL,), spreads=())
    assert by_zone(model(apart, groups=groups), "app1") == [1, 1, 1]


def test_pods_that_prefer_to_be_apart_take_hosts_of_their_own_first() -> None:
    groups = (group("apps", ZONES[0], min_size=2), group("apps", ZONES[1]))
    nodes = [
        pod.node
        for pod in placed(model(workload("app1", spreads=()), groups=groups)).pods
        if pod.workload == key("app1")
    ]
    assert len(set(nodes)) == 3


def test_without_constraints_pods_are_spread_softly() -> None:
    groups = tuple(group("apps", zone, min_size=2) for zone in ZONES)
    plain = workload("app1", spreads=(), prefers_apart=())
    assert by_zone(model(plain, groups=groups), "app1") == [1, 1, 1]


def test_the_emptiest_node_comes_first() -> None:
    groups = (group("apps", ZONES[0], min_size=2),)
    first = workload("a", each=LARGE, replicas=1)
    second = workload("b", replicas=1)
    pods = placed(model(first, second, groups=groups)).by_workload
    assert pods[key("a")][0].node != pods[key("b")][0].node


def test_a_tie_goes_by_name() -> None:
    pods = placed(model(workload("app1", replicas=1))).pods
    assert pods[0].node == f"apps-{ZONES[0]}-0"
