"""One command of the sandbox at a time: all of them share its local AWS and its folders."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ops.command import Refusal


@contextmanager
def sole_command(lock: Path) -> Iterator[None]:
    """Keep other commands out as long as the context lasts.

    Args:
        lock: The file to hold; it is made, and stays.

    Raises:
        Refusal: Another command is at work, or the file cannot be written.
    """
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        # Whoever made it before, and however.
        lock.parent.chmod(0o700)
        file = lock.open("w", encoding="utf-8")
    except OSError as error:
        raise Refusal(
            f"{lock} cannot be written: {error.strerror}. The sandbox works in this folder: give"
            " yourself the right to write here, or use a copy of your own."
        ) from None
    with file as held:
        try:
            # The kernel gives it back when the process ends, however that ends.
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refusal(
                "Another command of the sandbox is at work in this folder: wait until it ends, or"
                " press Ctrl-C where it runs."
            ) from None
        yield
