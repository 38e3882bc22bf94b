"""References to what no stack declares."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from terraform_json.order import Part
from terraform_json.references import references_of
from terraform_json.stack import blocks
from terraform_json.types import Json

NOWHERE: Final = "is referred to, and declared nowhere"
_OTHER_SECTIONS: Final = {"var": "variable", "module": "module"}
"""The first words of references to other parts than blocks, and where those are declared."""
_OF_DYNAMIC_BLOCKS: Final = ("key", "value")
"""The attributes of a dynamic block's own variable, by any name:
https://developer.hashicorp.com/terraform/language/expressions/dynamic-blocks"""


def undeclared(stacks: Mapping[str, Json]) -> dict[Part, list[Part]]:
    """Return the parts that are referred to and declared nowhere, each with those that refer to it.

    Args:
        stacks: Terraform's JSON of each stack, by name.
    """
    found: dict[Part, list[Part]] = defaultdict(list)
    for name, stack in stacks.items():
        declared = blocks(stack)
        for address, block in declared.items():
            for missing in dict.fromkeys(each.address for each in references_of(block)):
                if missing not in declared and not _is_elsewhere(stack, missing):
                    found[Part(name, missing)].append(Part(name, address))
    return dict(found)


def nowhere(missing: Part) -> str:
    """Return what is said of all that rests on such a part."""
    return f"{missing.stack}:{missing.address} {NOWHERE}"


def _is_elsewhere(stack: Json, address: str) -> bool:
    kind, name = address.split(".")[:2]
    if kind in _OTHER_SECTIONS:
        return name in stack.get(_OTHER_SECTIONS[kind], {})
    return name in _OF_DYNAMIC_BLOCKS
