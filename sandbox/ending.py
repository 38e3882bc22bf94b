"""Ends processes with all that they started.

A command of the sandbox that is killed cannot end what it started. So all of it carries a mark, by
which the next command finds it.
"""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

import psutil

TERRAFORM: Final = "terraform"
MARK: Final = "SANDBOX_AT_WORK_IN"
"""The variable that names the folder in which a command of the sandbox works."""
POLL_SECONDS: Final = 0.05
END_SECONDS: Final = 60
"""How long the kernel of a busy machine may take to end what is killed."""


def mark() -> dict[str, str]:
    """Return the variable for all that a command starts, and that is to end with it."""
    return {MARK: str(Path.cwd())}


def stop(root: psutil.Process, grace_seconds: float) -> None:
    """End a process and all its descendants; a second interrupt ends them at once.

    Args:
        root: The process.
        grace_seconds: How long a Terraform among them may take to save its state.
    """
    _end(lambda: _family(root), grace_seconds)


def end_marked(grace_seconds: float) -> int:
    """End what carries the mark of this folder: what a command that was killed left running.

    Args:
        grace_seconds: How long a Terraform among them may take to save its state.

    Returns:
        How many processes that were.
    """
    return _end(_marked, grace_seconds)


def _end(find: Callable[[], list[psutil.Process]], grace_seconds: float) -> int:
    found = find()
    try:
        if grace_seconds and _interrupt_terraform(found):
            sys.stderr.write("Terraform saves its state; another Ctrl-C ends it at once.\n")
            await_end(found, grace_seconds)
    finally:
        # The root first, so that it starts no others.
        for process in [*found, *find()]:
            _kill(process)
        await_end(found, END_SECONDS)
    return len(found)


def await_end(processes: Iterable[psutil.Process], seconds: float) -> None:
    """Wait until processes have ended, or the time is over.

    One that only waits for its parent's attention has ended: an orphan may do so for ever.
    """
    deadline = time.monotonic() + seconds
    while any(_runs(each) for each in processes) and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)


def _runs(process: psutil.Process) -> bool:
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _marked() -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        try:
            if process.pid != os.getpid() and process.environ().get(MARK) == mark()[MARK]:
                found.append(process)
        # Those of others do not show what they were given; and some end meanwhile.
        except (psutil.Error, OSError):
            continue
    return found


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
