"""Where the pinned command-line tools stand: `make setup` builds them from tools/."""

from pathlib import Path
from typing import Final

from ops.command import Failure

BIN: Final = Path(__file__).parents[1] / ".tools" / "bin"
CONTROL_PLANE: Final = "kubernetes"
"""The family of the programs that a control plane is made of."""


def program(name: str) -> Path:
    """Return the path of a pinned program.

    Raises:
        Failure: It is not built yet.
    """
    path = BIN / name
    if not path.is_file():
        raise Failure(f"{name} is not in {BIN}: run `make setup`, which builds it")
    return path


def is_set_up(family: str) -> bool:
    """Tell whether the programs of a family of tools are built, as its stamp says.

    Args:
        family: The folder in tools.
    """
    return (BIN / f"{family}.set-up").is_file()
