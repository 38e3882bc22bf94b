"""What the package has to say: one line on stderr for whatever is not as usual."""

import sys


class NotUnderstoodError(Exception):
    """Something is not as this package knows it, so that stock bindings are the right answer."""


def say(message: str) -> None:
    """Print one line on stderr."""
    sys.stderr.write(f"lean_bindings: {message}\n")
