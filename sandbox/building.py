"""Builds the programs of the control plane while Terraform waits for Aurora."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from typing import Final

from rich.console import Console

from ops.command import Failure
from ops.programs import CONTROL_PLANE
from sandbox import children, ending
from sandbox.paths import LOGS
from sandbox.watch import unless

LOG: Final = LOGS / "building.log"
_STAMPS: Final = [f".tools/bin/{family}.set-up" for family in CONTROL_PLANE]
_BUILD: Final = ("make", *_STAMPS, "--silent", "--jobs=2")
_OF_MAKE: Final = ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")
"""The variables that the make which runs us sets for its own children."""


@contextmanager
def built_meanwhile(console: Console) -> Iterator[None]:
    """Build the programs of the control plane, as far as they are not, while the context lasts.

    The local AWS starts a control plane once they are built.

    Args:
        console: Where the build says how far it is.

    Raises:
        Failure: They cannot be built. What was at work in this folder has ended.
    """
    faults: list[Failure] = []
    over = Event()

    def build() -> None:
        try:
            children.run(
                _BUILD, variables=_variables(), log=LOG, on_line=console.print, grace_seconds=0
            )
        except Failure as failure:
            # Otherwise it was ended with a deployment that failed by itself.
            if not over.is_set():
                faults.append(failure)

    with unless(lambda: next(iter(faults), None)), children.meanwhile(build):
        try:
            yield
        except BaseException:
            over.set()
            raise


def _variables() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in _OF_MAKE}
    return kept | ending.mark()
