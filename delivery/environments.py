"""The environments that a workflow works on, each with the label of its runner."""

from collections.abc import Sequence
from typing import Final

from pydantic import TypeAdapter, ValidationError

from ops.command import Refusal

GITHUBS: Final = "ubuntu-24.04"
"""The runner of an environment for which no label is given."""


def matrix_of(names: Sequence[str], runners: str) -> list[dict[str, str]]:
    """Return a job matrix of environments, each with its runner.

    Args:
        names: The environments.
        runners: The label of each that has runners of its own, as an object in JSON.

    Raises:
        Refusal: They are none.
    """
    try:
        labels = TypeAdapter(dict[str, str]).validate_json(runners or "{}")
    except ValidationError as error:
        raise Refusal(f'The runners are no object such as {{"prod": "label"}}: {error}') from error
    return [{"environment": name, "runner": labels.get(name, GITHUBS)} for name in names]


def refuse_unless_confirmed(name: str, typed: str) -> None:
    """Return if the name of what is to be destroyed was typed once more.

    Raises:
        Refusal: Another one was, or none.
    """
    if typed != name:
        raise Refusal(
            f"{typed!r} was typed, which does not confirm the end of {name}: type {name}. Nothing"
            " was destroyed."
        )
