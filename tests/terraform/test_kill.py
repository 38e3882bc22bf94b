"""An apply that is killed, as when its machine dies; what it forgot, and how all of it goes."""

import re

import psutil
import pytest
from typer.testing import CliRunner, Result

from delivery.__main__ import app
from delivery.comment.files import read_records
from delivery.comment.record import Record
from delivery.drift.causes import causes
from sandbox import ending
from tests.terraform.support import Folder, LocalAws


@pytest.fixture(scope="module")
def killed(aws: LocalAws) -> Folder:
    """A networking stack whose apply was killed in the middle of it."""
    folder = aws.networking("killed")
    process = folder.begin("apply", "-auto-approve", "-input=false")
    for line in process.stdout or ():
        if line.startswith("aws_route_table_association.") and "Creation complete" in line:
            break
    ending.stop(psutil.Process(process.pid), grace_seconds=0)
    process.communicate()
    return folder


@pytest.fixture(scope="module")
def refused(killed: Folder) -> str:
    """What the next plan says."""
    plan = killed.terraform("plan", "-input=false")
    assert plan.returncode == 1
    return plan.stdout


@pytest.fixture(scope="module")
def lock_id(refused: str) -> str:
    """The id of the lock that the killed apply left, as the next plan reports it."""
    (reported,) = set(re.findall(r"ID: +([0-9a-f-]{36})", refused))
    return str(reported)


def test_the_locks_of_a_killed_apply_are_reported(refused: str, aws: LocalAws) -> None:
    assert "Error acquiring the state lock" in refused
    assert f"Path:      {aws.config.state.bucket}/staging/networking.tfstate" in refused
    assert "Operation: OperationTypeApply" in refused
    assert aws.locks() == {"DynamoDB", "S3"}


@pytest.mark.usefixtures("lock_id")
def test_unlocking_with_another_id_is_refused(killed: Folder, aws: LocalAws) -> None:
    other = "00000000-0000-0000-0000-000000000000"
    unlock = killed.terraform("force-unlock", "-force", other)
    assert unlock.returncode == 1
    assert "does not match existing lock" in unlock.stdout
    assert aws.locks() == {"DynamoDB", "S3"}


@pytest.fixture(scope="module")
def unlocked(killed: Folder, lock_id: str) -> Folder:
    """The same stack, after its lock was given back."""
    killed.succeeds("force-unlock", "-force", lock_id)
    return killed


def test_unlocking_with_the_reported_id_lets_the_next_plan_run(
    unlocked: Folder, aws: LocalAws
) -> None:
    assert aws.locks() == set()
    unlocked.succeeds("plan", "-input=false")


def delivery(command: str, folder: Folder, *options: str) -> Result:
    """Run a command of the pipelines on the folder of a stack."""
    arguments = [command, str(folder.path.parents[1]), *options]
    return CliRunner().invoke(app, arguments, env=folder.aws.variables)


@pytest.fixture(scope="module")
def recovered(unlocked: Folder) -> Folder:
    """The same stack, after what no state knew was imported, and all else made."""
    found = delivery("orphans", unlocked, "--imports")
    assert "import to aws_" in found.stdout, found.output
    assert "cannot be imported" not in found.stdout
    unlocked.succeeds("apply", "-auto-approve", "-input=false")
    return unlocked


def test_what_a_killed_apply_forgot_is_imported_and_nothing_is_made_twice(
    recovered: Folder, aws: LocalAws
) -> None:
    assert recovered.managed() == recovered.declared()
    assert len(aws.vpcs()) == 1
    again = delivery("orphans", recovered, "--imports")
    assert again.exit_code == 0, again.output


def drift_of(folder: Folder) -> Record:
    """Return the record of a plan of the stack, as it is made every night."""
    records = folder.path.parents[2] / "records"
    done = CliRunner().invoke(
        app,
        ["drift", str(records), str(folder.path.parents[1]), "--private"],
        env=folder.aws.variables,
    )
    assert done.exit_code == 0, done.output
    (record,) = read_records(records)
    return record


def test_the_next_plan_is_empty(recovered: Folder) -> None:
    record = drift_of(recovered)

    assert record.drift == ()
    assert record.is_quiet


def test_what_somebody_changes_by_hand_is_drift(recovered: Folder, aws: LocalAws) -> None:
    (vpc,) = aws.vpcs()
    tags = [{"Key": "Owner", "Value": "somebody"}]
    aws.client("ec2").create_tags(Resources=[vpc], Tags=tags)

    (cause,) = causes([drift_of(recovered)])

    assert (cause.what, cause.values) == ("tags.Owner", ("platform-team", "somebody"))


def test_a_teardown_leaves_the_bucket_of_the_states_and_nothing_else(
    recovered: Folder, aws: LocalAws
) -> None:
    done = delivery("teardown", recovered, "--confirm", "staging")

    assert done.exit_code == 0, done.output
    assert aws.vpcs() == []
    assert aws.client("ec2").describe_addresses()["Addresses"] == []
    assert aws.client("iam").list_roles()["Roles"] == []
    assert aws.client("route53").list_hosted_zones()["HostedZones"] == []
    buckets = aws.client("s3").list_buckets()["Buckets"]
    assert [each["Name"] for each in buckets] == [aws.config.state.bucket]
