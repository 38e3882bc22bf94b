"""What a change concerns."""

from typing import Any

import pytest

from delivery.comment.recording import change_of
from delivery.comment.topics import Topic, default_tags

PLATFORM = {"Owner"}


def topic(kind: str, before: dict[str, Any], after: dict[str, Any]) -> Topic:
    change = {"actions": ["update"], "before": before, "after": after}
    return change_of({"type": kind, "address": f"{kind}.a", "change": change}, PLATFORM).topic


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ({"tags": {"Owner": "others"}}, Topic.COSMETIC),
        ({"tags_all": {"Owner": "others"}}, Topic.COSMETIC),
        ({"description": "other"}, Topic.COSMETIC),
        ({"tags": {"kubernetes.io/role/elb": "1"}}, Topic.NETWORK),
        ({"tags": {"Owner": "others"}, "cidr_block": "10.0.0.0/24"}, Topic.NETWORK),
    ],
)
def test_only_descriptions_and_tags_of_the_platform_are_cosmetic(
    after: dict[str, Any], expected: Topic
) -> None:
    assert topic("aws_subnet", {}, after) is expected


def test_who_reaches_the_api_of_a_cluster_is_network() -> None:
    assert topic(
        "aws_eks_cluster", {}, {"vpc_config": [{"public_access_cidrs": ["0.0.0.0/0"]}]}
    ) is (Topic.NETWORK)


def test_the_tags_of_the_platform_are_those_of_its_providers() -> None:
    provider = {"expressions": {"default_tags": [{"tags": {"constant_value": {"Owner": "team"}}}]}}

    assert default_tags({"configuration": {"provider_config": {"aws": provider}}}) == PLATFORM
