"""Runs a command whose output only those may read who may read the repository.

GitHub shows the log of a public repository to everyone. What Terraform prints names resources,
accounts and addresses, and a pull request decides some of it.
"""

import secrets
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from ops.command import Failure


def quietly(command: Sequence[str], *, private: bool, record: Path) -> None:
    """Run a command.

    Args:
        command: The command.
        private: Whether the log is for those who may read the repository. If not, the output goes
            to the record only.
        record: The file of the output, on the runner.

    Raises:
        Failure: The command failed.
    """
    with record.open("wb") as file:
        if private:
            status = _shown(command, file)
        else:
            done = subprocess.run(command, stdout=file, stderr=subprocess.STDOUT, check=False)
            status = done.returncode
    if status:
        where = "" if private else f", and said why in {record}: this log is public"
        raise Failure(f"{' '.join(command)} ended with status {status}{where}.")


def _shown(command: Sequence[str], record: BinaryIO) -> int:
    """Run a command so that GitHub takes nothing that it prints for a command to the runner.

    https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
    """
    token = secrets.token_hex(16)
    print(f"::stop-commands::{token}", flush=True)  # noqa: T201 - the runner reads it
    try:
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
            for line in process.stdout or ():
                record.write(line)
                sys.stdout.buffer.write(line)
                sys.stdout.flush()
        return process.returncode
    finally:
        print(f"::{token}::", flush=True)  # noqa: T201 - likewise
