"""The commands of the sandbox: `python -m sandbox`, which lists them.

Examples: `make up`; `python -m sandbox outputs --json`; `python -m sandbox psql backend`.

Exit status: 0; 1 when a step failed; 2 when the environment file or an application has mistakes, no
sandbox runs, the one that runs holds another environment, or another command is at work; 3 when
`diff` finds changes; 130 when interrupted.
"""

import errno
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Final

import typer

from config.errors import ending
from ops.command import Failure, ends_well, help_of, plain_console
from sandbox.commands.chart import upgrade_chart
from sandbox.commands.databases import psql as open_database
from sandbox.commands.diff import diff as compare
from sandbox.commands.kubeconfig import kubeconfig as show_kubeconfig
from sandbox.commands.server import down as stop
from sandbox.commands.show import outputs as show_outputs
from sandbox.commands.show import status as show_status
from sandbox.commands.up import up as deploy
from sandbox.paths import LOCK
from sandbox.sole_command import sole_command

CHANGES: Final = 3
INTERRUPTED: Final = 130
FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""A full disk, a quota that is used up, a file that is larger than its user may have."""
LITTLE: Final = 128 * 2**20
"""So few bytes that programs end without a word of why: etcd takes 64 MiB at a time, and one that
maps a file into memory is killed."""
OTHERS: Final = 0o077
"""The mask that keeps others out: logs and states hold what a real account would keep to itself."""

MAKE_ROOM: Final = (
    "Make room on the disk of {folder}, and of /tmp, then give the command again: it goes on from"
    " here."
)

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, help=help_of(__doc__))
_console = plain_console()


@app.command()
def up() -> None:
    """Deploy PLATFORM_ENV to a local AWS; again, after a change, to deploy the change."""
    with _command():
        deploy(_console)


@app.command()
def diff() -> None:
    """Show what `up` would change: exit status 0 for nothing, 3 for something."""
    with _command():
        if compare(_console):
            raise typer.Exit(CHANGES)


@app.command()
def status() -> None:
    """Show the nodes and the applications' pods by zone."""
    with _command():
        show_status(_console)


@app.command()
def outputs(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON: an object a stack.")] = False,
) -> None:
    """Show the outputs of every stack."""
    with _command():
        show_outputs(_console, as_json=as_json)


@app.command()
def kubeconfig() -> None:
    """Print the lines that make kubectl and AWS's clients of a shell use the sandbox."""
    with _command():
        show_kubeconfig(_console)


@app.command()
def psql(application: Annotated[str, typer.Argument()] = "") -> None:
    """Open the database of an application as the application's login."""
    # No lock: it lasts as long as its user likes, and changes nothing that commands know of.
    with ends_well():
        open_database(application)


@app.command()
def chart(
    base: Annotated[str, typer.Argument(help="The branch or commit to upgrade from.")] = "main",
) -> None:
    """Upgrade releases of the chart from BASE to the work tree, on a control plane of its own."""
    with _command():
        upgrade_chart(_console, base)


@app.command()
def down() -> None:
    """Stop the local AWS and remove what belongs to it."""
    with _command():
        stop(_console)


@contextmanager
def _command() -> Iterator[None]:
    # A closed terminal and a cancelled job leave no more behind than Ctrl-C does.
    for ends in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ends, signal.default_int_handler)
    os.umask(OTHERS)
    with ends_well(), sole_command(LOCK):
        try:
            yield
        except KeyboardInterrupt as interrupt:
            raise typer.Exit(INTERRUPTED) from interrupt
        except (Failure, OSError) as error:
            said = ending(error).report()
            # Terraform's and other programs' words as well, which Go begins in small letters.
            is_told = any(os.strerror(each).lower() in said.lower() for each in FULL)
            if not is_told and not _lacks_room():
                raise
            raise Failure(f"{said}\n{MAKE_ROOM.format(folder=Path.cwd())}") from error


def _lacks_room() -> bool:
    """Return whether what commands write has no room."""
    folders = (Path.cwd(), tempfile.gettempdir())
    return any(shutil.disk_usage(each).free < LITTLE for each in folders)


if __name__ == "__main__":
    app()
