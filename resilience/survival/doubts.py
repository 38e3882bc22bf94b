"""Steps of which it is not known whether they can be taken, for what their resources are."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

import networkx as nx

from resilience.model.platform import Model
from resilience.model.undeclared import nowhere
from resilience.model.unread import network_acls
from resilience.survival.blocks import parts
from resilience.survival.elements import part_element
from resilience.survival.paths import Path, Step
from terraform_json.order import Part

_NUMBERS: Final = ("count", "for_each")


def with_doubts(model: Model, paths: Iterable[Path]) -> Iterator[Path]:
    """Yield paths, with a step unknown where something of one of its resources is not known.

    Steps that several paths share stay one object.

    Args:
        model: The platform.
        paths: The paths.
    """
    doubts = dict(_doubts(model))
    told: dict[int, Step] = {}
    for path in paths:
        for step in path.steps:
            if id(step) not in told:
                told[id(step)] = _doubted(step, doubts)
        yield replace(path, steps=tuple(told[id(step)] for step in path.steps))


def _doubts(model: Model) -> Iterator[tuple[str, str]]:
    """Yield elements of which something is not known, and what, the gravest last."""
    for name, stack in model.stacks.items():
        for kind, blocks in stack.get("resource", {}).items():
            for label, block in blocks.items():
                if any(number in block for number in _NUMBERS):
                    element = part_element(Part(name, f"{kind}.{label}"))
                    yield element, f"how many there are of {element} is not known"
    for acl in network_acls(model.stacks):
        for subnet, _ in parts(model.stacks, "aws_subnet"):
            yield part_element(subnet), f"what {part_element(acl)} lets through is not known"
    for missing, users in model.references.graph.get("undeclared", {}).items():
        for user in users:
            for part in (user, *nx.ancestors(model.references, user)):
                yield part_element(part), nowhere(missing)


def _doubted(step: Step, doubts: Mapping[str, str]) -> Step:
    if not doubts or step.absent or step.barrier:
        return step
    for strand in step.strands:
        if found := sorted(strand.elements & doubts.keys()):
            return replace(step, unknown=doubts[found[0]])
    return step
