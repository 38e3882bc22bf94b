"""Steps through resources of which nobody can tell how many Terraform makes."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from resilience.survival.blocks import Stacks
from resilience.survival.elements import part_element
from resilience.survival.paths import Path, Step
from terraform_json.order import Node as Part

_NUMBERS: Final = ("count", "for_each")


def with_doubts(stacks: Stacks, paths: Iterable[Path]) -> Iterator[Path]:
    """Yield paths, with a step unknown where one of its resources may be there or not.

    Steps that several paths share stay one object.

    Args:
        stacks: Terraform's JSON of each stack, by name.
        paths: The paths.
    """
    doubtful = frozenset(_doubtful(stacks))
    told: dict[int, Step] = {}
    for path in paths:
        for step in path.steps:
            if id(step) not in told:
                told[id(step)] = _doubted(step, doubtful)
        yield replace(path, steps=tuple(told[id(step)] for step in path.steps))


def _doubtful(stacks: Stacks) -> Iterator[str]:
    for name, stack in stacks.items():
        for kind, blocks in stack.get("resource", {}).items():
            for label, block in blocks.items():
                if any(number in block for number in _NUMBERS):
                    yield part_element(Part(name, f"{kind}.{label}"))


def _doubted(step: Step, doubtful: frozenset[str]) -> Step:
    if not doubtful or step.unknown or step.absent:
        return step
    for strand in step.strands:
        if found := sorted(strand.elements & doubtful):
            return replace(step, unknown=f"how many there are of {found[0]} is not known")
    return step
