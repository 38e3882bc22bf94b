"""Takes resources out of stacks, as synthesis without them does."""

from typing import Any

from terraform_json.types import Json


def remove(stack: Json, kind: str, label: str) -> None:
    """Take a resource away, and out of the lists of others, so that none refers to it in vain.

    Args:
        stack: Terraform's JSON of the stack, which is changed.
        kind: The type of the resource.
        label: Its label.
    """
    del stack["resource"][kind][label]
    for section in ("resource", "data"):
        _forget(stack.get(section, {}), f"{kind}.{label}")


def _forget(value: Any, address: str) -> None:  # noqa: ANN401 - JSON
    """Take a block out of all lists that name it."""
    if isinstance(value, list):
        value[:] = [each for each in value if not (isinstance(each, str) and address in each)]
    for each in value.values() if isinstance(value, dict) else value:
        if isinstance(each, dict | list):
            _forget(each, address)
