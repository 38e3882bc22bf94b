"""The databases stack, applied onto the networking stack, and destroyed.

The provider waits 30 seconds for each step of a cluster's and an instance's life, whatever AWS
answers, so all tests share one apply, and the last of them one destroy.
"""

import json
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from constructs.database import parameters
from gameday.database.aurora import fail_over
from gameday.database.terraform import Terraform
from tests.terraform.support import Folder, LocalAws

pytestmark = pytest.mark.long

VAULT = "arn:aws:backup:eu-central-1:111122223333:backup-vault:platform"
CLUSTER = "platform-staging"
COPIED = {"final_snapshot": False, "copy_to": {"vault_arn": VAULT}}


@pytest.fixture(scope="module")
def databases(aws: LocalAws) -> Folder:
    """The stack with copies of its backups, applied."""
    aws.networking("network").succeeds("apply", "-auto-approve", "-input=false")
    folder = aws.databases("databases", backup=COPIED)
    folder.succeeds("apply", "-auto-approve", "-input=false")
    return folder


@pytest.fixture(scope="module")
def second_plan(databases: Folder) -> subprocess.CompletedProcess[str]:
    """A plan right after the apply, kept in the file `plan`."""
    return databases.terraform("plan", "-input=false", "-detailed-exitcode", "-out=plan")


@pytest.fixture(scope="module")
def restored(databases: Folder) -> Folder:
    """The stack after a restore from a snapshot, applied once."""
    databases.aws.client("rds").create_db_cluster_snapshot(
        DBClusterSnapshotIdentifier="before", DBClusterIdentifier="platform-staging"
    )
    folder = databases.aws.databases(
        "restored",
        backup=COPIED,
        generation=2,
        apply_immediately=True,
        restore={"snapshot": "before"},
    )
    folder.succeeds("apply", "-auto-approve", "-input=false")
    return folder


def actions(planned: Mapping[str, Sequence[str]]) -> dict[str, set[tuple[str, ...]]]:
    """Return what a plan does to each kind of resource, but for what it leaves alone."""
    found: dict[str, set[tuple[str, ...]]] = {}
    for address, done in planned.items():
        if done not in (["no-op"], ["read"]):
            found.setdefault(address.split(".")[0], set()).add(tuple(done))
    return found


def output(folder: Folder, name: str) -> object:
    """Return the value of an output."""
    value: object = json.loads(folder.succeeds("output", "-json", name))
    return value


def test_terraform_finds_the_configuration_valid(databases: Folder) -> None:
    assert "The configuration is valid" in databases.succeeds("validate")


def test_an_apply_creates_every_resource(databases: Folder) -> None:
    assert databases.managed() == databases.declared()


def test_a_second_plan_has_no_changes(second_plan: subprocess.CompletedProcess[str]) -> None:
    # 0 is no change, 1 an error, 2 a change.
    assert second_plan.returncode == 0, second_plan.stdout


def test_the_contract_has_a_value_for_everything(databases: Folder) -> None:
    outputs = json.loads(databases.succeeds("output", "-json"))
    assert [name for name, each in outputs.items() if not each["value"]] == []
    assert outputs["port"]["value"] == 5432
    assert outputs["application_connections_per_pod"]["value"] == {"orders": "10"}


@pytest.mark.usefixtures("second_plan")
def test_the_masters_password_is_in_neither_state_nor_plan_nor_output(databases: Folder) -> None:
    secrets = databases.aws.client("secretsmanager")
    arn = output(databases, "master_secret_arn")
    password = json.loads(secrets.get_secret_value(SecretId=arn)["SecretString"])["password"]
    told = {
        "state": databases.succeeds("state", "pull"),
        "plan": databases.succeeds("show", "-json", "plan"),
        "output": databases.succeeds("output", "-json"),
    }
    assert len(password) > 8
    assert [where for where, text in told.items() if password in text] == []


