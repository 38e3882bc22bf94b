"""The keys of a stack's state and of its reviewed plans in the bucket of the environment."""

from typing import Final, NamedTuple

_END: Final = ".tfstate"
REVIEWED: Final = "_reviewed/"
"""How the keys of reviewed plans begin: no environment's name has an underscore, so that no state
lies there."""


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


def reviewed_prefix(environment: str) -> str:
    """Return how the keys of an environment's reviewed plans begin."""
    return f"{REVIEWED}{environment}/"


def reviewed_key(environment: str, commit: str, stack: str, digest: str) -> str:
    """Return the key of a plan that people reviewed.

    Args:
        environment: The environment.
        commit: The commit whose review it was part of.
        stack: The stack.
        digest: The digest of the stack's JSON: one commit may be merged into several branches.
    """
    return f"{reviewed_prefix(environment)}{commit}/{stack}-{digest}.json"
