import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from config.errors import ConfigError
from ops.command import Failure, Refusal, ends_well
from tests.fixtures.checkout import ROOT


def test_a_message_is_printed_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    message = f"arn:aws:secretsmanager:eu-west-1:111122223333:secret:a[bold]b{'x' * 100}"
    with pytest.raises(typer.Exit), ends_well():
        raise Failure(message)
    assert capsys.readouterr().err == f"{message}\n"


@pytest.mark.parametrize(
    ("error", "status", "message"),
    [
        (Refusal("the value is wrong"), 2, "the value is wrong\n"),
        (Failure("the work failed"), 1, "the work failed\n"),
        (ConfigError([]), 2, "\n\n0 mistakes; nothing was written.\n"),
        (PermissionError(13, "Permission denied", "file"), 1, "file: Permission denied\n"),
        (OSError(28, "No space left on device"), 1, "No space left on device\n"),
        (TimeoutError("timed out"), 1, "timed out\n"),
    ],
)
def test_what_stops_a_command_gives_its_status_and_its_message(
    capsys: pytest.CaptureFixture[str], error: Exception, status: int, message: str
) -> None:
    with pytest.raises(typer.Exit) as ended, ends_well():
        raise error
    assert ended.value.exit_code == status
    assert capsys.readouterr().err == message


def test_a_fault_of_the_code_stays_one() -> None:
    with pytest.raises(ZeroDivisionError), ends_well():
        raise ZeroDivisionError


def test_a_signal_to_terminate_removes_what_is_temporary(tmp_path: Path) -> None:
    program = (
        "import sys, tempfile, time\n"
        "from ops.command import run\n"
        "def main() -> None:\n"
        "    with tempfile.TemporaryDirectory():\n"
        "        print('at work', flush=True)\n"
        "        time.sleep(60)\n"
        "run(main, None)\n"
    )
    variables = os.environ | {"TMPDIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=variables, text=True) as started:
        assert started.stdout is not None
        assert started.stdout.readline() == "at work\n"
        started.terminate()
        started.wait()
    assert started.returncode == 130
    assert not list(tmp_path.iterdir())
