"""Terraform's JSON in one form, where several mean the same."""

from collections.abc import Iterator
from typing import Any, Final

from terraform_json.types import Json

_ONE: Final = frozenset(
    {
        "launch_template",
        "metadata",
        "scaling_config",
        "serverlessv2_scaling_configuration",
        "spec",
        "vpc_config",
        "zonal_shift_config",
    }
)
"""Blocks of which a resource has one at most."""


def plain(stack: Json) -> Json:
    """Return a stack whose resources have no nulls, and no lists of the one block that may be.

    A null is as if nothing were written, and a block may be written as a list of one:
    https://developer.hashicorp.com/terraform/language/syntax/json#nested-block-mapping

    Args:
        stack: Its Terraform JSON, which stays as it is.
    """
    if "resource" not in stack:
        return stack
    resources = {
        kind: {label: _plain(block) for label, block in named.items()}
        for kind, named in stack["resource"].items()
    }
    return {**stack, "resource": resources}


def _plain(block: Json) -> Json:
    return {key: _single(key, value) for key, value in block.items() if value is not None}


def _single(key: str, value: Any) -> Any:  # noqa: ANN401 - JSON
    is_one = key in _ONE and isinstance(value, list) and len(value) == 1
    return value[0] if is_one else value


def at(block: Any, path: tuple[str, ...]) -> Iterator[Any]:  # noqa: ANN401 - JSON
    """Yield what stands at a path, in each block of a list of blocks."""
    if isinstance(block, list) and path:
        for each in block:
            yield from at(each, path)
    elif not path:
        yield block
    elif isinstance(block, dict) and path[0] in block:
        yield from at(block[path[0]], path[1:])
