"""Every name in the JSON of an environment belongs to the partition of its region."""

import json
import re
from collections.abc import Callable

import pytest
from cdktf import TerraformStack, Testing

from config.applications.platform_file import IamStatement
from config.environment import ENVIRONMENTS, validate
from config.yaml.source import load_yaml
from stacks.platform import build_platform
from terraform_json.types import Json
from tests.stacks.synthesized import of
from tests.stacks.test_k8s_apps import application

# Names that are alike in every partition: principals of services, and the audience of tokens.
EVERYWHERE = {
    "cloudwatch.amazonaws.com",
    "eks.amazonaws.com",
    "elasticloadbalancing.amazonaws.com",
    "events.rds.amazonaws.com",
    "logdelivery.elasticloadbalancing.amazonaws.com",
    "monitoring.rds.amazonaws.com",
    "pods.eks.amazonaws.com",
    "sts.amazonaws.com",
    "vpc-flow-logs.amazonaws.com",
}

Moved = Callable[[str], dict[str, Json]]


@pytest.fixture
def moved(synthesize: Callable[[TerraformStack], Json]) -> Moved:
    """Return a function that synthesizes production in another region: its stacks by name."""

    def stacks(region: str) -> dict[str, Json]:
        file = ENVIRONMENTS / "prod.yaml"
        text = file.read_text(encoding="utf-8").replace("eu-west-1", region)
        config = validate(load_yaml(text, file))
        bucket = f"arn:{config.partition}:s3:::pictures/*"
        reads = IamStatement(actions=("s3:GetObject",), resources=(bucket,))
        shop = application("shop", database=True, statements=(reads,))
        built = build_platform(Testing.app(), config, [shop])
        return {stack.node.id: synthesize(stack) for stack in built}

    return stacks


def hosts(stacks: dict[str, Json]) -> set[str]:
    """Return every name that ends as AWS's hosts and principals do."""
    return set(re.findall(r"[a-z0-9.-]+\.amazonaws\.com(?:\.cn)?", json.dumps(stacks)))


def partitions(stacks: dict[str, Json]) -> set[str]:
    """Return the partitions of every ARN."""
    return set(re.findall(r"arn:(aws[a-z-]*):", json.dumps(stacks)))


def endpoints(stacks: dict[str, Json]) -> set[str]:
    """Return the services behind the VPC's endpoints."""
    return {each["service_name"] for each in of(stacks["networking"], "aws_vpc_endpoint")}


def test_hosts_and_principals_of_china_are_chinas(moved: Moved) -> None:
    assert hosts(moved("cn-north-1")) == EVERYWHERE | {
        "ec2.amazonaws.com.cn",
        "logs.cn-north-1.amazonaws.com.cn",
        "secretsmanager.cn-north-1.amazonaws.com.cn",
    }


def test_endpoints_of_china_are_chinas(moved: Moved) -> None:
    assert endpoints(moved("cn-northwest-1")) == {
        "cn.com.amazonaws.cn-northwest-1.ec2",
        "cn.com.amazonaws.cn-northwest-1.ecr.api",
        "cn.com.amazonaws.cn-northwest-1.ecr.dkr",
        "cn.com.amazonaws.cn-northwest-1.eks-auth",
        "cn.com.amazonaws.cn-northwest-1.sts",
        "com.amazonaws.cn-northwest-1.logs",
        "com.amazonaws.cn-northwest-1.s3",
    }


@pytest.mark.parametrize("region", ["eu-west-1", "us-gov-east-1"])
def test_hosts_principals_and_endpoints_elsewhere_end_alike(moved: Moved, region: str) -> None:
    stacks = moved(region)
    assert hosts(stacks) == EVERYWHERE | {
        "ec2.amazonaws.com",
        f"logs.{region}.amazonaws.com",
        f"secretsmanager.{region}.amazonaws.com",
    }
    assert {name.removeprefix(f"com.amazonaws.{region}.") for name in endpoints(stacks)} == {
        "ec2", "ecr.api", "ecr.dkr", "eks-auth", "logs", "s3", "sts",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("region", "partition"),
    [("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov"), ("us-east-1", "aws")],
)
def test_every_arn_is_of_the_regions_partition(moved: Moved, region: str, partition: str) -> None:
    assert partitions(moved(region)) == {partition}
