"""Work with Terraform on a thread ends with the command that began it."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from gameday.database.alongside import alongside


def terraform(folder: Path) -> Callable[[], int]:
    """Return work that waits for a program of Terraform's name."""
    program = folder / "terraform"
    program.symlink_to("/bin/sleep")
    return lambda: subprocess.run([program, "3600"], check=False).returncode


def test_its_result_can_be_asked_for() -> None:
    with alongside(lambda: 7) as future:
        assert future.result() == 7


def test_an_interrupt_ends_terraform_and_goes_on_to_the_caller(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), alongside(terraform(tmp_path)) as future:
        raise KeyboardInterrupt
    assert future.result() < 0
