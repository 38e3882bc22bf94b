"""Tells files that people write from those that systems and editors leave behind."""

from fnmatch import fnmatch
from pathlib import Path
from typing import Final

_LEFT_BEHIND: Final = (
    ".*",  # hidden: .DS_Store, .values.yaml.swp, .#values.yaml, .idea
    "*~",
    "#*#",
    "*___jb_*",  # JetBrains, while it saves: values.yaml___jb_tmp___
    "*.bak",
    "*.old",
    "*.orig",
    "*.rej",
    "*.save",  # nano, when it is ended by force
    "*.swp",
    "*.tmp",
    "__*__",
    "__MACOSX",
    "Thumbs.db",
    "desktop.ini",
)


def is_stray(path: Path) -> bool:
    """Return whether a file or a folder, by its name, is one that nobody means to be read."""
    return any(fnmatch(path.name, pattern) for pattern in _LEFT_BEHIND)


def written_folders(root: Path) -> list[Path]:
    """Return the folders in a folder that people write, by name.

    An empty one, which Git does not keep, is none, nor is one of stray files only.

    Raises:
        OSError: A folder cannot be read.
    """
    folders = [path for path in root.glob("*/") if not is_stray(path)]
    return sorted(path for path in folders if not all(map(is_stray, path.iterdir())))
