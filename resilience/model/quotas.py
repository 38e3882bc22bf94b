"""Figures of quotas: how many pods a namespace may have, and for how much they may ask."""

from dataclasses import dataclass
from typing import Final

from config.room import Room
from terraform_json.order import Part

FIGURES: Final[dict[str, tuple[str, int]]] = {
    "pods": ("pods", 1),
    "cpu": ("millicores", 1000),
    "requests.cpu": ("millicores", 1000),
    "memory": ("memory_mib", 1),
    "requests.memory": ("memory_mib", 1),
}
"""Of what a quota bounds, the fields of `Room`, and how many of their units one has:
https://kubernetes.io/docs/concepts/policy/resource-quotas/"""
_UNITS: Final = {"pods": "pods", "millicores": "millicores", "memory_mib": "MiB"}


@dataclass(frozen=True, kw_only=True)
class Quota:
    """A figure of a `ResourceQuota`.

    Attributes:
        part: The resource.
        namespace: Its namespace.
        name: What it bounds, such as `requests.cpu`.
        limit: How much of it there may be: pods, millicores or MiB.
    """

    part: Part
    namespace: str
    name: str
    limit: int

    @property
    def unit(self) -> str:
        """The unit of the figure."""
        return _UNITS[FIGURES[self.name][0]]

    def of(self, room: Room) -> int:
        """Return how much of it pods take."""
        taken: int = getattr(room, FIGURES[self.name][0])
        return taken
