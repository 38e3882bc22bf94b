"""Tells a plan that failed from one that has to wait for another stack."""

import re
from collections.abc import Mapping
from typing import Final

from delivery.terraform import one_line
from terraform_json.order import producer_of
from terraform_json.stack import STATE, data_sources, outputs
from terraform_json.types import Json

# At the beginning of a line, after the stack's name or a frame.
_ERROR: Final = re.compile(r"^[\w \t│-]*?\bError: ", re.MULTILINE)
_CDKTF: Final = "External Error: Stack failed to plan"
"""How cdktf ends after Terraform's own errors."""
_NO_STATE: Final = "Unable to find remote state"
_NO_OUTPUT: Final = "Unsupported attribute"
_STATE: Final = re.compile(rf"\bdata\.{STATE}\.([\w-]+)")
_OUTPUT: Final = re.compile(r'does not have an attribute named "([\w-]+)"')


def deferral(printed: str, stack: str, stacks: Mapping[str, Json]) -> str:
    """Return in one sentence for whom a plan waits; empty where it failed for another reason.

    A plan waits where each of its errors is an output of another stack that is not there yet: the
    other stack has no state at all, or was applied before it had this output. An output that the
    other stack was synthesized without never comes: that is a failure.

    Args:
        printed: What cdktf or Terraform printed.
        stack: The name of the stack that was planned.
        stacks: Terraform's JSON of each stack, by the stack's name.
    """
    errors = [one_line(each) for each in _ERROR.split(printed)[1:]]
    waits = [_waits_for(each, stack, stacks) for each in errors if not each.startswith(_CDKTF)]
    if not waits or None in waits:
        return ""
    return f"It waits until {' and '.join(sorted({str(each) for each in waits}))}."


def _waits_for(error: str, stack: str, stacks: Mapping[str, Json]) -> str | None:
    named = _STATE.search(error)
    state = named and data_sources(stacks[stack]).get(f"data.{STATE}.{named[1]}")
    producer = state and producer_of(state, stacks)
    if producer and error.startswith(_NO_STATE):
        return f"{producer} has been applied"
    output = _OUTPUT.search(error)
    comes = producer and output and output[1] in outputs(stacks[producer])
    if output and comes and error.startswith(_NO_OUTPUT):
        return f"{producer} has been applied with its output {output[1]}"
    return None
