"""Which worker runs which tests, and in which order: `pytest --numprocesses=4 --dist=loadfile`.

A worker takes the next unit once it has nearly done with its own. A unit is a file, or a folder of
which the files share something that takes long to start and costs until the worker ends, such as a
control plane. The longest units come first: one that came last would leave other workers idle. Of
units about as long, those that need the same things come one after the other, so that they last.
There are twice as many workers as a small machine has cores: for half of their time the longest
units wait, for databases and pods.
"""

from collections.abc import Collection, Mapping
from typing import Final

import pytest
from xdist.scheduler import LoadFileScheduling  # type: ignore[import-untyped]
from xdist.workermanage import NodeManager  # type: ignore[import-untyped]

EXIT_SECONDS: Final = 60
"""How long a worker that has no more tests may take to end."""
TOGETHER: Final = (
    "tests/kubernetes",
    "tests/owner",
    "tests/sandbox/aws",
    "tests/sandbox/joints",
    "tests/sandbox/kubernetes",
)
"""The folders of which the files are one unit."""

LONGEST: Final = (
    "tests/docs/test_lab.py",
    "tests/sandbox/test_flow.py",
    "tests/sandbox/test_deployment.py",
    "tests/helm/test_text.py",
    "tests/kubernetes",
    "tests/sandbox/joints",
    "tests/terraform/test_kill.py",
    "tests/gameday",
    "tests/terraform",
    "tests/sandbox",
    "tests/scaffold",
    "tests/lean_bindings",
    "tests/owner",
    "tests/helm",
)
"""Files and folders, roughly by how long one of their units takes; all others take less."""


class Turns(LoadFileScheduling):  # type: ignore[misc] # xdist tells no types
    """Gives units to workers in the order of the tests, which `turn` makes."""

    def __init__(self, config: pytest.Config, log: object = None) -> None:
        # A worker that is killed leaves its temporary folder; it waits for Node.js to end.
        NodeManager.EXIT_TIMEOUT = EXIT_SECONDS
        # By its own order, units with more tests come first: those of the slowest tests come last.
        config.option.loadscopereorder = False
        super().__init__(config, log)

    def _split_scope(self, nodeid: str) -> str:
        return unit(nodeid)


def unit(nodeid: str) -> str:
    """Return the file or the folder that one worker runs as a whole."""
    file = nodeid.split("::", maxsplit=1)[0]
    return next((folder for folder in TOGETHER if _is_in(file, folder)), file)


def turn(nodeid: str, needs: Mapping[str, Collection[str]]) -> tuple[int, bool, list[str], str]:
    """Return what to sort the tests by, with those of a unit side by side.

    Args:
        nodeid: The test.
        needs: What takes long to start, by the unit that needs it.
    """
    file = nodeid.split("::", maxsplit=1)[0]
    found = (index for index, name in enumerate(LONGEST) if _is_in(file, name))
    needed = sorted(needs.get(unit(nodeid), ()))
    return next(found, len(LONGEST)), not needed, needed, unit(nodeid)


def _is_in(file: str, name: str) -> bool:
    return file == name or file.startswith(f"{name}/")
