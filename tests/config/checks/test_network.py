"""Zones that come and go, the NAT gateway's, and room in the subnets."""

from collections.abc import Callable
from typing import Any

import pytest

from config.errors import Mistake
from config.model import EnvironmentConfig

Accept = Callable[[object], EnvironmentConfig]
Refuse = Callable[[object], dict[str, Mistake]]
Environment = dict[str, Any]

A, B, C = (f"eu-west-1{letter}" for letter in "abc")


def private_subnets(environment: Environment, *, prefix: int) -> Environment:
    """Return an environment with private subnets of this size in all zones."""
    for index, subnets in enumerate(environment["network"]["zones"].values()):
        subnets["private"] = f"10.10.{32 * (index + 1)}.0/{prefix}"
    return environment


def test_the_order_of_zones_has_no_meaning(staging: Environment, accepted: Accept) -> None:
    zones = staging["network"]["zones"]
    staging["network"]["zones"] = {zone: zones[zone] for zone in (C, A, B)}
    assert tuple(accepted(staging).network.zones) == (A, B, C)


def test_a_zone_may_drain(staging: Environment, accepted: Accept) -> None:
    staging["network"]["zones"][B]["draining"] = True
    staging["database"] = {"readers": {"fixed": 1}}
    network = accepted(staging).network
    assert network.active_zones == (A, C)
    assert network.draining_zones == {B}


def test_two_zones_stay_while_others_drain(staging: Environment, mistakes: Refuse) -> None:
    for zone in (A, B):
        staging["network"]["zones"][zone]["draining"] = True
    mistake = mistakes(staging)["network.zones"]
    assert mistake.problem == "leaves 1 of 3 zones that are not draining"


def test_a_single_nat_gateway_has_a_zone(staging: Environment, mistakes: Refuse) -> None:
    del staging["network"]["nat_gateway_zone"]
    mistake = mistakes(staging)["network.nat_gateway_zone"]
    assert "is missing" in mistake.problem
    assert f"`nat_gateway_zone: {A}`" in mistake.remedy


def test_the_zone_of_the_nat_gateway_is_the_one_that_is_named(
    staging: Environment, accepted: Accept
) -> None:
    staging["network"]["nat_gateway_zone"] = B
    assert accepted(staging).network.nat_gateway_zones == (B,)


def test_the_zone_of_the_nat_gateway_is_one_of_the_network(
    staging: Environment, mistakes: Refuse
) -> None:
    staging["network"]["nat_gateway_zone"] = "eu-west-1f"
    mistake = mistakes(staging)["network.nat_gateway_zone"]
    assert (mistake.problem, mistake.allowed) == ("is not a zone of the network", f"{A}, {B}, {C}")


def test_the_zone_of_the_nat_gateway_does_not_drain(staging: Environment, mistakes: Refuse) -> None:
    staging["network"]["zones"][A]["draining"] = True
    mistake = mistakes(staging)["network.nat_gateway_zone"]
    assert (mistake.problem, mistake.allowed) == ("is draining", f"{B}, {C}")


@pytest.mark.parametrize("mode", [{"nat_gateways": "per-zone"}, {}])
def test_a_zone_of_the_nat_gateway_says_nothing_with_one_a_zone(
    staging: Environment, mistakes: Refuse, mode: dict[str, str]
) -> None:
    del staging["network"]["nat_gateways"]
    staging["network"] |= mode
    assert "says nothing" in mistakes(staging)["network.nat_gateway_zone"].problem


def test_a_public_subnet_has_room_for_a_load_balancer(
    staging: Environment, mistakes: Refuse
) -> None:
    staging["network"]["zones"][A]["public"] = "10.10.0.0/28"
    mistake = mistakes(staging)[f"network.zones.{A}.public"]
    assert mistake.problem == "is a /28, too small for a load balancer"
    assert "/16 to /27" in mistake.allowed


def test_the_smallest_public_subnet_is_a_27(staging: Environment, accepted: Accept) -> None:
    staging["network"]["zones"][A]["public"] = "10.10.0.0/27"
    assert accepted(staging).network.zones[A].public.prefixlen == 27


def test_a_private_subnet_too_small_for_its_share_is_refused_with_the_arithmetic(
    staging: Environment, mistakes: Refuse
) -> None:
    # 254 usable /28 blocks in a /20 hold 31 nodes of 8 prefixes.
    private_subnets(staging, prefix=19)["network"]["zones"][B]["private"] = "10.10.64.0/20"
    staging["cluster"] = {"node_groups": {"apps": {"max_size": 53}}}
    refused = mistakes(staging)
    assert set(refused) == {f"network.zones.{B}.private"}
    mistake = refused[f"network.zones.{B}.private"]
    assert mistake.problem.startswith("holds 31 nodes")
    assert "is 32 (apps 53 / 2 + infrastructure 10 / 2, each rounded up)" in mistake.problem
    assert "10.10.64.0/20: 256 /28 blocks, less 2" in mistake.problem
    assert mistake.allowed == "a private subnet that holds 32 nodes"


def test_a_private_subnet_just_large_enough_for_its_share_is_accepted(
    staging: Environment, accepted: Accept
) -> None:
    staging["cluster"] = {"node_groups": {"apps": {"max_size": 52}}}
    accepted(private_subnets(staging, prefix=20))


def test_a_large_subnet_does_not_make_up_for_a_small_one(
    staging: Environment, mistakes: Refuse
) -> None:
    staging["network"]["zones"][C]["private"] = "10.10.96.0/24"
    assert set(mistakes(staging)) == {f"network.zones.{C}.private"}


def test_a_draining_zone_takes_no_share(staging: Environment, accepted: Accept) -> None:
    staging["network"]["zones"][C] |= {"private": "10.10.96.0/24", "draining": True}
    staging["database"] = {"readers": {"fixed": 1}}
    accepted(staging)


def test_what_drains_leaves_its_share_to_the_others(staging: Environment, mistakes: Refuse) -> None:
    # Of two zones each must hold all 32 and 10 nodes, once the other is lost.
    private_subnets(staging, prefix=20)["network"]["zones"][C]["draining"] = True
    staging["cluster"] = {"node_groups": {"apps": {"max_size": 32}}}
    refused = mistakes(staging)
    assert {path for path in refused if "private" in path} == {
        f"network.zones.{zone}.private" for zone in (A, B)
    }


def test_a_misspelt_key_of_the_nat_gateways_is_one_mistake(
    staging: Environment, mistakes: Refuse
) -> None:
    staging["network"]["nat_gateway"] = staging["network"].pop("nat_gateways")
    assert set(mistakes(staging)) == {"network.nat_gateway"}
