from typing import Any

import pytest

from config.room import Room
from resilience.domains import Domain, DomainKind, Mode
from resilience.model.pods import HOST_LABEL, ZONE_LABEL, Spread, Toleration, Workload
from resilience.placement.capacity import capacity
from tests.resilience.models import ZONES, group, model, workload
from tests.resilience.placement.stands import key, moments, ready, zone

HALF = Room(millicores=900, memory_mib=256, pods=1)
NODE = Domain(kind=DomainKind.NODE, name=f"apps-{ZONES[0]}-0")
GROUP = Domain(kind=DomainKind.NODE_GROUP, name=f"k8s:aws_eks_node_group.apps_{ZONES[0]}")
UNREACHABLE = zone(mode=Mode.UNREACHABLE)
FULL = zone(mode=Mode.FULL)
SHIFTED = zone(mode=Mode.SHIFTED_AWAY)


def stateful(**changed: Any) -> Workload:  # noqa: ANN401 - of a field
    """Return a StatefulSet whose pods have volumes."""
    told: dict[str, Any] = {
        "kind": "StatefulSet",
        "zonal_volumes": True,
        "max_surge": 0,
        "max_replicas": 3,
    }
    return workload("db", **told | changed)


def test_pods_of_a_lost_zone_run_in_the_others() -> None:
    assert moments(ready(model(workload("app1")), zone(), "app1")) == (3, 2, 3, 3)


def test_pods_of_a_lost_zone_wait_for_new_nodes_in_the_others() -> None:
    after = model(workload("app1", each=HALF, replicas=6))
    found = ready(after, zone(), "app1")
    assert moments(found) == (6, 4, 4, 6)
    assert found.waits == ""


def test_new_nodes_are_counted_by_group_and_zone() -> None:
    after = capacity(model(workload("app1", each=HALF, replicas=6)), zone())
    assert after.new_nodes == {f"apps {ZONES[1]}": 1, f"apps {ZONES[2]}": 1}


def test_pods_wait_where_groups_have_as_many_nodes_as_they_may() -> None:
    groups = tuple(group("apps", each, max_size=1) for each in ZONES)
    found = ready(model(workload("app1", each=HALF, replicas=6), groups=groups), zone(), "app1")
    assert (moments(found), found.waits) == ((6, 4, 4, 4), "Insufficient cpu")


def test_a_pod_waits_for_the_zone_of_its_volume() -> None:
    found = ready(model(stateful()), zone(), "db", "StatefulSet")
    assert moments(found) == (3, 2, 2, 2)
    assert found.waits == "node(s) didn't match PersistentVolume's node affinity"


def test_a_pod_with_a_volume_gets_a_new_node_in_its_zone() -> None:
    found = capacity(model(stateful()), NODE)
    assert moments(found.ready[key("db", "StatefulSet")]) == (3, 2, 2, 3)
    assert found.new_nodes == {f"apps {ZONES[0]}": 1}


def test_an_unreachable_zone_is_a_domain_where_taints_are_ignored() -> None:
    found = ready(model(workload("app1", spreads=(Spread(key=ZONE_LABEL),))), UNREACHABLE, "app1")
    assert moments(found) == (3, 2, 2, 2)
    assert found.waits == "node(s) didn't match pod topology spread constraints"


def test_an_unreachable_zone_is_no_domain_where_taints_are_honored() -> None:
    assert moments(ready(model(workload("app1")), UNREACHABLE, "app1")) == (3, 2, 3, 3)


def test_the_pods_of_a_statefulset_wait_for_their_identity_in_an_unreachable_zone() -> None:
    found = ready(model(stateful(zonal_volumes=False)), UNREACHABLE, "db", "StatefulSet")
    assert moments(found) == (3, 2, 2, 2)
    assert "identity" in found.waits


def test_pods_that_tolerate_an_unreachable_node_for_ever_are_not_replaced() -> None:
    tolerant = workload("app1", tolerations=(Toleration(),))
    found = ready(model(tolerant), UNREACHABLE, "app1")
    assert moments(found) == (3, 2, 2, 2)
    assert "for ever" in found.waits


def test_pods_that_tolerate_an_unreachable_node_for_a_minute_are_replaced() -> None:
    tolerations = (
        Toleration(key="node", value="apps"),
        Toleration(key="node.kubernetes.io/unreachable", effect="NoExecute", seconds=60),
    )
    tolerant = workload("app1", tolerations=tolerations)
    assert moments(ready(model(tolerant), UNREACHABLE, "app1")) == (3, 2, 3, 3)


def test_nothing_is_lost_in_a_full_zone_and_hard_spread_ends_the_growth() -> None:
    found = ready(model(workload("app1", max_replicas=10)), FULL, "app1")
    assert moments(found) == (3, 3, 3, 5)
    assert found.waits == "node(s) didn't match pod topology spread constraints"


def test_soft_spread_lets_pods_grow_beside_a_full_zone() -> None:
    soft = workload("app1", max_replicas=10, spreads=(Spread(key=ZONE_LABEL, hard=False),))
    assert moments(ready(model(soft), FULL, "app1")) == (3, 3, 3, 10)


