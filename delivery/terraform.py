"""Runs Terraform in the folders of synthesized stacks: however it ends, it saves its state."""

import os
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ops.command import Failure
from ops.terraform import terraform_environment

SAVING_SECONDS: Final = 300
"""How long an interrupted Terraform may take: it ends what it has begun, and saves its state."""
_FRAME: Final = str.maketrans(dict.fromkeys("│╷╵├─", " "))
"""The frame that Terraform draws around errors."""
_INIT: Final = ("init", "-input=false", "-lockfile=readonly", "-reconfigure")


class OutOfTimeError(Failure):
    """Terraform was interrupted, because the time was over. What it did is saved."""


@dataclass(frozen=True, kw_only=True)
class Terraform:
    """Terraform in the folder of one stack.

    Attributes:
        folder: The folder.
        deadline: When it is interrupted, by time.monotonic(); None for never.
    """

    folder: Path
    deadline: float | None = None

    def initialize(self) -> None:
        """Make it ready; the providers are those of the lock file.

        Raises:
            Failure: Terraform cannot get them, or cannot reach the state.
        """
        self.run(*_INIT)

    def destroy(self, *addresses: str) -> None:
        """Destroy some resources and all that needs them, or all of the stack.

        Raises:
            Failure: Terraform failed, and printed why.
            OutOfTimeError: The time was over.
        """
        targets = (f"-target={each}" for each in addresses)
        self.run("destroy", "-auto-approve", "-input=false", *targets)

    def run(self, command: str, *arguments: str) -> None:
        """Run a command to its end; its output goes where ours goes.

        An interrupt (Ctrl-C) lets it save its state, then goes on to the caller.

        Raises:
            Failure: It failed, and printed why.
            OutOfTimeError: The time was over.
        """
        status = self._ended([command, *arguments, "-no-color"])
        if status:
            raise Failure(
                f"terraform {command} of {self.folder.name} ended with status {status}; it says"
                " above why. Mend that and give the command again: it goes on from here."
            )

    def planned(self, *addresses: str) -> tuple[int, str]:
        """Write a plan into the file `plan` there, of some resources or of all; lock nothing.

        Returns:
            The status of Terraform, and all that it printed.
        """
        status, printed = self.captured(*_INIT)
        if status:
            return status, printed
        targets = (f"-target={each}" for each in addresses)
        return self.captured("plan", "-input=false", "-lock=false", "-out=plan", *targets)

    def captured(self, command: str, *arguments: str) -> tuple[int, str]:
        """Run a command that changes nothing; return its status and all that it printed."""
        done = subprocess.run(
            self._command([command, *arguments, "-no-color"]),
            env=_variables(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
        return done.returncode, done.stdout

    def _command(self, arguments: Sequence[str]) -> list[str]:
        return ["terraform", f"-chdir={self.folder}", *arguments]

    def _ended(self, arguments: Sequence[str]) -> int:
        # In a session of its own: a Ctrl-C in the terminal would reach it and its providers at
        # once, and again from here.
        with subprocess.Popen(
            self._command(arguments),
            env=_variables(),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        ) as process:
            try:
                left = None if self.deadline is None else max(0, self.deadline - time.monotonic())
                return process.wait(left)
            except subprocess.TimeoutExpired as error:
                self._interrupt(process)
                raise OutOfTimeError(
                    f"The time was over while terraform {arguments[0]} was at work on"
                    f" {self.folder.name}. Its state is saved: give the command again, and it goes"
                    " on from here."
                ) from error
            except KeyboardInterrupt:
                self._interrupt(process)
                raise

    def _interrupt(self, process: "subprocess.Popen[bytes]") -> None:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(SAVING_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()


def one_line(printed: str) -> str:
    """Return what Terraform printed on one line, without the frames that it draws around errors."""
    return " ".join(printed.translate(_FRAME).split())


def _variables() -> dict[str, str]:
    return {**os.environ, **terraform_environment(), "TF_IN_AUTOMATION": "1"}
