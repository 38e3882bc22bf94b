"""Node groups, as the rules see and change them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from terraform_json.types import Json


@dataclass(frozen=True, kw_only=True)
class Group:
    """A node group with its Auto Scaling group.

    Attributes:
        name: The node group's name.
        minimum: The smallest size that it may have.
        maximum: The largest.
        instances: Its instances: their numbers by the names of their nodes.
        template: A node that it would add, as a manifest.
    """

    name: str
    minimum: int
    maximum: int
    instances: Mapping[str, int]
    template: Json

    @property
    def size(self) -> int:
        """The size that it is meant to have."""
        return len(self.instances)


class Groups(Protocol):
    """The node groups of one cluster."""

    def may_be_changed(self) -> bool:
        """Tell whether the autoscaler has the right to."""

    def read(self) -> list[Group]:
        """Return the groups, by name, but for those of which nobody knows what nodes they have."""

    def resize(self, name: str, size: int) -> None:
        """Ask for as many instances.

        Raises:
            Failure: The group cannot have this size, or is gone.
        """

    def terminate(self, name: str, instance: int) -> None:
        """Take one instance away and none instead.

        Raises:
            Failure: The group is at its minimum, has no such instance, or is gone.
        """
