"""Where the pinned command-line tools stand: `make setup` builds them from tools/."""

from pathlib import Path
from typing import Final

from ops.command import Failure

BIN: Final = Path(__file__).parents[1] / ".tools" / "bin"


def program(name: str) -> Path:
    """Return the path of a pinned program.

    Raises:
        Failure: It is not built yet.
    """
    path = BIN / name
    if not path.is_file():
        raise Failure(f"{name} is not in {BIN}: run `make setup`, which builds it")
    return path