def test_the_new_pod_of_a_rollout_is_none_of_the_most_that_a_workload_may_have() -> None:
    fixed = workload("app1", max_replicas=3, spreads=())
    assert moments(ready(model(fixed), FULL, "app1")) == (3, 3, 3, 3)


def test_growth_beside_a_full_zone_makes_nodes_in_the_others_alone() -> None:
    soft = workload("app1", max_replicas=12, each=HALF, spreads=())
    assert set(capacity(model(soft), FULL).new_nodes) <= {f"apps {each}" for each in ZONES[1:]}


def test_workloads_grow_in_turns() -> None:
    groups = tuple(group("apps", each, max_size=2) for each in ZONES)
    plain: dict[str, Any] = {"each": HALF, "spreads": (), "max_replicas": 9}
    after = capacity(model(workload("a", **plain), workload("b", **plain), groups=groups), FULL)
    grown = [after.ready[key(name)].with_new_nodes for name in ("a", "b")]
    assert max(grown) - min(grown) <= 1


def test_the_new_pod_of_a_rollout_waits_beside_a_full_zone() -> None:
    groups = tuple(group("apps", each, max_size=1) for each in ZONES)
    apart = workload("app1", max_replicas=3, apart=(HOST_LABEL,))
    found = ready(model(apart, groups=groups), FULL, "app1")
    assert moments(found) == (3, 3, 3, 3)
    assert found.waits != ""


@pytest.mark.parametrize(("per_revision", "waits"), [(True, False), (False, True)])
def test_a_rollout_beside_a_full_zone_is_spread_as_its_constraint_counts(
    per_revision: bool,  # noqa: FBT001 - a parameter of the test
    waits: bool,  # noqa: FBT001 - likewise
) -> None:
    spread = Spread(key=ZONE_LABEL, per_revision=per_revision)
    two = workload("app1", replicas=2, max_replicas=2, spreads=(spread,))
    found = ready(model(two), zone(ZONES[2], Mode.FULL), "app1")
    assert bool(found.waits) == waits


def test_pods_in_a_zone_without_traffic_run_and_do_not_count() -> None:
    after = capacity(model(workload("app1")), SHIFTED)
    assert moments(after.ready[key("app1")]) == (3, 2, 2, 2)
    assert f"apps {ZONES[0]}" in after.free


def test_pods_of_a_lost_node_run_on_others() -> None:
    assert moments(ready(model(workload("app1")), NODE, "app1")) == (3, 2, 3, 3)


def test_a_lost_node_leaves_pods_of_other_groups_alone() -> None:
    assert moments(ready(model(workload("c", "infrastructure")), NODE, "c")) == (3, 3, 3, 3)


def test_a_lost_group_makes_no_nodes() -> None:
    groups = (group("apps", ZONES[0]),)
    found = capacity(model(workload("app1"), groups=groups), GROUP)
    assert (moments(found.ready[key("app1")]), found.new_nodes) == ((3, 0, 0, 0), {})


def test_a_lost_pod_is_made_again() -> None:
    lost = Domain(kind=DomainKind.POD, name=f"{key('app1')}#1")
    assert moments(ready(model(workload("app1")), lost, "app1")) == (3, 2, 3, 3)


def test_nothing_is_left_of_a_lost_region() -> None:
    lost = Domain(kind=DomainKind.REGION, name="eu-west-1")
    after = capacity(model(workload("app1")), lost)
    assert (moments(after.ready[key("app1")]), after.free) == ((3, 0, 0, 0), {})


def test_a_lost_resource_leaves_pods_alone() -> None:
    lost = Domain(kind=DomainKind.RESOURCE, name="networking:aws_nat_gateway.a")
    assert moments(ready(model(workload("app1")), lost, "app1")) == (3, 3, 3, 3)


def test_daemonsets_are_not_counted() -> None:
    agent = workload("agent", kind="DaemonSet", spreads=())
    assert list(capacity(model(agent, workload("app1")), zone()).ready) == [key("app1")]


def test_the_room_that_is_left_is_told_by_group_and_zone() -> None:
    free = capacity(model(workload("app1", replicas=2)), zone(ZONES[2])).free
    assert free[f"apps {ZONES[0]}"] == Room(millicores=1830, memory_mib=5744, pods=109)


def test_a_budget_says_how_many_pods_are_wanted() -> None:
    assert ready(model(workload("app1")), zone(), "app1").least == 2


@pytest.mark.parametrize(
    "domain",
    [
        Domain(kind=DomainKind.NODE, name="nobody"),
        Domain(kind=DomainKind.POD, name="nobody#0"),
        Domain(kind=DomainKind.POD, name=key("app1")),
    ],
    ids=str,
)
def test_a_domain_that_does_not_exist_is_refused(domain: Domain) -> None:
    with pytest.raises(ValueError, match=r"names no (node|pod)"):
        capacity(model(workload("app1")), domain)


def test_scenarios_do_not_disturb_one_another() -> None:
    platform = model(workload("app1", each=HALF), workload("c", "infrastructure"))
    domains = (zone(), FULL, NODE, UNREACHABLE, zone())
    together = [capacity(platform, domain) for domain in domains]
    assert together == [capacity(model(*platform.workloads), domain) for domain in domains]
