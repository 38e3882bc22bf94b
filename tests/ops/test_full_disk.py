"""What commands say where a disk is full; one of them reads what the owner has in Git."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fixtures.checkout import ROOT


@pytest.mark.parametrize("command", ["ops.renames HEAD", "delivery rules"])
@pytest.mark.parametrize("unbuffered", ["1", ""])
def test_a_full_disk_is_told_whatever_was_to_be_printed(command: str, unbuffered: str) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", *command.split()],
            cwd=ROOT,
            env=os.environ | {"PYTHONUNBUFFERED": unbuffered},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert "No space left on device" in done.stderr
    assert "Traceback" not in done.stderr
