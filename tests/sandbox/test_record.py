"""What the server writes down about itself."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox.record import ServerRecord


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
    record = ServerRecord(pid=1, endpoint="http://127.0.0.1:1")
    record.write(file)
    assert ServerRecord.read(file) == record


def test_where_nothing_was_written_there_is_no_record(file: Path) -> None:
    assert ServerRecord.read(file) is None


def test_writing_a_record_leaves_nothing_else(file: Path) -> None:
    ServerRecord(pid=1, endpoint="").write(file)
    assert list(file.parent.iterdir()) == [file]


def test_the_process_that_names_the_record_is_the_server(file: Path) -> None:
    with sleeping(str(file)) as process:
        found = ServerRecord(pid=process.pid, endpoint="").process(file)
        assert found
        assert found.pid == process.pid


def test_another_process_that_got_the_pid_is_not_the_server(file: Path) -> None:
    with sleeping() as process:
        assert ServerRecord(pid=process.pid, endpoint="").process(file) is None


def test_a_process_that_has_ended_is_not_the_server(file: Path) -> None:
    with sleeping(str(file)) as process:
        pass
    assert ServerRecord(pid=process.pid, endpoint="").process(file) is None


def test_a_process_that_nobody_has_waited_for_is_not_the_server(file: Path) -> None:
    process = sleeping(str(file))
    process.communicate()
    ended = subprocess.Popen([sys.executable, "-c", "", str(file)])
    os.waitid(os.P_PID, ended.pid, os.WEXITED | os.WNOWAIT)
    assert ServerRecord(pid=ended.pid, endpoint="").process(file) is None
    ended.wait()
