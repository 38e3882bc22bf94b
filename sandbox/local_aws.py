"""The local AWS as the commands see it: found, started, stopped."""

import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

import psutil

from config.model import EnvironmentConfig
from ops.command import Failure
from sandbox.environment import without_aws
from sandbox.record import ServerRecord, serving

# Fifty times what they take, for a machine that is busy with other work.
START_SECONDS: Final = 300
STOP_SECONDS: Final = 120
MOTO: Final = {
    # The policies that AWS manages, which roles refer to by name.
    "MOTO_IAM_LOAD_MANAGED_POLICIES": "true",
    # Seconds until a certificate counts as validated; moto looks at no DNS record.
    "MOTO_ACM_VALIDATION_WAIT": "0",
}


def find(file: Path) -> ServerRecord | None:
    """Return the server that a record names, if it runs.

    Args:
        file: The record.
    """
    record = ServerRecord.read(file)
    return record if record and record.process(file) else None


def start(
    config: EnvironmentConfig, file: Path, log: Path, *, kubernetes: Path | None = None
) -> ServerRecord:
    """Start a server and wait until it listens.

    Args:
        config: The environment whose account it stands for.
        file: Where the server writes its record.
        log: What receives its output.
        kubernetes: The folder of the control plane that stands behind its cluster; without it
            nothing does.

    Raises:
        Failure: It ended, or did not listen within START_SECONDS.
    """
    for folder in (file.parent, log.parent):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    process = _spawn(config, file, log, kubernetes)
    try:
        return _listening(process, file, log)
    except BaseException:
        process.kill()
        process.wait()
        raise


def stop(record: ServerRecord, file: Path) -> None:
    """Stop a server and forget its record; what it held is gone.

    Args:
        record: The server, running or not.
        file: Its record.
    """
    process = record.process(file)
    if process:
        _end(process)
    file.unlink(missing_ok=True)


def stop_unrecorded(file: Path) -> None:
    """Stop the servers that no record names: who started them was killed before there was one.

    Args:
        file: The file in which they would write their record.
    """
    for process in psutil.process_iter(["cmdline"]):
        if {"sandbox.server", str(file.resolve())} <= {*(process.info["cmdline"] or ())}:
            _end(process)


def last_words(log: Path, lines: int = 25) -> str:
    """Return where a server's log is, and how it ends.

    Args:
        log: The log.
        lines: How much of it to return at most.
    """
    try:
        end = log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:]
    except OSError as error:
        end = [str(error)]
    return "\n".join([f"The end of {log}:", *(f"    {line}" for line in end or ["(nothing)"])])


def _end(process: psutil.Process) -> None:
    with suppress(psutil.NoSuchProcess):
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except psutil.TimeoutExpired:
            process.kill()
            process.wait(STOP_SECONDS)


def _spawn(
    config: EnvironmentConfig, file: Path, log: Path, kubernetes: Path | None
) -> psutil.Process:
    """Start the process so that it outlives the command, and the Ctrl-C of its terminal."""
    command = [sys.executable, "-m", "sandbox.server", str(file.resolve())]
    if kubernetes:
        command.append(str(kubernetes.resolve()))
    written = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    pid = os.posix_spawn(
        sys.executable,
        command,
        {**without_aws(), **MOTO, **serving(config)},
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, str(log), written, 0o600),
            (os.POSIX_SPAWN_DUP2, 1, 2),
        ],
        setsid=True,
    )
    return psutil.Process(pid)


def _listening(process: psutil.Process, file: Path, log: Path) -> ServerRecord:
    deadline = time.monotonic() + START_SECONDS
    while (alive := process.status() != psutil.STATUS_ZOMBIE) and time.monotonic() < deadline:
        record = ServerRecord.read(file)
        if record:
            return record
        time.sleep(0.05)
    reason = "did not listen in time" if alive else "ended at once"
    raise Failure(f"The local AWS {reason}. {last_words(log)}")
