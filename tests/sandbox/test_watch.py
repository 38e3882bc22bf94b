"""What becomes of a command when the local AWS ends under it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from ops.command import Failure
from sandbox import children, ending
from sandbox.paths import RECORD, SERVER_LOG
from sandbox.record import ServerRecord
from sandbox.watch import while_it_runs
from tests.patience import eventually
from tests.sandbox.records import record_of


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ServerRecord]:
    """A process in the place of the local AWS."""
    monkeypatch.chdir(tmp_path)
    RECORD.parent.mkdir()
    SERVER_LOG.parent.mkdir(parents=True)
    SERVER_LOG.write_text("kube-apiserver ended by itself\n")
    program = [sys.executable, "-c", "print(flush=True); input()", str(RECORD.resolve())]
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()
        yield record_of(process.pid)


def end(server: ServerRecord) -> None:
    psutil.Process(server.pid).kill()
    eventually(lambda: server.process(RECORD) is None)


def test_what_is_at_work_on_it_is_ended_and_the_end_of_its_log_is_told(
    server: ServerRecord,
) -> None:
    def sleep() -> None:
        children.run(
            ["/bin/sh", "-c", "echo; sleep 600"],
            variables=ending.mark() | {"PATH": os.defpath},
            log=Path("log"),
            on_line=lambda _: end(server),
            grace_seconds=600,
        )

    with pytest.raises(Failure) as failure, while_it_runs(server):
        sleep()
    assert "The local AWS ended while it was at work" in str(failure.value)
    assert "`make up` starts afresh" in str(failure.value)
    assert "kube-apiserver ended by itself" in str(failure.value)


def test_a_command_that_ends_well_without_it_has_failed(server: ServerRecord) -> None:
    with pytest.raises(Failure, match="The local AWS ended"), while_it_runs(server):
        end(server)


def test_as_long_as_it_runs_a_failure_is_the_command_s_own(server: ServerRecord) -> None:
    with pytest.raises(Failure, match=r"^no such VPC$"), while_it_runs(server):
        raise Failure("no such VPC")


def test_nothing_looks_at_it_afterwards(server: ServerRecord) -> None:
    with while_it_runs(server):
        pass
    end(server)
    with subprocess.Popen(["sleep", "600"], env=ending.mark() | {"PATH": os.defpath}) as later:
        with pytest.raises(subprocess.TimeoutExpired):
            later.wait(1)
        later.kill()
