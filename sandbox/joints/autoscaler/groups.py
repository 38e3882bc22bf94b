"""A node group, as the rules see it."""

from collections.abc import Mapping
from dataclasses import dataclass

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
