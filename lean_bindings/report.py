"""Messages of the package: one line on stderr for all that is not as usual."""

import sys


class NotUnderstoodError(Exception):
    """Something is not as this package knows it, so that stock bindings are the right answer."""


def say(message: str) -> None:
    """Print one line on stderr."""
    sys.stderr.write(f"lean_bindings: {message}\n")
