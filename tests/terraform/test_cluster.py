"""The AWS half of the k8s stack, applied onto the networking stack, and destroyed."""

import json
import subprocess

import pytest

from stacks.base import StackName
from tests.terraform.support import Folder, LocalAws

# What the stack reads of the databases; the databases' own tests apply that stack.
DATABASES = {
    "writer_endpoint": "writer.example.internal",
    "reader_endpoint": "reader.example.internal",
    "port": "5432",
    "cluster_arn": "arn:aws:rds:eu-west-1:111122223333:cluster:platform-staging",
    "cluster_resource_id": "cluster-ABC",
    "master_secret_arn": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:rds!cluster-1",
    "kms_key_arn": "arn:aws:kms:eu-west-1:111122223333:key/1",
    "application_databases": {"backend": "backend"},
    "application_logins": {"backend": "backend"},
}


@pytest.fixture(scope="module")
def cluster(aws: LocalAws) -> Folder:
    """The stack, applied."""
    aws.networking("network").succeeds("apply", "-auto-approve", "-input=false")
    aws.hand_over(StackName.DATABASES, DATABASES)
    folder = aws.cluster("cluster")
    folder.succeeds("apply", "-auto-approve", "-input=false")
    return folder


@pytest.fixture(scope="module")
def second_plan(cluster: Folder) -> subprocess.CompletedProcess[str]:
    """A plan right after the apply."""
    return cluster.terraform("plan", "-input=false", "-detailed-exitcode")


def test_terraform_finds_the_configuration_valid(cluster: Folder) -> None:
    assert "The configuration is valid" in cluster.succeeds("validate")


def test_an_apply_creates_every_resource(cluster: Folder) -> None:
    assert {a for a in cluster.managed() if not a.startswith("data.")} == cluster.declared()


def test_a_second_plan_has_no_changes(second_plan: subprocess.CompletedProcess[str]) -> None:
    # 0 is no change, 1 an error, 2 a change.
    assert second_plan.returncode == 0, second_plan.stdout


def test_the_outputs_have_a_value_for_everything(cluster: Folder) -> None:
    outputs = json.loads(cluster.succeeds("output", "-json"))
    assert [name for name, each in outputs.items() if not each["value"]] == []
