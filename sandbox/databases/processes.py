"""The environment of a server's processes, their end, and the memory that they leave."""

import os
import signal
import subprocess
from pathlib import Path
from typing import Final

STOP_SECONDS: Final = 60
_MEMORY: Final = 6
"""The line of `postmaster.pid` with the key and the number of its shared memory, counted from 0."""


def end(process: subprocess.Popen[bytes]) -> None:
    """End a server at once; unlike a killed one, it gives back the kernel's shared memory."""
    process.send_signal(signal.SIGQUIT)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def free_memory(pid_file: Path) -> None:
    """Give back the kernel's shared memory of a server that was killed, and so has not.

    Args:
        pid_file: Its `postmaster.pid`, which a server that ended well has removed.
    """
    try:
        lines = pid_file.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return
    if len(lines) > _MEMORY:
        _, identifier = lines[_MEMORY].split()
        subprocess.run(["ipcrm", "--shmem-id", identifier], capture_output=True, check=False)


def environment(home: Path) -> dict[str, str]:
    """Return nothing of the user's settings, such as a data folder of the user's own."""
    return {"PATH": os.defpath, "HOME": str(home), "LC_ALL": "C"}
