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
    staging["database"]["readers"] = {"fixed": 1}
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


def test_a_boundary_of_another_account_is_refused(
    staging: dict[str, Any], mistakes: Refuse, accepted: Accept
) -> None:
    theirs = {"permissions_boundary": "arn:aws:iam::999988887777:policy/boundary"}
    mistake = mistakes(staging | {"iam": theirs})["iam.permissions_boundary"]
    assert mistake.problem.startswith("is a policy of the account 999988887777, but the environ")
    for owner in (staging["account_id"], "aws"):
        accepted(staging | {"iam": {"permissions_boundary": f"arn:aws:iam::{owner}:policy/b"}})
