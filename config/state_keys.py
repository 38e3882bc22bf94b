"""The key under which a stack's state lies in the bucket of the environment."""

from typing import Final, NamedTuple

_END: Final = ".tfstate"


class StateOf(NamedTuple):
    """Whose state lies under a key."""

    environment: str
    stack: str


def state_key(environment: str, stack: str) -> str:
    """Return the key of a stack's state."""
    return f"{environment}/{stack}{_END}"


def state_of(key: str) -> StateOf | None:
    """Return whose state lies under a key; None if `state_key` makes no such key."""
    environment, slash, rest = key.partition("/")
    found = StateOf(environment, rest.removesuffix(_END))
    return found if slash and state_key(*found) == key else None
