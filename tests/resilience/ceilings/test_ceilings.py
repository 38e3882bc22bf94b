"""Figures that grow with load, on small platforms."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest

from config.room import Room
from resilience.analysis import Analysis
from resilience.ceiling import Ceiling
from resilience.ceilings import addresses, database, nodes, quotas
from resilience.evidence import Evidence
from resilience.model.platform import Model
from terraform_json.types import Json
from tests.resilience.models import ZONES, group, model, workload

CLUSTER: Json = {"aws_rds_cluster": {"main": {}}}
INSTANCE: Json = {
    "cluster_identifier": "${aws_rds_cluster.main.id}",
    "instance_class": "db.r8g.large",
}


def evidence(platform: Model, *, vcpu_quota: int | None = None) -> Evidence:
    """Return what rules look at of a platform whose failures are of no interest."""
    analysis = Analysis(
        model=platform, paths=(), domains=(), outcomes=(), capacities=(), findings=()
    )
    return Evidence(
        analysis=analysis, production=True, today=date(2026, 11, 26), vcpu_quota=vcpu_quota
    )


def with_database(pods: int, connections: int, *classes: str, surge: int = 0) -> Evidence:
    """Return a platform with one application, which has a database of these instances."""
    instances = {
        f"i{number}": INSTANCE | {"instance_class": each} for number, each in enumerate(classes)
    }
    told = {"application_connections_per_pod": {"value": {"shop": str(connections)}}}
    stack = {"resource": CLUSTER | {"aws_rds_cluster_instance": instances}, "output": told}
    shop = workload("shop", max_replicas=pods, most_surge=surge)
    return evidence(model(shop, stacks={"databases": stack}))


def only(found: Iterator[Ceiling]) -> Ceiling:
    """Return the only ceiling."""
    (ceiling,) = found
    return ceiling


def test_connections_are_the_most_pods_times_the_connections_of_one() -> None:
    assert only(database.connections(with_database(30, 20, "db.r8g.large"))).needed == 600


def test_pods_that_a_rollout_adds_are_connected_too() -> None:
    ceiling = only(database.connections(with_database(40, 10, "db.t4g.medium", surge=10)))
    assert (ceiling.needed, ceiling.holds) == (500, False)
    assert ceiling.arithmetic.startswith("shop (40 + 10 of a rollout) x 10 = 500;")


def test_runs_of_schedules_are_connected_too() -> None:
    stacks = with_database(30, 20, "db.r8g.large").model.stacks
    nightly = workload("shop-nightly", kind="CronJob", namespace="shop", replicas=0, max_replicas=1)
    shop = workload("shop", max_replicas=30)
    found = only(database.connections(evidence(model(nightly, shop, stacks=stacks))))
    assert (found.needed, found.arithmetic.partition(" =")[0]) == (
        620,
        "shop 30 x 20 + shop-nightly 1 x 20",
    )


@pytest.mark.parametrize(
    ("classes", "limit"),
    [
        (("db.r8g.large",), 1802 - 3),
        (("db.r8g.2xlarge", "db.t4g.medium"), 450 - 3),
        (("db.r8g.16xlarge",), 5000 - 3),
    ],
)
def test_the_smallest_instance_admits_them_less_those_of_superusers(
    classes: tuple[str, ...], limit: int
) -> None:
    assert only(database.connections(with_database(30, 20, *classes))).limit == limit


@pytest.mark.parametrize(("pods", "holds"), [(1799, True), (1800, False)])
def test_connections_up_to_the_limit_hold(pods: int, *, holds: bool) -> None:
    assert only(database.connections(with_database(pods, 1, "db.r8g.large"))).holds is holds


def test_of_a_class_that_is_not_known_nothing_is_said() -> None:
    assert not list(database.connections(with_database(30, 20, "db.x9.large")))


def test_a_pod_that_fits_an_empty_node_has_no_ceiling() -> None:
    assert not list(nodes.requests(evidence(model(workload("shop")))))


@pytest.mark.parametrize(
    ("asked", "needed", "limit"),
    [
        (Room(millicores=2000, memory_mib=100, pods=1), 2000, 1930),
        (Room(millicores=100, memory_mib=7000, pods=1), 7000, 6000),
    ],
)
def test_a_pod_that_fits_no_node_shows_what_there_is_too_little_of(
    asked: Room, needed: int, limit: int
) -> None:
    ceiling = only(nodes.requests(evidence(model(workload("shop", each=asked)))))
    assert (ceiling.needed, ceiling.limit) == (needed, limit)


def test_what_daemonsets_take_is_not_there_for_a_pod() -> None:
    agent = workload("agent", kind="DaemonSet", each=Room(millicores=30, memory_mib=1, pods=1))
    large = workload("shop", each=Room(millicores=1910, memory_mib=1, pods=1))
    assert only(nodes.requests(evidence(model(agent, large)))).limit == 1900


def test_most_pods_are_held_to_the_most_nodes_without_a_zone() -> None:
    ceiling = only(nodes.replicas(evidence(model(workload("shop", max_replicas=100)))))
    assert (ceiling.needed, ceiling.limit) == (6, 10)


def test_a_node_holds_whole_pods_only() -> None:
    room = Room(millicores=1670, memory_mib=50_000, pods=110)
    platform = model(
        workload("shop", max_replicas=115),
        groups=tuple(group("apps", zone, room=room) for zone in ZONES),
    )
    assert only(nodes.replicas(evidence(platform))).needed == 8  # 16 a node, not 16.7


def test_pods_of_others_leave_room_that_is_too_small_for_one() -> None:
    large = Room(millicores=1000, memory_mib=10, pods=1)
    platform = model(
        workload("mail", replicas=2, max_replicas=2, each=large),
        workload("shop", replicas=1, max_replicas=2, each=large),
    )
    assert only(nodes.replicas(evidence(platform))).needed == 4


def test_other_workloads_count_with_their_fewest_pods() -> None:
    half = Room(millicores=965, memory_mib=10, pods=1)
    platform = model(
        workload("shop", max_replicas=4),
        workload("mail", replicas=4, max_replicas=4, each=half),
    )
    assert only(nodes.replicas(evidence(platform))).needed == 3


def test_a_group_is_too_small_where_several_workloads_exceed_it() -> None:
    platform = model(workload("shop", max_replicas=500), workload("mail", max_replicas=400))
    ceiling = only(nodes.replicas(evidence(platform)))
    assert ceiling.subject == "k8s:aws_eks_node_group.apps_eu-west-1a"


@pytest.mark.parametrize(("quota", "holds"), [(None, None), (59, False), (60, True)])
def test_vcpus_are_held_to_the_quota_that_the_environment_names(
    quota: int | None, *, holds: bool | None
) -> None:
    ceiling = only(nodes.processors(evidence(model(), vcpu_quota=quota)))
    assert (ceiling.needed, ceiling.holds) == (60, holds)


def test_spot_instances_have_a_quota_of_their_own() -> None:
    groups = (group("apps", "eu-west-1a"), group("batch", "eu-west-1a", spot=True))
    assert only(nodes.processors(evidence(model(groups=groups)))).needed == 10


def resources(kind: str, count: int, block: Json) -> Model:
    """Return a platform with as many resources of a type."""
    stack = {"resource": {kind: {f"r{number}": block for number in range(count)}}}
    return model(stacks={"networking": stack})


@pytest.mark.parametrize(("count", "holds"), [(5, True), (6, False)])
def test_a_region_gives_five_elastic_ip_addresses(count: int, *, holds: bool) -> None:
    platform = resources("aws_eip", count, {"domain": "vpc"})
    assert only(quotas.elastic_addresses(evidence(platform))).holds is holds


def test_a_platform_without_elastic_ip_addresses_has_no_such_ceiling() -> None:
    assert not list(quotas.elastic_addresses(evidence(model())))


@pytest.mark.parametrize(("most", "holds"), [(15, True), (16, False)])
def test_a_cluster_has_fifteen_readers(most: int, *, holds: bool) -> None:
    target = {"service_namespace": "rds", "max_capacity": most}
    platform = resources("aws_appautoscaling_target", 1, target)
    assert only(database.readers(evidence(platform))).holds is holds


Figures = Callable[[Evidence], Iterator[Ceiling]]


@pytest.mark.parametrize(
    "figures", [database.connections, database.readers, quotas.targets, quotas.rules]
)
def test_a_platform_without_the_resource_has_no_ceiling_of_it(figures: Figures) -> None:
    assert not list(figures(evidence(model())))


@pytest.mark.parametrize("kind", ["t3.micro", "${var.type}"])
def test_of_an_instance_type_that_is_not_known_no_vcpus_are_counted(kind: str) -> None:
    groups = (group("apps", ZONES[0], instance_types=(kind,)),)
    assert not list(nodes.processors(evidence(model(groups=groups))))


def test_a_subnet_whose_network_is_an_expression_has_a_limit_that_is_not_known() -> None:
    stacks = {
        "k8s": {
            "resource": {
                "aws_subnet": {"a": {"cidr_block": "${var.network}"}},
                "aws_eks_node_group": {f"apps_{ZONES[0]}": {"subnet_ids": ["${aws_subnet.a.id}"]}},
            }
        }
    }
    ceiling = only(addresses.addresses(evidence(model(stacks=stacks))))
    assert ceiling.limit is None
    assert ceiling.arithmetic == "its cidr_block is not known: ${var.network}"
