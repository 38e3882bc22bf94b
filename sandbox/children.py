"""Runs a command with all that it starts, and ends it with all that it started."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import psutil

from ops.command import Failure

TERRAFORM: Final = "terraform"


def run(
    command: Iterable[str],
    *,
    variables: Mapping[str, str],
    log: Path,
    on_line: Callable[[str], None],
    grace_seconds: float,
) -> None:
    """Run a command to its end, and pass on each line that it prints.

    An interrupt (Ctrl-C) ends it together with its children, then goes on to the caller.

    Args:
        command: The program and its arguments.
        variables: The environment of the command.
        log: The file that receives its whole output.
        on_line: Called with each line, without its end.
        grace_seconds: How long an interrupted Terraform may take to save its state.

    Raises:
        Failure: The command ended with another exit status than 0.
    """
    arguments = list(command)
    log.parent.mkdir(parents=True, exist_ok=True)
    with (
        log.open("w", encoding="utf-8") as written,
        subprocess.Popen(
            arguments,
            env=dict(variables),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            # Ctrl-C in the terminal would reach all of them at once, in any order.
            start_new_session=True,
        ) as process,
    ):
        try:
            for line in process.stdout or ():
                written.write(line)
                written.flush()
                on_line(line.rstrip())
            status = process.wait()
        except BaseException:
            stop(psutil.Process(process.pid), grace_seconds)
            raise
    if status != 0:
        raise Failure(f"{Path(arguments[0]).name} {arguments[1]} ended with exit status {status}.")


def run_at_once(
    commands: Mapping[Path, Sequence[str]], *, variables: Mapping[str, str]
) -> dict[Path, int]:
    """Run several commands at the same time to their ends; return the exit status of each.

    An interrupt (Ctrl-C) ends all of them at once with their children, then goes on to the caller.

    Args:
        commands: Each command, by the file that receives its whole output.
        variables: The environment of the commands.
    """
    processes: dict[Path, subprocess.Popen[bytes]] = {}
    with ExitStack() as files:
        try:
            for log, command in commands.items():
                log.parent.mkdir(parents=True, exist_ok=True)
                processes[log] = subprocess.Popen(
                    command,
                    env=dict(variables),
                    stdin=subprocess.DEVNULL,
                    stdout=files.enter_context(log.open("wb")),
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
            return {log: process.wait() for log, process in processes.items()}
        except BaseException:
            for process in (each for each in processes.values() if each.poll() is None):
                stop(psutil.Process(process.pid), grace_seconds=0)
                process.wait()
            raise


def stop(root: psutil.Process, grace_seconds: float) -> None:
    """End a process and all its descendants; a second interrupt ends them at once.

    Args:
        root: The process.
        grace_seconds: How long a Terraform among them may take to save its state.
    """
    family = _family(root)
    try:
        if grace_seconds and _interrupt_terraform(family):
            sys.stderr.write("Terraform saves its state; another Ctrl-C ends it at once.\n")
            psutil.wait_procs(family, timeout=grace_seconds)
    finally:
        # The root first, so that it starts no others.
        for process in [*family, *_family(root)]:
            _kill(process)
        psutil.wait_procs(family, timeout=5)


def _family(root: psutil.Process) -> list[psutil.Process]:
    try:
        return [root, *root.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _interrupt_terraform(family: list[psutil.Process]) -> bool:
    """Interrupt Terraform alone: cdktf dies of an interrupt, and takes its terminal with it."""
    found = False
    for process in family:
        try:
            if process.name() == TERRAFORM:
                process.send_signal(signal.SIGINT)
                found = True
        except psutil.NoSuchProcess:
            continue
    return found


def _kill(process: psutil.Process) -> None:
    try:
        process.kill()
    except psutil.NoSuchProcess:
        return
