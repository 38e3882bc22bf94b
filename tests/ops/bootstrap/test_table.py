"""The table of the locks."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber

from config.model import EnvironmentConfig
from ops.bootstrap.__main__ import bootstrap
from ops.bootstrap.resource import Answer, put_right
from ops.bootstrap.table import LockTable
from ops.command import Refusal

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Run = Callable[[], str]


@pytest.fixture
def dynamodb(session: boto3.Session) -> "DynamoDBClient":
    return session.client("dynamodb")


@pytest.fixture
def table(staging_config: EnvironmentConfig) -> str:
    return staging_config.state.lock_table


@pytest.fixture
def run(staging_config: EnvironmentConfig) -> Run:
    return lambda: "\n".join(bootstrap(staging_config))


def create(dynamodb: "DynamoDBClient", table: str, key: str = "LockID", type_: str = "S") -> None:
    attributes: Any = [{"AttributeName": key, "AttributeType": type_}]
    dynamodb.create_table(
        TableName=table,
        KeySchema=[{"AttributeName": key, "KeyType": "HASH"}],
        AttributeDefinitions=attributes,
        BillingMode="PROVISIONED",
        ProvisionedThroughput={"ReadCapacityUnits": 1, "WriteCapacityUnits": 1},
    )


def describe(dynamodb: "DynamoDBClient", table: str) -> Answer:
    return dynamodb.describe_table(TableName=table)["Table"]


def recovery(dynamodb: "DynamoDBClient", table: str) -> Answer:
    backups = dynamodb.describe_continuous_backups(TableName=table)["ContinuousBackupsDescription"]
    return backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"]


def test_the_table_has_the_key_that_terraform_needs(
    dynamodb: "DynamoDBClient", table: str, run: Run
) -> None:
    run()
    created = describe(dynamodb, table)
    assert created["KeySchema"] == [{"AttributeName": "LockID", "KeyType": "HASH"}]
    assert created["AttributeDefinitions"] == [{"AttributeName": "LockID", "AttributeType": "S"}]


def test_the_table_is_paid_by_use(dynamodb: "DynamoDBClient", table: str, run: Run) -> None:
    run()
    assert describe(dynamodb, table)["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"


def test_the_table_is_recoverable_to_a_point_in_time(
    dynamodb: "DynamoDBClient", table: str, run: Run
) -> None:
    run()
    assert recovery(dynamodb, table) == "ENABLED"


def test_the_table_is_protected_from_deletion(
    dynamodb: "DynamoDBClient", table: str, run: Run
) -> None:
    run()
    assert describe(dynamodb, table)["DeletionProtectionEnabled"] is True


def test_the_table_is_encrypted_with_a_kms_key(
    dynamodb: "DynamoDBClient", table: str, run: Run
) -> None:
    run()
    assert describe(dynamodb, table)["SSEDescription"]["Status"] == "ENABLED"


def test_what_deviates_in_an_existing_table_is_put_right(
    dynamodb: "DynamoDBClient", table: str, run: Run
) -> None:
    create(dynamodb, table)
    told = run()
    assert f"DynamoDB table {table}: exists" in told
    assert "paid by use: put right, it was PROVISIONED" in told
    assert describe(dynamodb, table)["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"
    assert describe(dynamodb, table)["DeletionProtectionEnabled"] is True
    assert recovery(dynamodb, table) == "ENABLED"


def test_an_unencrypted_table_is_encrypted(staging_config: EnvironmentConfig, table: str) -> None:
    # moto ignores this change of a table, so AWS's answers are given here.
    dynamodb = boto3.client("dynamodb", region_name=staging_config.region)
    changed = {"TableName": table, "SSESpecification": {"Enabled": True}}
    with Stubber(dynamodb) as stub:
        stub.add_response("describe_table", {"Table": {}}, {"TableName": table})
        stub.add_response("update_table", {}, changed)
        stub.add_response("describe_table", {"Table": {"TableStatus": "ACTIVE"}})
        encryption = LockTable(dynamodb, staging_config).properties()[2]
        (outcome,) = put_right((encryption,))
        assert outcome.changed
        stub.assert_no_pending_responses()


NOT_YET = "ContinuousBackupsUnavailableException"


def test_the_recovery_of_a_new_table_is_asked_for_until_it_can_be_had(
    staging_config: EnvironmentConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    # moto's can be had at once, so AWS's answers are given here.
    monkeypatch.setattr("ops.bootstrap.table.PAUSE_SECONDS", 0)
    dynamodb = boto3.client("dynamodb", region_name=staging_config.region)
    recoverable = LockTable(dynamodb, staging_config).properties()[3]
    with Stubber(dynamodb) as stub:
        stub.add_client_error("update_continuous_backups", NOT_YET)
        stub.add_client_error("update_continuous_backups", NOT_YET)
        stub.add_response("update_continuous_backups", {})
        recoverable.write("DISABLED")
        stub.assert_no_pending_responses()


def test_a_recovery_that_cannot_be_had_is_given_up(
    staging_config: EnvironmentConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ops.bootstrap.table.BACKUPS_SECONDS", -1)
    dynamodb = boto3.client("dynamodb", region_name=staging_config.region)
    recoverable = LockTable(dynamodb, staging_config).properties()[3]
    with Stubber(dynamodb) as stub:
        stub.add_client_error("update_continuous_backups", NOT_YET)
        with pytest.raises(ClientError, match=NOT_YET):
            recoverable.write("DISABLED")


def test_locks_in_an_existing_table_stay(dynamodb: "DynamoDBClient", table: str, run: Run) -> None:
    create(dynamodb, table)
    lock: Any = {"LockID": {"S": "state-md5"}, "Digest": {"S": "0123"}}
    dynamodb.put_item(TableName=table, Item=lock)
    run()
    assert dynamodb.scan(TableName=table)["Items"] == [lock]


@pytest.mark.parametrize(("key", "type_"), [("Id", "S"), ("LockID", "N")])
def test_a_table_with_another_key_is_refused(
    dynamodb: "DynamoDBClient", table: str, run: Run, key: str, type_: str
) -> None:
    create(dynamodb, table, key, type_)
    with pytest.raises(Refusal, match=rf"its key is {key} \(HASH, type {type_}\)"):
        run()
