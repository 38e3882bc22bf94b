"""Reads a folder that others wrote: only the files that belong in it, and JSON of one reading."""

import json
import os
import re
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NoReturn

STACK_NAME: Final = re.compile(r"[a-z][a-z0-9-]*")
STACK_FILE: Final = "cdk.tf.json"

Json = dict[str, Any]


class UnreadableError(ValueError):
    """A file that is no JSON object, or that two readers could understand differently."""


def read_json(file: Path) -> Json:
    """Return the object that a file holds.

    Raises:
        UnreadableError: It is missing or no JSON, or an object names a key twice: Terraform then
            reads both, and Python the last.
    """
    try:
        text = file.read_text(encoding="utf-8")
        data = json.loads(text, object_pairs_hook=_object, parse_constant=_no_json)
    except (OSError, ValueError, RecursionError) as error:
        raise UnreadableError(f"cannot be read as JSON: {error}") from error
    if not isinstance(data, dict):
        raise UnreadableError("is no JSON object")
    return data


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


def _object(pairs: list[tuple[str, Any]]) -> Json:
    data = dict(pairs)
    if len(data) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = sorted({key for key in keys if keys.count(key) > 1})
        raise UnreadableError(f"an object has the key {', '.join(twice)} more than once")
    return data


def _no_json(constant: str) -> NoReturn:
    raise UnreadableError(f"{constant} is no JSON")
