"""What the server writes down about itself."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.model import EnvironmentConfig
from ops.command import Refusal
from sandbox.record import ServerRecord, serving
from tests.sandbox.records import record_of


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "server.json"


def sleeping(*arguments: str) -> "subprocess.Popen[bytes]":
    """Start a program that runs until its input ends, and return once it runs."""
    program = [sys.executable, "-c", "print(flush=True); input()", *arguments]
    process = subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    # Until then the kernel may show it without its arguments.
    assert process.stdout
    process.stdout.readline()
    return process


def test_a_record_reads_as_it_was_written(file: Path) -> None:
    record = record_of(1)
    record.write(file)
    assert ServerRecord.read(file) == record


def test_where_nothing_was_written_there_is_no_record(file: Path) -> None:
    assert ServerRecord.read(file) is None


def test_writing_a_record_leaves_nothing_else(file: Path) -> None:
    record_of(1).write(file)
    assert list(file.parent.iterdir()) == [file]


def test_the_process_that_names_the_record_is_the_server(file: Path) -> None:
    with sleeping(str(file)) as process:
        found = record_of(process.pid).process(file)
        assert found
        assert found.pid == process.pid


def test_another_process_that_got_the_pid_is_not_the_server(file: Path) -> None:
    with sleeping() as process:
        assert record_of(process.pid).process(file) is None


def test_a_process_that_has_ended_is_not_the_server(file: Path) -> None:
    with sleeping(str(file)) as process:
        pass
    assert record_of(process.pid).process(file) is None


def test_a_process_that_nobody_has_waited_for_is_not_the_server(file: Path) -> None:
    process = sleeping(str(file))
    process.communicate()
    ended = subprocess.Popen([sys.executable, "-c", "", str(file)])
    os.waitid(os.P_PID, ended.pid, os.WEXITED | os.WNOWAIT)
    assert record_of(ended.pid).process(file) is None
    ended.wait()


def test_the_environment_that_it_holds_is_not_refused(staging_config: EnvironmentConfig) -> None:
    record_of(1).refuse_unless_for(staging_config)


@pytest.mark.parametrize(
    "holds", [{"environment": "lab"}, {"account_id": "210987654321"}, {"region": "eu-north-1"}]
)
def test_another_environment_is_refused_with_what_runs_and_the_remedy(
    staging_config: EnvironmentConfig, holds: dict[str, str]
) -> None:
    with pytest.raises(Refusal) as refusal:
        record_of(1, **holds).refuse_unless_for(staging_config)
    assert next(iter(holds.values())) in str(refusal.value)
    assert "asked for is staging in 111122223333, eu-west-1" in str(refusal.value)
    assert "`make down`" in str(refusal.value)


def test_a_server_records_for_which_environment_it_was_started(
    staging_config: EnvironmentConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in serving(staging_config).items():
        monkeypatch.setenv(name, value)
    assert ServerRecord.of_this_process("http://127.0.0.1:1") == record_of(os.getpid())
