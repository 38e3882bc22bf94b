"""Tags of scalable targets."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from sandbox.record import ServerRecord

# botocore makes a class of its own for each service, while the program runs.
Client = Any

TARGET = {
    "ServiceNamespace": "rds",
    "ResourceId": "cluster:one",
    "ScalableDimension": "rds:cluster:ReadReplicaCount",
}


@pytest.fixture
def autoscaling(server: ServerRecord) -> Client:
    session = boto3.Session("any", "keys", region_name="eu-west-1")
    return session.client("application-autoscaling", endpoint_url=server.endpoint)


@pytest.fixture
def arn(autoscaling: Client) -> Iterator[str]:
    made = autoscaling.register_scalable_target(
        **TARGET, MinCapacity=1, MaxCapacity=2, Tags={"Owner": "team"}
    )
    yield made["ScalableTargetARN"]
    autoscaling.deregister_scalable_target(**TARGET)


def tags(autoscaling: Client, arn: str) -> dict[str, str]:
    found: dict[str, str] = autoscaling.list_tags_for_resource(ResourceARN=arn)["Tags"]
    return found


def test_a_target_keeps_the_tags_that_it_is_made_with(autoscaling: Client, arn: str) -> None:
    assert tags(autoscaling, arn) == {"Owner": "team"}


def test_tags_are_added_and_taken_away(autoscaling: Client, arn: str) -> None:
    autoscaling.tag_resource(ResourceARN=arn, Tags={"Stack": "databases"})
    autoscaling.untag_resource(ResourceARN=arn, TagKeys=["Owner"])
    assert tags(autoscaling, arn) == {"Stack": "databases"}


def test_a_change_without_tags_leaves_them(autoscaling: Client, arn: str) -> None:
    autoscaling.register_scalable_target(**TARGET, MinCapacity=1, MaxCapacity=5)
    assert tags(autoscaling, arn) == {"Owner": "team"}
