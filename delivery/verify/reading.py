"""The files of a folder that others wrote, and the manifest that CDKTF writes into it."""

import os
import re
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from terraform_json.manifest import STACK_FILE
from terraform_json.types import Json

STACK_NAME: Final = re.compile(r"[a-z][a-z0-9-]*")


def files(folder: Path) -> Iterator[tuple[str, bool]]:
    """Yield the path of every file, seen from the folder, and whether it is a regular one.

    A link is not followed, whatever it leads to.
    """
    for parent, folders, names in os.walk(folder):
        for name in sorted((*folders, *names)):
            path = Path(parent, name)
            mode = path.lstat().st_mode
            if not stat.S_ISDIR(mode):
                yield path.relative_to(folder).as_posix(), stat.S_ISREG(mode)


def expected_manifest(stacks: Mapping[str, list[str]], version: str) -> Json:
    """Return the manifest that CDKTF writes for stacks and their dependencies."""
    return {
        "stacks": {
            name: {
                "annotations": [],
                "constructPath": name,
                "dependencies": dependencies,
                "name": name,
                "stackMetadataPath": f"stacks/{name}/metadata.json",
                "synthesizedStackPath": f"stacks/{name}/{STACK_FILE}",
                "workingDirectory": f"stacks/{name}",
            }
            for name, dependencies in stacks.items()
        },
        "version": version,
    }
