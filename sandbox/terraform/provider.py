"""Runs a provider once for all that a command lets Terraform do.

Terraform starts a provider for each walk over a stack, of which the start alone takes AWS's two
seconds of a core (measured). One that runs already is used as it is:
https://developer.hashicorp.com/terraform/plugin/debugging#starting-a-provider-in-debug-mode

It is for stacks that are deployed one after the other: each configures the provider for itself.
"""

import re
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import psutil

from config.provider_locks import locked_version
from ops.terraform import program_of
from sandbox import ending
from sandbox.paths import LOGS

REATTACHED: Final = "TF_REATTACH_PROVIDERS"
START_SECONDS: Final = 60
_LOG: Final = LOGS / "provider.log"


@contextmanager
def running_provider(type_: str, variables: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Run the provider as long as the context lasts.

    Args:
        type_: The type of the provider, such as `aws`; its version is that of the stacks.
        variables: The environment of Terraform, which the provider reads too.

    Returns:
        The variable by which Terraform finds it. None where no mirror holds its program, or it does
        not start: Terraform then installs and starts it, and tells what is wrong with it.
    """
    program = program_of(type_, locked_version(type_))
    if program is None:
        yield {}
        return
    # Ended at once, it leaves the socket behind on which it listens.
    with (
        tempfile.TemporaryDirectory(prefix="provider-") as sockets,
        _started(program, {**variables, "TMPDIR": sockets}) as process,
    ):
        address = _address(process)
        yield {REATTACHED: address} if address else {}


@contextmanager
def _started(program: Path, variables: Mapping[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    _LOG.parent.mkdir(parents=True, exist_ok=True)
    with _LOG.open("wb") as written:
        process = subprocess.Popen(
            [program, "-debug"],
            env=dict(variables),
            stdin=subprocess.DEVNULL,
            stdout=written,
            stderr=subprocess.STDOUT,
            # Ctrl-C in the terminal would end it before Terraform has saved its state.
            start_new_session=True,
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            ending.stop(psutil.Process(process.pid), grace_seconds=0)
        process.wait()


def _address(process: "subprocess.Popen[bytes]") -> str:
    """Return what a provider prints once it listens; nothing where it does not."""
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        said = _LOG.read_text(encoding="utf-8", errors="replace")
        if told := re.search(rf"{REATTACHED}='(.*)'$", said, re.MULTILINE):
            return told[1]
        time.sleep(ending.POLL_SECONDS)
    return ""
