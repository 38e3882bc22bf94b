"""How a command ends: with its status, and with a message instead of a traceback."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer
from rich.console import Console

from config.errors import EXIT_STATUS, ConfigError

FAILED = 1
"""The exit status of a command whose work failed half-way."""


class Refusal(Exception):  # noqa: N818 - it is what the command does, not a fault of the code
    """What the command was given does not allow its work; nothing was changed.

    The message says what is wrong, the value, what is allowed and the remedy.
    """


class Failure(Exception):  # noqa: N818 - likewise
    """The work was begun and failed. The message says how, where to read more, and what to do."""


def plain_console(*, stderr: bool = False) -> Console:
    """Return a console that prints text as it is: rich takes the `:secret:` of an ARN for an emoji.

    Args:
        stderr: Whether it prints on standard error instead of standard output.
    """
    return Console(stderr=stderr, soft_wrap=True, markup=False, emoji=False, highlight=False)


@contextmanager
def ends_well() -> Iterator[None]:
    """Turn what stops a command into its message and its exit status.

    That is `EXIT_STATUS` for a mistake in an environment file and for a refusal, and `FAILED` for
    a failure.
    """
    try:
        yield
    except ConfigError as error:
        _stop(error.report(), EXIT_STATUS)
    except Refusal as error:
        _stop(str(error), EXIT_STATUS)
    except Failure as error:
        _stop(str(error), FAILED)


def _stop(message: str, status: int) -> NoReturn:
    plain_console(stderr=True).print(message)
    raise typer.Exit(status)
