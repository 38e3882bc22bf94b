"""How a command ends: with its status, and with a message instead of a traceback."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer
from rich.console import Console

from config.errors import CommandError, Failure, Refusal, ending

__all__ = ["CommandError", "Failure", "Refusal", "ends_well", "plain_console"]


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
