"""A weakened platform, and what has to be found in it."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.resilience.weakened.draft import Draft


@dataclass(frozen=True, kw_only=True)
class Weakened:
    """A platform that one change weakens.

    Attributes:
        name: What the change is, in a few words.
        change: Makes the change.
        rule: The id of the rule that finds it, and no other does.
        file: The end of the path of the file that causes it.
        key: The end of the key there.
        environment: The environment that is changed.
    """

    name: str
    change: Callable[[Draft], None]
    rule: str
    file: str
    key: str
    environment: str = "prod"
