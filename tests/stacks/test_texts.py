"""Texts of ours hold no character that AWS refuses: a plan does not show it, a deployment ends."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.loaders import Loader
from cdktf import TerraformStack, Testing

from config.environment import available_environments
from config.platform import load_platform
from sandbox.aws.ec2 import DESCRIPTION
from stacks.platform import build_platform
from terraform_json.stack import resources
from terraform_json.types import Json

PRINTABLE = r"[ -~]{1,255}"
"""RDS and EKS name no characters for their texts."""


def documented(service: str, shape: str) -> str:
    """Return what AWS's own description of a service says of a type of text."""
    found: Any = Loader().load_service_model(service, "service-2")["shapes"][shape]
    length = f"(?=(?s:.){{{found.get('min', 0)},{found['max']}}}$)"
    pattern: str = found.get("pattern", "[^\x00-\x1f]*")
    return length + pattern


TEXTS = {
    "aws_security_group.name": DESCRIPTION.pattern,
    "aws_security_group.description": DESCRIPTION.pattern,
    "aws_vpc_security_group_egress_rule.description": DESCRIPTION.pattern,
    "aws_vpc_security_group_ingress_rule.description": DESCRIPTION.pattern,
    "aws_launch_template.name": documented("ec2", "LaunchTemplateName"),
    "aws_cloudwatch_metric_alarm.alarm_name": documented("cloudwatch", "AlarmName"),
    "aws_cloudwatch_metric_alarm.alarm_description": documented("cloudwatch", "AlarmDescription"),
    "aws_cloudwatch_log_group.name": documented("logs", "LogGroupName"),
    "aws_iam_role.name": documented("iam", "roleNameType"),
    "aws_iam_role_policy.name": documented("iam", "policyNameType"),
    "aws_kms_key.description": documented("kms", "DescriptionType"),
    "aws_kms_alias.name": documented("kms", "AliasNameType"),
    "aws_eks_cluster.name": documented("eks", "ClusterName"),
    "aws_route53_zone.comment": documented("route53", "ResourceDescription"),
    # https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
    "aws_sns_topic.name": r"[A-Za-z0-9_-]{1,256}",
    "aws_db_parameter_group.description": PRINTABLE,
    "aws_db_subnet_group.description": PRINTABLE,
    "aws_rds_cluster_parameter_group.description": PRINTABLE,
}
# https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
TAG = r"[\w .:/=+@-]{0,256}"


@pytest.fixture(scope="module")
def made(synthesize: Callable[[TerraformStack], Json]) -> list[tuple[str, Json]]:
    """Return the resources of AWS in every stack of every environment, each with its type."""
    return [
        (address.partition(".")[0], block)
        for environment in available_environments()
        for stack in _stacks(environment)
        for address, block in resources(synthesize(stack)).items()
        if address.startswith("aws_")
    ]


def _stacks(environment: str) -> tuple[TerraformStack, ...]:
    platform = load_platform(environment)
    return tuple(build_platform(Testing.app(), platform.config, platform.applications))


def _literal(text: str) -> str:
    """Return a text with a letter for each reference, which is AWS's own name of something."""
    return re.sub(r"\$\{[^}]*\}", "x", text)


@pytest.mark.parametrize("field", TEXTS)
def test_aws_takes_every_character_of_a_text(made: list[tuple[str, Json]], field: str) -> None:
    kind, _, key = field.partition(".")
    texts = {_literal(block[key]) for of, block in made if of == kind and key in block}
    assert texts
    assert {text for text in texts if not re.fullmatch(TEXTS[field], text)} == set()


def test_no_text_is_without_a_rule(made: list[tuple[str, Json]]) -> None:
    found = {
        f"{kind}.{key}"
        for kind, block in made
        for key in block
        if "description" in key or "comment" in key
    }
    assert found - set(TEXTS) == set()


def test_aws_takes_every_character_of_a_tag(made: list[tuple[str, Json]]) -> None:
    words = {_literal(word) for _, block in made for word in _tags(block)}
    assert words
    assert {word for word in words if not re.fullmatch(TAG, word)} == set()


def _tags(block: Json) -> Iterator[str]:
    for tags in (block, *block.get("tag_specifications", ())):
        for key, value in tags.get("tags", {}).items():
            yield from (key, value)
