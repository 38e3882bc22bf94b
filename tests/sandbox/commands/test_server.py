"""The local AWS as the commands find it, share it and end it."""

import os
import signal
import subprocess
from collections.abc import Callable

import psutil
import pytest

from ops.command import Failure
from sandbox import ending, local_aws
from sandbox.commands import server as serving
from sandbox.commands import up as deploying
from sandbox.paths import (
    LOCK,
    OUTPUT,
    RECORD,
    SANDBOX,
    SERVER_LOG,
)
from sandbox.record import ServerRecord
from sandbox.sole_command import sole_command
from sandbox.terraform.cdktf import Cdktf
from tests.patience import PATIENCE_SECONDS
from tests.sandbox.commands.support import (
    Deployment,
    fail,
    leave_behind,
    run,
    start,
)

pytestmark = pytest.mark.slow


def test_down_without_a_sandbox_is_no_fault() -> None:
    result = run("down")
    assert (result.exit_code, result.stdout) == (0, "No sandbox runs.\n")


def test_down_stops_the_local_aws_and_removes_what_belonged_to_it() -> None:
    server = start()
    result = run("down")
    assert (result.exit_code, result.stdout) == (
        0,
        "The local AWS and its cluster are stopped, and what they held is gone.\n",
    )
    assert not psutil.pid_exists(server.pid)
    assert not SANDBOX.exists()


@pytest.mark.parametrize("command", ["up", "diff", "down"])
def test_a_command_is_refused_while_another_is_at_work(command: str) -> None:
    server = start()
    with sole_command(LOCK):
        result = run(command)
    assert result.exit_code == 2
    assert "Another command of the sandbox is at work" in result.stderr
    assert local_aws.find(RECORD) == server


def test_the_local_aws_that_a_command_started_does_not_keep_others_out(
    deployment: Callable[[Deployment], None],
) -> None:
    deployment(fail)
    run("up")
    assert run("down").exit_code == 0


@pytest.mark.parametrize(
    "pid",
    [pytest.param(os.getpid(), id="pid-of-another"), pytest.param(2**22 + 1, id="no-process")],
)
def test_a_sandbox_whose_server_is_gone_starts_afresh(
    deployment: Callable[[Deployment], None], pid: int
) -> None:
    leave_behind(pid)
    deployment(fail)
    result = run("up")
    assert result.stdout.startswith(
        "The last local AWS is gone, and what it held with it: starting afresh.\n"
        f"The end of {SERVER_LOG}:\n    etcd ended by itself\n"
    )
    assert not (OUTPUT / "stacks" / "of-before").exists()


def test_up_uses_the_local_aws_that_runs(deployment: Callable[[Deployment], None]) -> None:
    server = start()
    deployment(fail)
    assert f"the local AWS runs at {server.endpoint}\n" in run("up").stdout
    assert ServerRecord.read(RECORD) == server


def test_a_closed_terminal_interrupts_like_ctrl_c() -> None:
    run("down")
    for number in (signal.SIGTERM, signal.SIGHUP):
        assert signal.getsignal(number) is signal.default_int_handler


@pytest.mark.parametrize("command", ["up", "diff"])
def test_another_environment_than_the_one_that_runs_is_refused(
    monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    server = start()
    monkeypatch.setenv("PLATFORM_ENV", "prod")
    result = run(command)
    assert result.exit_code == 2
    assert "The sandbox runs staging in 111122223333, eu-west-1" in result.stderr
    assert local_aws.find(RECORD) == server


def test_what_a_killed_terraform_forgot_makes_up_start_afresh(
    deployment: Callable[[Deployment], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    server = start()
    monkeypatch.setattr(serving, "left_behind", lambda *_: ["databases"])
    deployment(fail)
    result = run("up")
    assert "Terraform was killed while it deployed databases" in result.stdout
    assert "Starting afresh" in result.stdout
    assert not psutil.pid_exists(server.pid)
    assert local_aws.find(RECORD)


def test_what_a_killed_terraform_forgot_makes_diff_name_the_remedy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    start()
    monkeypatch.setattr(serving, "left_behind", lambda *_: ["databases"])
    result = run("diff")
    assert result.exit_code == 2
    assert "Terraform was killed while it deployed databases" in result.stderr
    assert "`make up` starts afresh" in result.stderr


def test_a_provider_that_died_ends_the_local_aws(
    deployment: Callable[[Deployment], None],
) -> None:
    def die(on_line: Callable[[str], None]) -> None:
        on_line("networking  Error: Plugin did not respond")
        raise Failure("exit status 1")

    deployment(die)
    result = run("up")
    assert "exit status 1" in result.stderr
    assert result.exit_code == 1
    assert "Terraform or its provider was killed" in result.stderr
    assert not SANDBOX.exists()


@pytest.mark.parametrize("outcome", [fail, lambda _: None], ids=["failed", "went on"])
def test_a_terraform_that_was_killed_meanwhile_ends_the_local_aws_whatever_cdktf_says(
    deployment: Callable[[Deployment], None],
    monkeypatch: pytest.MonkeyPatch,
    outcome: Deployment,
) -> None:
    deployment(lambda _: None)
    monkeypatch.setattr(deploying, "synthesize", lambda *_, **__: deployment(outcome))
    monkeypatch.setattr(deploying, "left_behind", lambda *_: ["k8s"])
    result = run("up")
    assert result.exit_code == 1
    assert "Terraform or its provider was killed" in result.stderr
    assert not SANDBOX.exists()


def test_a_terraform_that_was_killed_while_it_planned_is_told_whatever_cdktf_says(
    deployment: Callable[[Deployment], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    deployment(lambda _: None)
    monkeypatch.setattr(Cdktf, "run", lambda *_, **__: None)
    result = run("up")
    assert result.exit_code == 1
    assert "Terraform was killed before it had a plan of networking" in result.stderr
    assert local_aws.find(RECORD)


@pytest.mark.parametrize("command", ["up", "diff", "down"])
def test_what_a_killed_command_left_at_work_is_ended(
    deployment: Callable[[Deployment], None], command: str
) -> None:
    start()
    deployment(fail)
    with subprocess.Popen(["sleep", "600"], env=ending.mark() | {"PATH": os.defpath}) as left:
        result = run(command)
        assert left.wait(timeout=PATIENCE_SECONDS) == -signal.SIGKILL
    assert ("ended 1 processes" in result.stdout) is (command != "down")


def test_down_ends_a_server_whose_start_was_cut_off_before_it_had_a_record() -> None:
    server = start()
    RECORD.unlink()
    run("down")
    assert not psutil.pid_exists(server.pid)
