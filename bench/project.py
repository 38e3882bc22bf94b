"""A copy of the project, so that a sandbox that runs here is left alone."""

import shutil
from pathlib import Path
from typing import Final

LINKED: Final = (".cache", ".tools", ".venv", "node_modules")
LEFT_OUT: Final = (*LINKED, ".*", "cdktf.out", "docs", "tests", "__pycache__")


def copied_project(folder: Path, *, tools: Path) -> Path:
    """Return a copy of the project in the working folder, whose sandbox is nobody else's.

    Args:
        folder: The folder for it.
        tools: The checkout whose installed tools it uses.
    """
    copy = folder / "project"
    shutil.copytree(Path.cwd(), copy, ignore=shutil.ignore_patterns(*LEFT_OUT))
    # A new checkout has none yet, and nothing can be made within a link to nothing.
    (tools / ".cache").mkdir(exist_ok=True)
    for name in LINKED:
        (copy / name).symlink_to(tools / name)
    return copy
