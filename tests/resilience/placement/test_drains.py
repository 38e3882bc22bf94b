from config.room import Room
from resilience.model.platform import Model
from resilience.model.pods import HOST_LABEL, ZONE_LABEL, Budget, Spread, Toleration
from resilience.placement.drains import Rollout, drains, rollouts
from tests.resilience.models import ZONES, group, model, workload
from tests.resilience.placement.stands import key

WHOLE = Room(millicores=1900, memory_mib=256, pods=1)
FULL_ROOM = Room(millicores=10, memory_mib=10, pods=1)
AT_MOST = tuple(group("apps", zone, max_size=1) for zone in ZONES)


def obstacles(platform: Model) -> set[str]:
    """Return what stands in the way of any drain."""
    return {each.reason for drain in drains(platform) for each in drain.obstacles}


def rollout(platform: Model) -> Rollout:
    """Return the rollout of the only workload."""
    (found,) = rollouts(platform)
    return found


def test_each_node_can_be_drained_while_budgets_allow_it() -> None:
    assert [drain.obstacles for drain in drains(model(workload("app1")))] == [()] * 6


def test_a_budget_that_wants_all_pods_blocks_every_drain() -> None:
    full = model(workload("app1", budget=Budget(name="all", least=3)), groups=AT_MOST)
    assert obstacles(full) == {"budget all wants 3 pods, and 3 are ready"}


def test_a_pod_without_a_budget_leaves_even_if_it_is_the_only_one() -> None:
    assert obstacles(model(workload("app1", replicas=1, budget=None))) == set()


def test_a_pod_that_finds_no_other_node_is_an_obstacle() -> None:
    assert obstacles(model(workload("app1", each=WHOLE), groups=AT_MOST)) == {"Insufficient cpu"}


def test_the_autoscaler_makes_room_for_a_drain() -> None:
    assert obstacles(model(workload("app1", each=WHOLE))) == set()


def test_a_cordoned_zone_is_a_domain_where_taints_are_ignored() -> None:
    ignoring = workload("app1", spreads=(Spread(key=ZONE_LABEL),))
    assert obstacles(model(ignoring, groups=AT_MOST)) == {
        "node(s) didn't match pod topology spread constraints"
    }


def test_the_pods_of_daemonsets_stay() -> None:
    agent = workload("agent", kind="DaemonSet", spreads=(), budget=Budget(name="a", least=3))
    assert obstacles(model(agent)) == set()


def test_pods_that_tolerate_a_cordon_may_come_back() -> None:
    tolerant = workload("app1", replicas=1, budget=None, tolerations=(Toleration(),))
    assert obstacles(model(tolerant, groups=AT_MOST[:1])) == {
        "its pods tolerate the cordon, and come back to the node"
    }


def test_nodes_are_drained_one_after_the_other() -> None:
    two = workload("app1", replicas=2, budget=Budget(name="one", least=1))
    assert obstacles(model(two, groups=AT_MOST[:2])) == set()


def test_a_rollout_proceeds_where_one_pod_more_finds_a_node() -> None:
    assert rollout(model(workload("app1"))) == Rollout(
        workload=key("app1"), proceeds=True, new_nodes=0
    )


def test_a_rollout_gets_a_node_from_the_autoscaler() -> None:
    found = rollout(model(workload("app1", apart=(HOST_LABEL,))))
    assert (found.proceeds, found.new_nodes) == (True, 1)


def test_a_rollout_waits_where_one_pod_more_finds_no_node() -> None:
    found = rollout(model(workload("app1", apart=(HOST_LABEL,)), groups=AT_MOST))
    assert (found.proceeds, found.waits) == (False, "node(s) didn't match pod anti-affinity rules")


def test_a_rollout_proceeds_where_a_pod_may_be_missing() -> None:
    apart = workload("app1", apart=(HOST_LABEL,), max_unavailable=1)
    assert rollout(model(apart, groups=AT_MOST)).proceeds


def test_a_statefulset_replaces_its_pods_in_their_places() -> None:
    fixed = workload("app1", kind="StatefulSet", max_surge=0, zonal_volumes=True, each=WHOLE)
    assert rollout(model(fixed, groups=AT_MOST)).proceeds


def test_daemonsets_and_jobs_have_no_rollout_to_judge() -> None:
    agent = workload("agent", kind="DaemonSet", spreads=())
    assert rollouts(model(agent, workload("job", kind="Job"))) == ()


def test_the_first_pod_of_a_new_revision_is_spread_by_itself() -> None:
    groups = (*AT_MOST[:2], group("apps", ZONES[2], room=FULL_ROOM, max_size=1))
    spread = Spread(key=ZONE_LABEL, per_revision=True)
    assert rollout(model(workload("app1", replicas=2, spreads=(spread,)), groups=groups)).proceeds


def test_the_first_pod_of_a_new_revision_is_spread_with_all_where_revisions_are_not_told() -> None:
    groups = (*AT_MOST[:2], group("apps", ZONES[2], room=FULL_ROOM, max_size=1))
    spread = Spread(key=ZONE_LABEL)
    found = rollout(model(workload("app1", replicas=2, spreads=(spread,)), groups=groups))
    assert not found.proceeds
