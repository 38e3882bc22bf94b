"""Runs commands with all that they start, and ends them with it where somebody interrupts."""

import subprocess
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psutil

from ops.command import Failure
from sandbox.ending import POLL_SECONDS, end_marked, stop


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
