"""Resources by their types, with their blocks."""

from collections.abc import Iterator, Mapping

from terraform_json.order import Part
from terraform_json.types import Json

Stacks = Mapping[str, Json]


def parts(stacks: Stacks, kind: str) -> Iterator[tuple[Part, Json]]:
    """Yield every resource of a type in any stack, with its block."""
    for name, stack in stacks.items():
        for label, block in stack.get("resource", {}).get(kind, {}).items():
            yield Part(name, f"{kind}.{label}"), block


def block_of(stacks: Stacks, part: Part) -> Json:
    """Return the block of a resource; an empty one of a part that is no resource."""
    kind, _, label = part.address.partition(".")
    block: Json = stacks[part.stack].get("resource", {}).get(kind, {}).get(label, {})
    return block
