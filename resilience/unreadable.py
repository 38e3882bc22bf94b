"""The failure where Terraform takes JSON that nobody thought of here."""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Final

from config.errors import Failure

_UNEXPECTED: Final = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""The errors of Python where JSON holds another kind of value than was looked for."""


@contextmanager
def named(folder: Path) -> Iterator[None]:
    """Turn what JSON of another form raises into a failure that names the resource.

    Args:
        folder: The synthesized folder.

    Raises:
        Failure: It is raised, with the resource that was read last.
    """
    try:
        yield
    except _UNEXPECTED as error:
        address = _address(error.__traceback__)
        last = traceback.extract_tb(error.__traceback__)[-1]
        raise Failure(
            f"{folder}: {address or 'a resource'} has a value of a form that is not known here:"
            f" {type(error).__name__}: {error} ({Path(last.filename).name}:{last.lineno}).\n"
            "`terraform validate` accepts more forms than CDKTF writes: write it as the platform's"
            " constructs do."
        ) from error


def _address(trace: TracebackType | None) -> str | None:
    """Return the stack and the address of the resource that the innermost function looked at."""
    frames = [frame for frame, _ in traceback.walk_tb(trace)]
    for frame in reversed(frames):
        for value in frame.f_locals.values():
            if found := _of(value):
                return found
        if isinstance(address := frame.f_locals.get("address"), str):
            return address
    return None


def _of(value: object) -> str | None:
    part = getattr(value, "part", value)
    stack, address = getattr(part, "stack", None), getattr(part, "address", None)
    if not isinstance(address, str):
        return None
    return f"{stack}:{address}" if isinstance(stack, str) else address
