"""An apply that is interrupted (Ctrl-C) when it has made something."""

import signal

import pytest

from tests.terraform.support import Folder, LocalAws

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def interrupted(aws: LocalAws) -> Folder:
    """A networking stack whose apply was interrupted while it made the VPC."""
    folder = aws.networking("interrupted")
    process = folder.begin_apply()
    process.send_signal(signal.SIGINT)
    told, _ = process.communicate()
    assert process.returncode == 1
    assert "Interrupt received" in told
    return folder


@pytest.fixture(scope="module")
def converged(interrupted: Folder) -> Folder:
    """The same stack after the next apply."""
    interrupted.succeeds("apply", "-auto-approve", "-input=false")
    return interrupted


def test_an_interrupted_apply_saves_what_it_has_made(interrupted: Folder) -> None:
    managed = interrupted.managed()
    assert any(address.startswith("aws_vpc.") for address in managed)
    assert managed < interrupted.declared()


def test_an_interrupted_apply_releases_its_locks(interrupted: Folder, aws: LocalAws) -> None:
    assert interrupted
    assert aws.locks() == set()


def test_the_next_apply_makes_only_what_is_missing(converged: Folder, aws: LocalAws) -> None:
    assert converged.managed() == converged.declared()
    assert len(aws.vpcs()) == 1


def test_destroy_leaves_nothing(converged: Folder, aws: LocalAws) -> None:
    converged.succeeds("destroy", "-auto-approve", "-input=false")
    assert converged.managed() == set()
    assert aws.vpcs() == []
    assert aws.client("ec2").describe_addresses()["Addresses"] == []
    assert aws.client("iam").list_roles()["Roles"] == []
    assert aws.client("logs").describe_log_groups()["logGroups"] == []
