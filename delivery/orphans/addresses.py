"""Tells which resource of the synthesized stacks an orphan is."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from delivery.orphans.kinds import attribute_of
from delivery.orphans.orphan import Orphan
from delivery.states import State
from terraform_json.references import attribute, references_of
from terraform_json.stack import resources
from terraform_json.types import Json


def addressed(
    found: Sequence[Orphan], stacks: Mapping[str, Json], states: Mapping[str, State]
) -> list[Orphan]:
    """Return orphans with the addresses of those that can be imported, and why others cannot.

    Args:
        found: The orphans.
        stacks: Terraform's JSON of each stack, by the stack's name.
        states: Their states.
    """
    possible = [_possible(each, stacks) for each in found]
    times = Counter((o.stack, a[0]) for o, a in zip(found, possible, strict=True) if len(a) == 1)
    told = []
    for each, addresses in zip(found, possible, strict=True):
        known = states[each.stack].resources if each.stack in states else {}
        if each.why:
            told.append(each)
        elif len(addresses) != 1:
            which = "more than one resource" if addresses else "no resource"
            told.append(replace(each, why=f"{which} of {each.stack or 'any stack'} is called so"))
        elif times[each.stack, addresses[0]] > 1:
            told.append(replace(each, why=f"several stand in the place of {addresses[0]}"))
        elif addresses[0] in known:
            other = known[addresses[0]].identifier
            told.append(replace(each, why=f"{addresses[0]} is {other} already"))
        else:
            told.append(replace(each, address=addresses[0]))
    return told


def _possible(each: Orphan, stacks: Mapping[str, Json]) -> list[str]:
    """Return the addresses of what may be an orphan: by its name, or as the only one of a type."""
    declared = list(of_type(stacks.get(each.stack, {}), each.type))
    path = attribute_of(each.type)
    if not path:
        return [address for address, _ in declared] if len(declared) == 1 else []
    # A name that is made of something else is not known before that is there.
    return [
        address
        for address, block in declared
        if each.name and attribute(block, path.split(".")) == each.name
    ]


def referred(value: object, live: Mapping[str, str]) -> str:
    """Return the id behind a reference such as `${aws_vpc.main.id}`; empty where there is none.

    Args:
        value: The value in the stack's JSON.
        live: The id of each resource that stands in AWS, by its address.
    """
    found = [reference.address for reference in references_of(value)]
    return live.get(found[0], "") if len(found) == 1 else ""


def of_type(stack: Json, kind: str) -> Iterator[tuple[str, Json]]:
    """Yield a stack's resources of a type with their addresses."""
    for address, block in resources(stack).items():
        if address.startswith(f"{kind}."):
            yield address, block
