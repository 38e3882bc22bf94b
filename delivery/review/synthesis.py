"""The stacks of two syntheses, side by side."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ops.command import Refusal
from ops.synthesized import refused_unless_synthesized
from terraform_json.manifest import MANIFEST, Stack, read_manifest
from terraform_json.types import Json


@dataclass(frozen=True, kw_only=True)
class Side:
    """A stack on one of the two sides.

    Attributes:
        folder: Its folder, with the charts of its releases.
        data: Its Terraform JSON; empty where the side has no such stack.
    """

    folder: Path
    data: Json


@dataclass(frozen=True, kw_only=True)
class Pair:
    """A stack of an environment before and after the change.

    Attributes:
        environment: The environment.
        stack: The stack's name.
        base: It before the change.
        head: It after the change.
    """

    environment: str
    stack: str
    base: Side
    head: Side


@refused_unless_synthesized()
def pairs(base: Path, head: Path) -> tuple[Pair, ...]:
    """Return every stack of every environment, before and after.

    An empty folder is that of a time without environments, or without one that can be compared.

    Args:
        base: A folder with what synthesis wrote for each environment, before the change.
        head: Likewise, after the change.

    Raises:
        Refusal: A folder holds something, and nothing that was synthesized, or is not there.
    """
    before, after = _stacks(base), _stacks(head)
    return tuple(
        Pair(
            environment=environment,
            stack=stack,
            base=_side(before.get((environment, stack)), base),
            head=_side(after.get((environment, stack)), head),
        )
        for environment, stack in sorted(before.keys() | after.keys())
    )


def environment_file(folder: Path, environment: str) -> Path:
    """Return where the file of an environment is kept beside what was synthesized from it."""
    return folder / f"{environment}.yaml"


def _stacks(folder: Path) -> dict[tuple[str, str], Stack]:
    found = dict(_read(folder))
    if not found and not (folder.is_dir() and not any(folder.iterdir())):
        raise Refusal(
            f"{folder} holds no environment: name a folder that has, for each environment, a folder"
            f" with what synthesis wrote ({MANIFEST})."
        )
    return found


def synthesized_in(folder: Path) -> list[Path]:
    """Return the folders of environments in a folder, by their names."""
    return sorted(manifest.parent for manifest in folder.glob(f"*/{MANIFEST}"))


def _read(folder: Path) -> Iterator[tuple[tuple[str, str], Stack]]:
    for environment in synthesized_in(folder):
        for name, stack in read_manifest(environment).items():
            yield (environment.name, name), stack


def _side(stack: Stack | None, folder: Path) -> Side:
    return Side(folder=stack.folder, data=stack.read()) if stack else Side(folder=folder, data={})
