"""Runs a command with all that it starts, and ends it with all that it started.

A command of the sandbox that is killed cannot end what it started. So all of it carries a mark, by
which the next command finds it.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

import psutil

from ops.command import Failure

TERRAFORM: Final = "terraform"
MARK: Final = "SANDBOX_AT_WORK_IN"
"""The variable that names the folder in which a command of the sandbox works."""
POLL_SECONDS: Final = 0.05
END_SECONDS: Final = 5
"""How long the kernel may take to end what is killed."""


def mark() -> dict[str, str]:
    """Return the variable for all that a command starts, and that is to end with it."""
    return {MARK: str(Path.cwd())}


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
        log.open("wb") as written,
        subprocess.Popen(
            arguments,
            env=dict(variables),
            stdin=subprocess.DEVNULL,
            # Not a pipe: were we killed, what writes into it would die of it, and Terraform would
            # forget what it has made.
            stdout=written,
            stderr=subprocess.STDOUT,
            # Ctrl-C in the terminal would reach all of them at once, in any order.
            start_new_session=True,
        ) as process,
    ):
        try:
            for line in _lines(log, process):
                on_line(line)
        except BaseException:
            # Once it has ended, its number may be another's.
            if process.poll() is None:
                stop(psutil.Process(process.pid), grace_seconds)
            raise
    if process.returncode != 0:
        ended = f"ended with exit status {process.returncode}"
        raise Failure(f"{Path(arguments[0]).name} {arguments[1]} {ended}.")


def _lines(log: Path, process: "subprocess.Popen[bytes]") -> Iterator[str]:
    """Yield each line that a process writes into a file, without its end, until it has ended."""
    begun = b""
    with log.open("rb") as read:
        ended = False
        while not ended:
            # Asked before the file is read: what it wrote last is then in what is read.
            ended = process.poll() is not None
            *whole, begun = (begun + read.read()).split(b"\n")
            for line in whole:
                yield line.decode(errors="replace").rstrip()
            if not ended:
                time.sleep(POLL_SECONDS)
    if begun:
        yield begun.decode(errors="replace").rstrip()


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


@contextmanager
def meanwhile(work: Callable[[], None]) -> Iterator[None]:
    """Do some work while the context lasts, and end with both.

    A context that fails or is interrupted ends what the work has started.

    Args:
        work: What is done on another thread. What it raises is raised at the end of the context.
    """
    with ThreadPoolExecutor(max_workers=1) as pool:
        working = pool.submit(work)
        try:
            yield
        except BaseException:
            end_marked(grace_seconds=0)
            raise
        working.result()


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
