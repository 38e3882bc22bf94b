"""An apply that is killed, as when its machine dies."""

import re

import psutil
import pytest

from sandbox import children
from tests.terraform.support import Folder, LocalAws


@pytest.fixture(scope="module")
def one_provider() -> bool:
    """Let each Terraform start a provider: it is killed with it."""
    return False


@pytest.fixture(scope="module")
def killed(aws: LocalAws) -> Folder:
    """A networking stack whose apply was killed while it made the VPC."""
    folder = aws.networking("killed")
    process = folder.begin_apply()
    children.stop(psutil.Process(process.pid), grace_seconds=0)
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


def test_unlocking_with_the_reported_id_lets_the_next_plan_run(
    killed: Folder, aws: LocalAws, lock_id: str
) -> None:
    killed.succeeds("force-unlock", "-force", lock_id)
    assert aws.locks() == set()
    killed.succeeds("plan", "-input=false")