@pytest.mark.usefixtures("second_plan")
def test_a_failover_of_the_writer_changes_no_endpoint_and_no_plan(
    databases: Folder, tmp_path: Path
) -> None:
    terraform = Terraform(folder=databases.path, variables=databases.aws.variables, logs=tmp_path)
    seen = fail_over(CLUSTER, terraform, databases.aws.client("rds"))
    assert seen.took_over
    assert seen.endpoints == seen.promised
    assert seen.plan == "no changes"


def test_a_major_upgrade_replaces_parameters_only(databases: Folder) -> None:
    upgrade = databases.aws.databases(
        "upgrade",
        backup=COPIED,
        engine_version="18.1",
        allow_major_version_upgrade=True,
        apply_immediately=True,
    )
    planned = actions(upgrade.planned())
    assert planned.pop("aws_rds_cluster_parameter_group") == {("create", "delete")}
    assert planned.pop("aws_db_parameter_group") == {("create", "delete")}
    assert planned == {
        "aws_rds_cluster": {("update",)},
        "aws_rds_cluster_instance": {("update",)},
    }


def test_parameters_of_another_description_can_stand_beside_those_before(
    databases: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parameters, "CLUSTER", "Another description")
    described = databases.aws.databases("described", backup=COPIED)
    planned = actions(described.planned())
    assert planned["aws_rds_cluster_parameter_group"] == {("create", "delete")}
    assert set(planned) == {"aws_rds_cluster_parameter_group", "aws_rds_cluster"}


def test_a_restore_leaves_the_earlier_cluster_running(databases: Folder, restored: Folder) -> None:
    rds = databases.aws.client("rds")
    clusters = {
        each["DBClusterIdentifier"]: each for each in rds.describe_db_clusters()["DBClusters"]
    }
    assert set(clusters) == {"platform-staging", "platform-staging-g2"}
    members = {name: len(each["DBClusterMembers"]) for name, each in clusters.items()}
    assert members == {"platform-staging": 3, "platform-staging-g2": 3}
    assert restored.managed() == restored.declared()


def test_a_restored_cluster_has_its_own_master_secret_and_endpoint(
    databases: Folder, restored: Folder
) -> None:
    first, second = (
        databases.aws.client("rds").describe_db_clusters(DBClusterIdentifier=name)["DBClusters"][0]
        for name in ("platform-staging", "platform-staging-g2")
    )
    assert output(restored, "master_secret_arn") == second["MasterUserSecret"]["SecretArn"]
    assert output(restored, "master_secret_arn") != first["MasterUserSecret"]["SecretArn"]
    assert output(restored, "writer_endpoint") == second["Endpoint"]


def test_after_a_restore_from_a_snapshot_logins_by_iam_take_a_second_apply(
    restored: Folder,
) -> None:
    again = restored.planned()
    changed = {address: done for address, done in again.items() if done != ["no-op"]}
    (cluster,) = changed
    assert changed == {cluster: ["update"]}
    restored.succeeds("apply", "-auto-approve", "-input=false")
    assert "No changes" in restored.succeeds("plan", "-input=false")


def test_what_a_restore_began_with_can_be_taken_out_afterwards(restored: Folder) -> None:
    settled = restored.aws.databases("settled", backup=COPIED, generation=2)
    # Changes that were to be made at once now wait for the window: a setting of Terraform's only.
    assert {done for each in actions(settled.planned()).values() for done in each} <= {("update",)}


def test_a_restore_to_a_point_in_time_destroys_nothing_of_the_database(restored: Folder) -> None:
    restore = {"time": "latest", "cluster": "platform-staging"}
    third = restored.aws.databases("third", backup=COPIED, generation=3, restore=restore)
    planned = actions(third.planned())
    for kind in ("aws_rds_cluster", "aws_rds_cluster_instance", "aws_cloudwatch_log_group"):
        assert planned[kind] == {("create",), ("forget",)}


def test_a_destroy_leaves_nothing_but_what_was_left_by_a_restore(restored: Folder) -> None:
    restored.succeeds("destroy", "-auto-approve", "-input=false")
    assert restored.managed() == set()
    clusters = restored.aws.client("rds").describe_db_clusters()["DBClusters"]
    assert [cluster["DBClusterIdentifier"] for cluster in clusters] == ["platform-staging"]
