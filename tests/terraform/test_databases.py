"""The databases stack, applied onto the networking stack, and destroyed.

The provider waits 30 seconds for each step of a cluster's and an instance's life, whatever AWS
answers, so all tests share one apply, and the last of them one destroy.
"""

import json
import subprocess

import pytest

from tests.terraform.support import Folder, LocalAws


@pytest.fixture(scope="module")
def databases(aws: LocalAws) -> Folder:
    """The stack, applied."""
    aws.networking("network").succeeds("apply", "-auto-approve", "-input=false")
    folder = aws.databases("databases")
    folder.succeeds("apply", "-auto-approve", "-input=false")
    return folder


@pytest.fixture(scope="module")
def second_plan(databases: Folder) -> subprocess.CompletedProcess[str]:
    """A plan right after the apply, kept in the file `plan`."""
    return databases.terraform("plan", "-input=false", "-detailed-exitcode", "-out=plan")


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
    assert outputs["application_logins"]["value"] == {"orders": "orders"}


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


def test_a_destroy_leaves_nothing(databases: Folder) -> None:
    databases.succeeds("destroy", "-auto-approve", "-input=false")
    assert databases.managed() == set()
    assert databases.aws.client("rds").describe_db_clusters()["DBClusters"] == []
