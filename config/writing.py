"""How a command ends that writes one file, which a test keeps current."""

import sys
from collections.abc import Callable
from pathlib import Path

from config.errors import ending


def write(target: Path, text: Callable[[], str]) -> int:
    """Write a file, say so, and return the exit status: 0, or 1 when it could not be written.

    Args:
        target: The file.
        text: Returns its content.
    """
    try:
        target.write_text(text(), encoding="utf-8")
        print(f"Wrote {target}.", flush=True)  # noqa: T201 - a full disk shows here, not at the exit
    except OSError as error:
        ended = ending(error)
        sys.stderr.write(f"{ended.report()}\n")
        return ended.exit_status
    return 0
