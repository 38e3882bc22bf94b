"""How a command ends: with its status, and with a message instead of a traceback."""

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
    except (CommandError, OSError) as error:
        ended = ending(error)
        plain_console(stderr=True).print(ended.report())
        raise typer.Exit(ended.exit_status) from error


def help_of(doc: str | None) -> str:
    """Return what a module says of itself for `--help`, which breaks lines by itself."""
    return "\n\n".join(each.replace("\n", " ") for each in (doc or "").split("\n\n"))


def run(main: Callable[..., None], doc: str | None) -> None:
    """Run the one command of a module, as `typer.run` does.

    Args:
        main: The command.
        doc: What the module says of itself: `--help` ends with its examples and exit statuses.
    """
    app = typer.Typer(add_completion=False)
    app.command(epilog=ending_of(doc))(main)
    app()


def ending_of(doc: str | None) -> str:
    """Return the examples and the exit statuses of what a module says of itself."""
    told = help_of(doc).split("\n\n")
    return "\n\n".join(each for each in told if each.startswith(("Example", "Exit status")))
