"""What all stacks make of zones that come, drain and go. Zones are called by their letter."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from cdktf import TerraformStack, Testing

from config.environment import ENVIRONMENTS, validate
from config.yaml.source import load_yaml
from stacks.platform import build_platform
from terraform_json.stack import resources
from terraform_json.types import Json
from tests.stacks.test_k8s_apps import application

Resources = dict[str, Json]
Platform = Callable[..., Resources]

STAGING = (ENVIRONMENTS / "staging.yaml").read_text(encoding="utf-8")
DATABASE_CIDRS = {letter: f"10.10.{8 + index}.0/24" for index, letter in enumerate("abcd")}
# These span the zones, and AWS changes them in place; so it does with the node groups' sizes, of
# which each zone has its part. All else stands in one zone, or in none.
SPANNING = {
    "networking.aws_db_subnet_group",
    "networking.aws_vpc_endpoint",
    "databases.aws_rds_cluster",
    "k8s.aws_cloudwatch_metric_alarm",  # the healthy targets, of which each zone has one
    "k8s.aws_eks_node_group",
    "k8s.helm_release",
}


@pytest.fixture(scope="module")
def platform(synthesize: Callable[[TerraformStack], Json]) -> Platform:
    """Return a function that gives the resources of all stacks, by stack and address."""
    known: dict[str, Resources] = {}

    def built(zones: str, **asked: Any) -> Resources:  # noqa: ANN401 - those of `make`
        key = repr((zones, asked))
        if key not in known:
            known[key] = make(zones, **asked)
        return known[key]

    def make(
        zones: str, *, draining: str = "", nat: str = "per-zone", **database: object
    ) -> Resources:
        data = yaml.safe_load(STAGING)
        network = data["network"] | {"nat_gateways": "per-zone", "interface_endpoints": ["sts"]}
        del network["nat_gateway_zone"]
        if nat != "per-zone":
            network |= {"nat_gateways": "single", "nat_gateway_zone": named(nat)}
        network["zones"] = {named(z): subnets(z) | {"draining": z in draining} for z in zones}
        for key in ("instance_zones", "availability_zones"):
            if key in database:
                database[key] = [named(letter) for letter in str(database[key])]
        data |= {"network": network, "database": data["database"] | database}
        config = validate(load_yaml(yaml.safe_dump(data, sort_keys=False), Path("staging.yaml")))
        stacks = build_platform(Testing.app(), config, [application("shop", database=True)])
        return {
            f"{stack.node.id}.{address}": resource
            for stack in stacks
            for address, resource in resources(synthesize(stack)).items()
        }

    return built


def named(letter: str) -> str:
    """Return the name of a zone."""
    return f"eu-west-1{letter}"


def subnets(letter: str) -> Json:
    """Return the subnets of a zone."""
    index = "abcd".index(letter)
    return {
        "public": f"10.10.{index}.0/24",
        "database": DATABASE_CIDRS[letter],
        "private": f"10.10.{32 * (index + 1)}.0/19",
    }


def instances(resources: Resources) -> dict[str, str]:
    """Return the zone of each database instance, by its address."""
    return {
        address: resource["availability_zone"]
        for address, resource in resources.items()
        if ".aws_rds_cluster_instance." in address
    }


def of(resources: Resources, kind: str) -> list[Json]:
    """Return the resources of a kind."""
    return [each for address, each in resources.items() if f".{kind}." in address]


def node_groups(resources: Resources) -> Resources:
    """Return the node groups, by address."""
    return {a: group for a, group in resources.items() if ".aws_eks_node_group." in a}


def zones_named(value: object) -> set[str]:
    """Return the letters of the zones that JSON names, in addresses of subnets mostly."""
    return {letter for letter in "abcd" if named(letter) in json.dumps(value)}


def changed(before: Resources, after: Resources) -> set[str]:
    """Return the kinds of the resources that stand in both and differ in more than their order."""
    both = before.keys() & after.keys()
    return {
        a.rpartition(".")[0] for a in both if _without_order(before[a]) != _without_order(after[a])
    }


def _without_order(resource: Json) -> Json:
    return {key: value for key, value in resource.items() if key != "depends_on"}


def test_the_order_of_zones_changes_nothing(platform: Platform) -> None:
    assert json.dumps(platform("cab"), sort_keys=True) == json.dumps(
        platform("abc"), sort_keys=True
    )


@pytest.mark.parametrize(
    "told",
    [{"instance_zones": "bcd"}, {"availability_zones": "bcd"}],
    ids=lambda told: next(iter(told)),
)
def test_a_zone_that_comes_first_moves_nothing_that_stands(
    platform: Platform, told: dict[str, str]
) -> None:
    before, after = platform("bcd"), platform("abcd", **told)
    assert instances(after) == instances(before)
    assert set(before) <= set(after)
    assert all("eu-west-1a" in address for address in set(after) - set(before))
    assert changed(before, after) <= SPANNING


def test_a_zone_that_goes_takes_only_what_stood_there(platform: Platform) -> None:
    layout = {"availability_zones": "bcd", "instance_zones": "bcb"}
    before, after = platform("abcd", draining="d", **layout), platform("abc", **layout)
    assert set(after) <= set(before)
    assert all("eu-west-1d" in address for address in set(before) - set(after))
    assert changed(before, after) == {"networking.aws_db_subnet_group", "k8s.helm_release"}


def test_a_single_nat_gateway_stays_where_it_is(platform: Platform) -> None:
    before = platform("bc", nat="b", readers={"fixed": 1})
    after = platform("abc", nat="b", readers={"fixed": 1}, instance_zones="bc")
    found = {a: each for a, each in after.items() if "aws_nat_gateway" in a or "aws_eip" in a}
    assert len(found) == 2
    assert found.items() <= before.items()


@pytest.fixture
def drained(platform: Platform) -> Resources:
    """Return all stacks while zone c drains."""
    return platform("abc", draining="c", instance_zones="aba")


def test_a_draining_zone_has_no_database_instance(drained: Resources) -> None:
    assert set(instances(drained).values()) == {"eu-west-1a", "eu-west-1b"}


def test_a_draining_zone_keeps_its_subnets_and_its_way_out(
    platform: Platform, drained: Resources
) -> None:
    before = platform("abc")
    kept = {a for a in before if "eu-west-1c" in a and a.startswith("networking.")}
    assert kept <= set(drained)
    assert {a.split(".")[1] for a in kept if before[a] != drained[a]} == {"aws_subnet"}


def test_only_the_subnets_of_a_draining_zone_are_marked(drained: Resources) -> None:
    marked = [s for s in of(drained, "aws_subnet") if s["tags"].get("draining") == "true"]
    assert [subnet["availability_zone"] for subnet in marked] == ["eu-west-1c"] * 3


def test_endpoints_leave_a_draining_zone(drained: Resources) -> None:
    endpoints = of(drained, "aws_vpc_endpoint")
    assert len(endpoints) == 2
    assert [zones_named(endpoint) for endpoint in endpoints] == [{"a", "b"}] * 2


def test_the_database_subnet_group_keeps_a_draining_zone(drained: Resources) -> None:
    (group,) = of(drained, "aws_db_subnet_group")
    assert zones_named(group) == {"a", "b", "c"}


def test_nodes_leave_a_draining_zone_and_stay_in_the_others(
    platform: Platform, drained: Resources
) -> None:
    before, after = platform("abc"), platform("ab", readers={"fixed": 1})
    assert node_groups(drained).keys() == node_groups(before).keys()
    assert node_groups(after).keys() < node_groups(before).keys()
    for address, group in node_groups(drained).items():
        retires = {taint["key"] for taint in group["taint"]} - {"node"}
        leaving = "eu-west-1c" in address
        assert retires == ({"platform/retiring"} if leaving else set())
        assert ("count" in group) == leaving


def test_pods_reach_databases_in_a_draining_zone_while_there_are_any(drained: Resources) -> None:
    releases = json.dumps(of(drained, "helm_release"))
    assert all(DATABASE_CIDRS[letter] in releases for letter in "abc")


def test_the_control_plane_stays_in_the_zones_that_it_was_made_over(drained: Resources) -> None:
    (cluster,) = of(drained, "aws_eks_cluster")
    assert cluster["lifecycle"] == {"ignore_changes": ["vpc_config[0].subnet_ids"]}


def test_a_new_database_cluster_is_made_over_the_zones_that_are_told(platform: Platform) -> None:
    (cluster,) = of(platform("abcd", availability_zones="bcd"), "aws_rds_cluster")
    assert cluster["availability_zones"] == [named(letter) for letter in "bcd"]
    assert "availability_zones" in cluster["lifecycle"]["ignore_changes"]


def test_a_database_cluster_over_all_zones_is_told_none(platform: Platform) -> None:
    (cluster,) = of(platform("abc"), "aws_rds_cluster")
    assert "availability_zones" not in {*cluster, *cluster["lifecycle"]["ignore_changes"]}
