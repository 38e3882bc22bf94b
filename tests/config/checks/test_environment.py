from collections.abc import Callable
from typing import Any

from config.errors import Mistake
from config.model import EnvironmentConfig

Accept = Callable[[object], EnvironmentConfig]
Refuse = Callable[[object], dict[str, Mistake]]


def test_a_zone_of_another_region_is_refused(staging: dict[str, Any], mistakes: Refuse) -> None:
    zones = staging["network"]["zones"]
    zones["eu-west-2a"] = zones.pop("eu-west-1a")
    mistake = mistakes(staging)["network.zones.eu-west-2a"]
    assert mistake.problem == "is not a zone of the region eu-west-1"


def test_one_zone_is_too_few(staging: dict[str, Any], mistakes: Refuse) -> None:
    zones = staging["network"]["zones"]
    del zones["eu-west-1b"], zones["eu-west-1c"]
    assert "two or more availability zones" in mistakes(staging)["network.zones"].allowed


def test_two_zones_are_enough(staging: dict[str, Any], accepted: Accept) -> None:
    del staging["network"]["zones"]["eu-west-1c"]
    assert len(accepted(staging).network.zones) == 2


def test_a_subnet_outside_the_vpc_is_refused(staging: dict[str, Any], mistakes: Refuse) -> None:
    staging["network"]["zones"]["eu-west-1a"]["public"] = "10.11.0.0/24"
    mistake = mistakes(staging)["network.zones.eu-west-1a.public"]
    assert (mistake.problem, mistake.allowed) == ("is not inside the VPC", "a part of 10.10.0.0/16")


def test_overlapping_subnets_are_refused_and_both_are_named(
    staging: dict[str, Any], mistakes: Refuse
) -> None:
    staging["network"]["zones"]["eu-west-1b"]["public"] = "10.10.0.128/25"
    mistake = mistakes(staging)["network.zones.eu-west-1b.public"]
    assert mistake.problem == "overlaps network.zones.eu-west-1a.public, which is 10.10.0.0/24"


def test_an_endpoint_named_twice_is_refused(staging: dict[str, Any], mistakes: Refuse) -> None:
    staging["network"]["interface_endpoints"] = ["sts", "logs", "sts"]
    assert set(mistakes(staging)) == {"network.interface_endpoints.2"}


def test_private_subnets_too_small_for_a_lost_zone_are_refused_with_the_arithmetic(
    staging: dict[str, Any], mistakes: Refuse
) -> None:
    # 254 usable /28 blocks in a /20 hold 31 nodes of 8 prefixes; 62 in two zones, 93 in three.
    for index, subnets in enumerate(staging["network"]["zones"].values()):
        subnets["private"] = f"10.10.{32 + 16 * index}.0/20"
    groups = {"min_size": 3, "desired_size": 3}
    staging["cluster"] = {
        "node_groups": {
            "apps": {**groups, "max_size": 53},
            "infrastructure": {**groups, "max_size": 10},
        }
    }
    problem = mistakes(staging)["network.zones"].problem
    assert (
        "hold 62 nodes, but the node groups may reach 63 (apps 53 + infrastructure 10)" in problem
    )
    assert "10.10.48.0/20: 256 /28 blocks, less 2" in problem
    assert "31 nodes of 8 prefixes" in problem


def test_private_subnets_just_large_enough_for_a_lost_zone_are_accepted(
    staging: dict[str, Any], accepted: Accept
) -> None:
    for index, subnets in enumerate(staging["network"]["zones"].values()):
        subnets["private"] = f"10.10.{32 + 16 * index}.0/20"
    staging["cluster"] = {"node_groups": {"apps": {"max_size": 52}}}
    accepted(staging)


def test_the_zone_that_holds_most_is_the_one_taken_as_lost(
    staging: dict[str, Any], mistakes: Refuse
) -> None:
    zones = staging["network"]["zones"]
    zones["eu-west-1b"]["private"] = "10.10.64.0/24"
    zones["eu-west-1c"]["private"] = "10.10.96.0/24"
    assert mistakes(staging)["network.zones"].problem.startswith("without eu-west-1a")
