"""What is told of locks that a Terraform which was killed left behind.

tests/terraform/test_kill.py holds that Terraform leaves and writes them so.
"""

import json
from typing import Any

import boto3
import pytest

from config.model import EnvironmentConfig
from sandbox.terraform import locks
from sandbox.terraform.locks import left_behind
from tests.fixtures.account import aws

__all__ = ["aws"]
ENDPOINT = "https://s3.eu-west-1.amazonaws.com"


@pytest.fixture(autouse=True)
def account(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the account of this process stand for the local AWS."""
    client: Any = boto3.client
    monkeypatch.setattr(locks, "client_of", lambda service, region, _: client(service, region))


@pytest.fixture
def made(staging_config: EnvironmentConfig) -> None:
    """A state bucket and a lock table."""
    where: Any = {"LocationConstraint": staging_config.region}
    client: Any = boto3.client
    client("s3").create_bucket(Bucket=staging_config.state.bucket, CreateBucketConfiguration=where)
    client("dynamodb", staging_config.region).create_table(
        TableName=staging_config.state.lock_table,
        KeySchema=[{"AttributeName": "LockID", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "LockID", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )


def lock(config: EnvironmentConfig, stack: str, operation: str) -> None:
    """Lock a state as Terraform does, in both places."""
    key = f"{config.name}/{stack}.tfstate"
    info = json.dumps({"ID": "1", "Operation": operation, "Who": "somebody"})
    bucket, table = config.state.bucket, config.state.lock_table
    client: Any = boto3.client
    client("s3").put_object(Bucket=bucket, Key=f"{key}.tflock", Body=info.encode())
    item = {"LockID": {"S": f"{bucket}/{key}"}, "Info": {"S": info}}
    client("dynamodb", config.region).put_item(TableName=table, Item=item)


def held(config: EnvironmentConfig) -> int:
    """Return how many locks there are, in both places."""
    client: Any = boto3.client
    objects = client("s3").list_objects_v2(Bucket=config.state.bucket).get("Contents", [])
    items = client("dynamodb", config.region).scan(TableName=config.state.lock_table)["Items"]
    return len(objects) + len(items)


def test_where_no_state_was_ever_made_none_is_locked(staging_config: EnvironmentConfig) -> None:
    assert left_behind(staging_config, ENDPOINT) == []


@pytest.mark.usefixtures("made")
def test_stacks_whose_apply_was_killed_are_named_once_and_stay_locked(
    staging_config: EnvironmentConfig,
) -> None:
    lock(staging_config, "networking", "OperationTypeApply")
    assert left_behind(staging_config, ENDPOINT) == ["networking"]
    assert held(staging_config) == 2


@pytest.mark.usefixtures("made")
def test_locks_of_plans_are_given_back(staging_config: EnvironmentConfig) -> None:
    lock(staging_config, "networking", "OperationTypePlan")
    assert left_behind(staging_config, ENDPOINT) == []
    assert held(staging_config) == 0


@pytest.mark.usefixtures("made")
def test_the_digest_of_a_state_is_no_lock(staging_config: EnvironmentConfig) -> None:
    client: Any = boto3.client
    item = {"LockID": {"S": "bucket/staging/networking.tfstate-md5"}, "Digest": {"S": "1"}}
    client("dynamodb", staging_config.region).put_item(
        TableName=staging_config.state.lock_table, Item=item
    )
    assert left_behind(staging_config, ENDPOINT) == []
    assert held(staging_config) == 1
