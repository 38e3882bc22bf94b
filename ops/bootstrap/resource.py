"""A resource of AWS as a list of properties, each put right by itself."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from botocore.exceptions import ClientError

from ops.command import Refusal

TAG: Final = "BootstrapOf"
"""The tag of what bootstrap may change; its value is the environment's project and name."""

NO_SUCH_ENTITY: Final = "NoSuchEntity"
"""The code with which IAM answers for what is not there."""

Answer = Any
"""An answer of AWS: JSON, of a shape that depends on the call."""
IamClient = Any
"""boto3's client of IAM."""


@dataclass(frozen=True, kw_only=True)
class Property:
    """One property that a resource must have.

    Attributes:
        name: The property and its wanted value, for people.
        read: Returns what AWS has now; None when it has nothing.
        is_right: Tells whether that is as wanted.
        write: Makes it so, given what `read` returned.
        tell: Returns what `read` returned, for people.
    """

    name: str
    read: Callable[[], Answer]
    is_right: Callable[[Answer], bool]
    write: Callable[[Answer], object]
    tell: Callable[[Answer], str] = str


class Resource(Protocol):
    """A resource that bootstrap makes."""

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
    """The outcome for one property.

    Attributes:
        name: The property and its wanted value.
        changed: Whether it had to be written.
        before: What it was, for people, when it was written; empty for nothing.
    """

    name: str
    changed: bool
    before: str = ""


def put_right(properties: tuple[Property, ...], *, dry_run: bool = False) -> Iterator[Outcome]:
    """Write each property that is not as wanted, and yield what became of each.

    Args:
        properties: What must hold.
        dry_run: Whether to yield only what would become of them.
    """
    for wanted in properties:
        before = wanted.read()
        if wanted.is_right(before):
            yield Outcome(name=wanted.name, changed=False)
        else:
            if not dry_run:
                wanted.write(before)
            told = wanted.tell(before) if before else ""
            yield Outcome(name=wanted.name, changed=True, before=told)


def or_none(missing: str, read: Callable[[], Answer]) -> Answer:
    """Return what `read` returns, or None where AWS answers with the error code `missing`."""
    try:
        return read()
    except ClientError as error:
        if error.response["Error"]["Code"] != missing:
            raise
        return None


def is_there(label: str, found: Answer, owner: str) -> bool:
    """Tell whether AWS has something, made by bootstrap for an environment.

    Args:
        label: What it is, for people.
        found: What AWS answers of it; None where there is none.
        owner: The environment's project and name.

    Raises:
        Refusal: Somebody else has made it: it does not have bootstrap's tag.
    """
    if found is None:
        return False
    if tag_of(owner) not in found.get("Tags", []):
        raise Refusal(
            f"The {label} exists, and bootstrap has not made it for {owner}: it lacks the tag"
            f" {TAG}={owner}. Give it that tag, and bootstrap will replace what it trusts and may"
            " do. Or choose another name; or bootstrap without a repository, and see to the roles"
            " yourself: --print shows what they need."
        )
    return True


def tag_of(owner: str) -> Mapping[str, str]:
    """Return the tag of what bootstrap makes, in AWS's form.

    Args:
        owner: The environment's project and name.
    """
    return {"Key": TAG, "Value": owner}
