"""How a command ends: with its status, and with a message instead of a traceback."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer
from rich.console import Console

from config.errors import CommandError, Failure, Refusal, ending

__all__ = [
    "CommandError",
    "Failure",
    "Refusal",
    "ending_of",
    "ends_well",
    "help_of",
    "plain_console",
    "run",
]


def plain_console(*, stderr: bool = False) -> Console:
    """Return a console that prints text as it is: rich takes the `:secret:` of an ARN for an emoji.

    Args:
        stderr: Whether it prints on standard error instead of standard output.
    """
    return Console(stderr=stderr, soft_wrap=True, markup=False, emoji=False, highlight=False)


@contextmanager
def ends_well() -> Iterator[None]:
    """Turn what stops a command into its message and its exit status.

    A file that cannot be read or written, and a program that is not there, are failures too.
    """
    try:
        yield
        sys.stdout.flush()
    except (CommandError, OSError) as error:
        ended = ending(error)
        plain_console(stderr=True).print(ended.report())
        _drop_what_cannot_be_printed()
        raise typer.Exit(ended.exit_status) from error


def _drop_what_cannot_be_printed() -> None:
    """Keep Python from printing it again at its end, and from ending with 120 where it cannot.

    As Python's documentation has it of pipes: https://docs.python.org/3/library/signal.html#note-on-sigpipe
    """
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def help_of(doc: str | None) -> str:
    """Return what a module says of itself for `--help`, which breaks lines by itself."""
    return "\n\n".join(each.replace("\n", " ") for each in (doc or "").split("\n\n"))


def run(main: Callable[..., None], doc: str | None) -> None:
    """Run the one command of a module, as `typer.run` does.

    A signal to terminate ends it as Ctrl-C does: what it started is stopped, and its temporary
    files are removed.

    Args:
        main: The command.
        doc: What the module says of itself: `--help` ends with its examples and exit statuses.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    app = typer.Typer(add_completion=False)
    app.command(epilog=ending_of(doc))(main)
    app()


def ending_of(doc: str | None) -> str:
    """Return the examples and the exit statuses of what a module says of itself."""
    told = help_of(doc).split("\n\n")
    return "\n\n".join(each for each in told if each.startswith(("Example", "Exit status")))
