from collections.abc import Callable
from typing import Any

import boto3
import pytest
import yaml

from config.aws.partitions import SUPPORTED, partitions, supported_regions
from config.errors import Mistake
from config.location import Location
from config.model import EnvironmentConfig

Accept = Callable[[object], EnvironmentConfig]
Refuse = Callable[[object], dict[str, Mistake]]
Environment = dict[str, Any]

IRELAND = Location(region="eu-west-1", account_id="111122223333")
BEIJING = Location(region="cn-north-1", account_id="111122223333")
GOVCLOUD = Location(region="us-gov-west-1", account_id="111122223333")


def test_partitions_and_regions_are_those_of_boto3() -> None:
    session = boto3.session.Session()
    assert {each.id for each in partitions()} >= set(session.get_available_partitions())
    for each in partitions():
        for region in each.regions:
            assert session.get_partition_for_region(region) == each.id


def test_no_region_is_a_stand_in_for_services_without_one() -> None:
    assert {"eu-west-1", "cn-northwest-1", "us-gov-east-1"} <= set(supported_regions())
    assert [name for name in supported_regions() if name.endswith("global")] == []


@pytest.mark.parametrize(
    ("location", "suffix"),
    [(IRELAND, "amazonaws.com"), (GOVCLOUD, "amazonaws.com"), (BEIJING, "amazonaws.com.cn")],
)
def test_hosts_end_as_their_partition_has_it(location: Location, suffix: str) -> None:
    assert location.dns_suffix == suffix
    assert location.host("secretsmanager") == f"secretsmanager.{location.region}.{suffix}"


@pytest.mark.parametrize(
    ("service", "principal"),
    [
        ("ec2", "ec2.amazonaws.com.cn"),
        ("eks", "eks.amazonaws.com"),
        ("pods.eks", "pods.eks.amazonaws.com"),
        ("events.rds", "events.rds.amazonaws.com"),
    ],
)
def test_few_principals_end_in_the_suffix_of_china(service: str, principal: str) -> None:
    assert BEIJING.service_principal(service) == principal
    assert GOVCLOUD.service_principal(service) == f"{service}.amazonaws.com"


def test_a_principal_of_a_region_carries_its_name() -> None:
    assert BEIJING.regional_service_principal("logs") == "logs.cn-north-1.amazonaws.com.cn"
    assert IRELAND.regional_service_principal("logs") == "logs.eu-west-1.amazonaws.com"


@pytest.mark.parametrize(
    ("service", "name"),
    [
        ("ecr.api", "cn.com.amazonaws.cn-north-1.ecr.api"),
        ("sts", "cn.com.amazonaws.cn-north-1.sts"),
        ("logs", "com.amazonaws.cn-north-1.logs"),
        ("secretsmanager", "com.amazonaws.cn-north-1.secretsmanager"),
        ("transcribe", "cn.com.amazonaws.cn-north-1.transcribe.cn"),
    ],
)
def test_some_interface_endpoints_of_china_have_a_name_of_their_own(
    service: str, name: str
) -> None:
    assert BEIJING.interface_endpoint(service) == name
    assert IRELAND.interface_endpoint(service) == f"com.amazonaws.eu-west-1.{service}"


def test_the_gateway_to_s3_is_named_alike_everywhere() -> None:
    assert BEIJING.gateway_endpoint("s3") == "com.amazonaws.cn-north-1.s3"


def test_an_account_in_no_region_has_no_names() -> None:
    with pytest.raises(ValueError, match="no region"):
        Location(region="eu-west-9", account_id="111122223333").arn("s3", "x")


@pytest.mark.parametrize("region", supported_regions())
def test_every_region_of_a_supported_partition_is_accepted(
    staging: Environment, accepted: Accept, region: str
) -> None:
    moved = yaml.safe_load(yaml.safe_dump(staging).replace("eu-west-1", region))
    assert accepted(moved).location.partition in SUPPORTED


@pytest.mark.parametrize(
    "region",
    [name for each in partitions() if each.id not in SUPPORTED for name in each.regions],
)
def test_every_region_of_another_partition_is_refused_by_name(
    staging: Environment, mistakes: Refuse, region: str
) -> None:
    moved = yaml.safe_load(yaml.safe_dump(staging).replace("eu-west-1", region))
    (mistake,) = mistakes(moved).values()
    assert mistake.path == "region"
    assert mistake.problem.startswith("is a region of the partition aws-")
    assert "aws, aws-cn and aws-us-gov" in mistake.allowed


@pytest.mark.parametrize(
    ("region", "close"),
    [("eu-west-9", "`eu-west-1`"), ("us-esat-1", "`us-east-1`"), ("cn-south-1", "`cn-north-1`")],
)
def test_a_region_that_there_is_not_is_refused_with_those_close_to_it(
    staging: Environment, mistakes: Refuse, region: str, close: str
) -> None:
    moved = yaml.safe_load(yaml.safe_dump(staging).replace("eu-west-1", region))
    (mistake,) = mistakes(moved).values()
    assert (mistake.path, mistake.problem) == ("region", "is no region of AWS")
    assert close in mistake.remedy


@pytest.mark.parametrize("region", ["aws-global", "Ireland", "", "eu-west-1a"])
def test_what_looks_like_no_region_is_refused(
    staging: Environment, mistakes: Refuse, region: str
) -> None:
    assert mistakes(staging | {"region": region})["region"].remedy


@pytest.mark.parametrize("zone", ["eu-west-1g", "eu-west-1z", "eu-west-1", "eu-west-1A"])
def test_a_zone_that_no_region_has_is_refused(
    staging: Environment, mistakes: Refuse, zone: str
) -> None:
    zones = staging["network"]["zones"]
    zones[zone] = zones.pop("eu-west-1a")
    mistake = mistakes(staging)[f"network.zones.{zone}"]
    assert "letter" in mistake.problem
    assert "describe-availability-zones" in mistake.remedy


def test_principals_of_another_partition_are_refused(
    staging: Environment, mistakes: Refuse
) -> None:
    foreign = "arn:aws-cn:iam::111122223333:role/admin"
    ours = "arn:aws:iam::111122223333:role/admin"
    access = {"admins": [ours, foreign], "viewers": [foreign], "editors": {"shop": [foreign]}}
    values = {"metrics-server": {"values": {"role": foreign}}}
    found = mistakes(staging | {"cluster": {"access": access}, "addons": {"releases": values}})
    assert set(found) == {
        "cluster.access.admins.1",
        "cluster.access.viewers.0",
        "cluster.access.editors.shop.0",
        "addons.releases.metrics-server.values.role",
    }
    assert found["cluster.access.viewers.0"].allowed == "ARNs that begin with arn:aws:"
