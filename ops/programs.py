"""Where the pinned command-line tools stand: `make setup` builds them from tools/."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from ops.command import Failure

BIN: Final = Path(__file__).parents[1] / ".tools" / "bin"
CONTROL_PLANE: Final = ("kubernetes", "metrics-server")
"""The families of the programs that a control plane is made of."""


def program(name: str) -> Path:
    """Return the path of a pinned program.

    Raises:
        Failure: It is not built yet.
    """
    path = BIN / name
    if not path.is_file():
        raise Failure(f"{name} is not in {BIN}: run `make setup`, which builds it")
    return path


def are_set_up(families: Iterable[str]) -> bool:
    """Tell whether the programs of families of tools are built, as the stamps of these say.

    Args:
        families: The folders in tools.
    """
    return all((BIN / f"{family}.set-up").is_file() for family in families)
