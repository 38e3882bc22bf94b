"""Orphans: resources in AWS that no state knows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from delivery.states import State


@dataclass(frozen=True, kw_only=True)
class Orphan:
    """Something that no state knows.

    Attributes:
        type: Terraform's type of it; its ARN where that is not known here.
        identifier: Its id, by which it is imported.
        name: What the stacks call it; empty where nobody says.
        stack: The stack that made it, by its tags.
        made: Since when it is there; None where nobody knows.
        age: Its age in words, where nobody knows since when.
        address: Where it can be imported to; empty where that cannot be told.
        why: Why it cannot.
        delete: The command that deletes it, or with what it goes; empty where nobody knows.
    """

    type: str
    identifier: str
    name: str
    stack: str
    made: datetime | None = None
    age: str = ""
    address: str = ""
    why: str = ""
    delete: str = ""


@dataclass(frozen=True, kw_only=True)
class Found:
    """The result of a search.

    Attributes:
        orphans: What no state knows, by the stack, and there what can be imported first.
        states: The states of all stacks by their names.
        folders: Where Terraform runs for each stack.
    """

    orphans: tuple[Orphan, ...]
    states: Mapping[str, State]
    folders: Mapping[str, Path]
