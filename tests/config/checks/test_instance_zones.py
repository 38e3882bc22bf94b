"""Where the instances of the database cluster stand."""

from collections.abc import Callable
from typing import Any

import pytest

from config.errors import Mistake
from config.model import EnvironmentConfig

Accept = Callable[[object], EnvironmentConfig]
Refuse = Callable[[object], dict[str, Mistake]]
Environment = dict[str, Any]

A, B, C, D = (f"eu-west-1{letter}" for letter in "abcd")
FOURTH_SUBNETS = {
    "public": "10.10.3.0/24",
    "database": "10.10.11.0/24",
    "private": "10.10.128.0/19",
}


@pytest.fixture
def four(staging: Environment) -> Environment:
    """Return the data of staging with a fourth zone."""
    staging["network"]["zones"][D] = dict(FOURTH_SUBNETS)
    return staging


def drained(environment: Environment, zone: str) -> Environment:
    """Return an environment of which a zone is draining."""
    environment["network"]["zones"][zone]["draining"] = True
    return environment


def test_a_zone_without_an_instance_while_another_has_two_is_refused(
    staging: Environment, mistakes: Refuse
) -> None:
    database = {"instance_zones": [A, B, A]}
    mistake = mistakes(staging | {"database": database})["database.instance_zones"]
    assert f"{A} 2, {B} 1, {C} 0" in mistake.problem


@pytest.mark.parametrize(("zones", "readers"), [([A, B], 1), ([C, A, B], 2), ([C, A, B, B], 3)])
def test_an_even_layout_is_accepted(
    staging: Environment, accepted: Accept, zones: list[str], readers: int
) -> None:
    database = {"instance_zones": zones, "readers": {"fixed": readers}}
    assert accepted(staging | {"database": database}).database.instance_zones == tuple(zones)


def test_a_layout_with_more_zones_than_instances_is_refused(
    staging: Environment, mistakes: Refuse
) -> None:
    database = {"instance_zones": [A, B, C], "readers": {"fixed": 1}}
    mistake = mistakes(staging | {"database": database})["database.instance_zones"]
    assert "names 3 zones for 2 instances (1 writer + 1 fixed readers)" in mistake.problem


def test_an_instance_in_a_zone_that_the_network_lacks_is_refused(
    staging: Environment, mistakes: Refuse
) -> None:
    database = {"instance_zones": [A, B, "eu-west-1f"]}
    mistake = mistakes(staging | {"database": database})["database.instance_zones.2"]
    assert mistake.value == "eu-west-1f"
    assert mistake.allowed == f"{A}, {B}, {C}"


def test_one_instance_in_each_zone_needs_no_word(staging: Environment, accepted: Accept) -> None:
    assert accepted(staging | {"database": {}}).instance_zones == (A, B, C)


@pytest.mark.parametrize(("fixed", "proposed"), [(1, f"[{A}, {B}]"), (3, f"[{A}, {B}, {C}, {A}]")])
def test_a_choice_of_zones_is_written_down(
    staging: Environment, mistakes: Refuse, fixed: int, proposed: str
) -> None:
    database = {"readers": {"fixed": fixed}}
    mistake = mistakes(staging | {"database": database})["database.instance_zones"]
    assert f"{fixed + 1} instances (1 writer + {fixed} fixed readers)" in mistake.problem
    assert f"`instance_zones: {proposed}`" in mistake.remedy
    assert "keep the zone of each instance that stands already" in mistake.remedy


def test_a_draining_zone_is_none_that_instances_are_left_to(
    staging: Environment, accepted: Accept
) -> None:
    database = {"readers": {"fixed": 1}}
    config = accepted(drained(staging, B) | {"database": database})
    assert config.instance_zones == (A, C)


def test_a_draining_zone_takes_no_instance(staging: Environment, mistakes: Refuse) -> None:
    database = {"instance_zones": [A, B, C]}
    mistake = mistakes(drained(staging, B) | {"database": database})["database.instance_zones.1"]
    assert mistake.problem == "is draining, so that no instance may stand there"
    assert mistake.allowed == f"{A}, {C}"


def test_instances_may_leave_a_draining_zone(staging: Environment, accepted: Accept) -> None:
    database = {"instance_zones": [A, C, A]}
    assert accepted(drained(staging, B) | {"database": database}).instance_zones == (A, C, A)


def test_of_four_zones_it_is_told_which_three_hold_the_data(
    four: Environment, mistakes: Refuse
) -> None:
    mistake = mistakes(four | {"database": {}})["database.availability_zones"]
    assert "three of the 4 zones" in mistake.problem
    assert f"`availability_zones: [{A}, {B}, {C}]`" in mistake.remedy
    assert "aws rds describe-db-clusters" in mistake.remedy


def test_instances_in_four_zones_are_refused(four: Environment, mistakes: Refuse) -> None:
    database = {"instance_zones": [A, B, C, D], "readers": {"fixed": 3}}
    assert "database.availability_zones" in mistakes(four | {"database": database})


@pytest.mark.parametrize(
    "database", [{"instance_zones": [B, C, D]}, {"availability_zones": [D, C, B]}]
)
def test_three_zones_that_are_named_hold_the_data(
    four: Environment, accepted: Accept, database: dict[str, object]
) -> None:
    config = accepted(four | {"database": database})
    assert config.database_storage_zones == config.instance_zones == (B, C, D)


def test_an_instance_outside_the_zones_of_the_data_is_refused(
    four: Environment, mistakes: Refuse
) -> None:
    database = {"availability_zones": [B, C, D], "instance_zones": [A, B, C]}
    mistake = mistakes(four | {"database": database})["database.instance_zones.0"]
    assert mistake.problem == "is none of the three zones that Aurora keeps its data in"


def test_a_zone_that_holds_data_may_be_gone_from_the_network(
    staging: Environment, accepted: Accept
) -> None:
    database = {"availability_zones": [B, C, D], "instance_zones": [B, C, B]}
    assert accepted(staging | {"database": database}).instance_zones == (B, C, B)


def test_data_in_one_zone_of_the_network_is_refused(staging: Environment, mistakes: Refuse) -> None:
    database = {"availability_zones": [C, D, "eu-west-1e"]}
    mistake = mistakes(staging | {"database": database})["database.availability_zones"]
    assert "shares 1 zones" in mistake.problem


def test_data_in_a_zone_of_another_region_is_refused(
    staging: Environment, mistakes: Refuse
) -> None:
    database = {"availability_zones": [A, B, "eu-west-2c"]}
    mistake = mistakes(staging | {"database": database})["database.availability_zones.2"]
    assert mistake.problem == "is not a zone of the region eu-west-1"


@pytest.mark.parametrize("zones", [[], [A, B], [A, B, B], [A, B, C, D]])
def test_the_zones_of_the_data_are_three(
    staging: Environment, mistakes: Refuse, zones: list[str]
) -> None:
    database = {"availability_zones": zones}
    mistake = mistakes(staging | {"database": database})["database.availability_zones"]
    assert mistake.problem == "are not three zones, each once"
