"""A resource of AWS as a list of properties, each put right by itself."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from botocore.exceptions import ClientError

Answer = Any
"""What AWS answers: JSON, of a shape that depends on the call."""


@dataclass(frozen=True, kw_only=True)
class Property:
    """One property that a resource must have.

    Attributes:
        name: The property and its wanted value, for people.
        read: Returns what AWS has now; None when it has nothing.
        is_right: Tells whether that is as wanted.
        write: Makes it so, given what `read` returned.
    """

    name: str
    read: Callable[[], Answer]
    is_right: Callable[[Answer], bool]
    write: Callable[[Answer], object]


class StateResource(Protocol):
    """A resource that Terraform's state needs."""

    @property
    def label(self) -> str:
        """The kind and the name, for people."""

    def exists(self) -> bool:
        """Tell whether it is there.

        Raises:
            Refusal: It is there but cannot be adopted.
        """

    def create(self) -> None:
        """Create it and wait until it can be used."""

    def properties(self) -> tuple[Property, ...]:
        """Return what must hold of it."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of one property.

    Attributes:
        name: The property and its wanted value.
        changed: Whether it had to be written.
        before: What it was, when it was written.
    """

    name: str
    changed: bool
    before: Answer = None


def put_right(properties: tuple[Property, ...]) -> Iterator[Outcome]:
    """Write each property that is not as wanted, and yield what became of each."""
    for wanted in properties:
        before = wanted.read()
        if wanted.is_right(before):
            yield Outcome(name=wanted.name, changed=False)
        else:
            wanted.write(before)
            yield Outcome(name=wanted.name, changed=True, before=before)


def or_none(missing: str, read: Callable[[], Answer]) -> Answer:
    """Return what `read` returns, or None where AWS answers with the error code `missing`."""
    try:
        return read()
    except ClientError as error:
        if error.response["Error"]["Code"] != missing:
            raise
        return None
