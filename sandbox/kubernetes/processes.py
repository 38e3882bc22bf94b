"""Runs the programs of a control plane as child processes that cannot outlive it."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ops.command import Failure
from ops.programs import program

LOG_LINES = 20
NOTHING: Mapping[str, str] = {}


class ControlPlaneError(Failure):
    """A control plane that cannot start or ended by itself, or a command that failed on it."""


@dataclass(frozen=True)
class Component:
    """A running program of the control plane."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    def failure(self) -> str | None:
        """Says how the program ended, and the end of its log; None while it runs."""
        status = self.process.poll()
        if status is None:
            return None
        end = f"exit status {status}" if status >= 0 else f"signal {-status}"
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-LOG_LINES:]
        tail = "".join(f"\n    {line}" for line in lines)
        return f"{self.name} ended by itself with {end}; the end of {self.log}:{tail}"


def start(
    command: Sequence[str], directory: Path, logs: Path, variables: Mapping[str, str] = NOTHING
) -> Component:
    """Starts a program, in a session of its own so that a terminal's Ctrl-C reaches only us.

    The kernel kills it when the thread that started it ends, however that ends: nothing is left
    behind even when this process is killed. (`setpriv` asks for it and becomes the program.)

    Args:
        command: The program's name and its flags.
        directory: Its working directory and its home.
        logs: The folder that gets its output, as `<name>.log`.
        variables: What it finds in its environment besides.
    """
    name, *flags = command
    log = logs / f"{name}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", "--", str(program(name)), *flags],
            cwd=directory,
            # Nothing of the user's settings: no proxy, no kubeconfig, no Go tuning.
            env={"PATH": os.defpath, "HOME": str(directory), **variables},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            umask=0o077,
        )
    return Component(name, process, log)


def stop(components: Sequence[Component]) -> None:
    """Stops programs, each by its own process id.

    They are killed: a kube-apiserver that is asked to end takes its time over open watches (10 s
    and more), and what etcd has written survives.
    """
    for component in components:
        component.process.kill()
    for component in components:
        component.process.wait()
