"""Changes that spoil a good stack."""

from collections.abc import Callable
from typing import Any

from config.errors import Mistake
from terraform_json.types import Json

Spoil = Callable[[Json], object]
Refused = Callable[[Spoil], list[Mistake]]
Hostile = dict[str, tuple[Spoil, str]]
"""Changes with the beginning of the reason for which each is refused, by what it does."""

DIFFERS = "is not what main's environment file makes it"


def put(*path: str | int, value: object) -> Callable[[Json], None]:
    """Return a change that puts a value at a path."""

    def change(data: Any) -> None:  # noqa: ANN401 - JSON
        *parents, last = path
        for key in parents:
            data = data[key] if isinstance(key, int) else data.setdefault(key, {})
        data[last] = value

    return change


def say(expression: str) -> Callable[[Json], None]:
    """Return a change that puts an expression into an output."""
    return put("output", "said", "value", value=expression)


def assert_refused(refused: Refused, spoil: Spoil, reason: str) -> None:
    """Spoil the stack, and expect it to be refused for a reason, in a file of its folder."""
    mistakes = refused(spoil)

    assert any(mistake.problem.startswith(reason) for mistake in mistakes)
    files = {"cdk.tf.json", "Chart.yaml", ".terraform.lock.hcl"}
    assert {mistake.file.name for mistake in mistakes} <= files
