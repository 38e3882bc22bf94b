"""Which resources an attribute leads to: through outputs, remote state and local values."""

from collections.abc import Iterator, Mapping
from typing import Any

from terraform_json.order import Node as Part
from terraform_json.order import outputs_read
from terraform_json.references import Reference, attribute, references_of
from terraform_json.stack import outputs
from terraform_json.types import Json

Stacks = Mapping[str, Json]


def parts(stacks: Stacks, kind: str) -> Iterator[tuple[Part, Json]]:
    """Yield every resource of a type in any stack, with its block."""
    for name, stack in stacks.items():
        for label, block in stack.get("resource", {}).get(kind, {}).items():
            yield Part(name, f"{kind}.{label}"), block


def block_of(stacks: Stacks, part: Part) -> Json:
    """Return the block of a resource."""
    kind, _, label = part.address.partition(".")
    block: Json = stacks[part.stack]["resource"][kind][label]
    return block


def resources_of(value: Any, stack: str, stacks: Stacks) -> tuple[Part, ...]:  # noqa: ANN401 - JSON
    """Return the resources that a value refers to, each once, in order.

    An item of an output that is named, such as `subnet_ids["eu-west-1a"]`, leads to that item only.

    Args:
        value: A value of the JSON of a stack.
        stack: The name of that stack.
        stacks: Terraform's JSON of each stack, by name.
    """
    found = (
        part for reference in references_of(value) for part in _resolved(reference, stack, stacks)
    )
    return tuple(dict.fromkeys(found))


def _resolved(reference: Reference, stack: str, stacks: Stacks) -> Iterator[Part]:
    kind, _, label = reference.address.partition(".")
    if kind == "local":
        yield from resources_of(stacks[stack].get("locals", {}).get(label), stack, stacks)
    elif label in stacks[stack].get("resource", {}).get(kind, {}):
        yield Part(stack, reference.address)
    for output in outputs_read(reference, stack, stacks):
        value = outputs(stacks[output.stack])[output.address.removeprefix("output.")].get("value")
        named = attribute(value, reference.path[2:])
        yield from resources_of(value if named is None else named, output.stack, stacks)
