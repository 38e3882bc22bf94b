"""Plans of AWS Backup, and what they are for."""

from typing import Any

import boto3
import pytest

from sandbox.record import ServerRecord

# botocore makes a class of its own for each service, while the program runs.
Client = Any

SELECTION = {
    "SelectionName": "one",
    "IamRoleArn": "arn:aws:iam::111122223333:role/backup",
    "Resources": ["arn:aws:rds:eu-west-1:111122223333:cluster:one"],
}


@pytest.fixture(scope="module")
def backup(server: ServerRecord) -> Client:
    session = boto3.Session("any", "keys", region_name="eu-west-1")
    return session.client("backup", endpoint_url=server.endpoint)


@pytest.fixture
def plan(backup: Client) -> Any:  # noqa: ANN401 - as botocore returns it
    backup.create_backup_vault(BackupVaultName="vault")
    rule = {"RuleName": "daily", "TargetBackupVaultName": "vault"}
    plan = {"BackupPlanName": "plan", "Rules": [rule]}
    made = backup.create_backup_plan(BackupPlan=plan, BackupPlanTags={"Owner": "platform"})
    yield made
    backup.delete_backup_plan(BackupPlanId=made["BackupPlanId"])
    backup.delete_backup_vault(BackupVaultName="vault")


def test_a_plan_is_for_what_is_assigned_to_it(backup: Client, plan: Any) -> None:  # noqa: ANN401
    made = backup.create_backup_selection(
        BackupPlanId=plan["BackupPlanId"], BackupSelection=SELECTION
    )
    which = {"BackupPlanId": plan["BackupPlanId"], "SelectionId": made["SelectionId"]}
    assert backup.get_backup_selection(**which)["BackupSelection"] == SELECTION
    backup.delete_backup_selection(**which)
    with pytest.raises(backup.exceptions.ResourceNotFoundException):
        backup.get_backup_selection(**which)


def test_a_plan_that_is_gone_can_be_made_again(backup: Client, plan: Any) -> None:  # noqa: ANN401
    document = {
        "BackupPlanName": "again",
        "Rules": [{"RuleName": "daily", "TargetBackupVaultName": "vault"}],
    }
    assert plan
    for _ in range(2):
        made = backup.create_backup_plan(BackupPlan=document)
        backup.delete_backup_plan(BackupPlanId=made["BackupPlanId"])


def test_a_plan_has_its_tags(backup: Client, plan: Any) -> None:  # noqa: ANN401
    assert backup.list_tags(ResourceArn=plan["BackupPlanArn"])["Tags"] == {"Owner": "platform"}


def test_a_vault_holds_nothing(backup: Client, plan: Any) -> None:  # noqa: ANN401
    assert plan
    points = backup.list_recovery_points_by_backup_vault(BackupVaultName="vault")
    assert points["RecoveryPoints"] == []
