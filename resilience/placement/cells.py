"""Nodes that are alike, and what a single pod needs of them."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from resilience.model.nodes import NodeGroup
from resilience.model.pods import ZONE_LABEL, Workload


@dataclass(frozen=True, kw_only=True, eq=False)
class Cell:
    """The nodes of a group in a zone: they differ in nothing but their names.

    Attributes:
        group: The group.
        zone: The zone.
    """

    group: NodeGroup
    zone: str

    @cached_property
    def name(self) -> str:
        """Its name for people, such as `apps eu-west-1b`."""
        return f"{self.group.name} {self.zone}"

    def value(self, key: str) -> str | None:
        """Return the value of a label that all its nodes have."""
        return self.zone if key == ZONE_LABEL else self.group.labels.get(key)

    def matches(self, workload: Workload) -> bool:
        """Return whether its nodes have the labels that pods ask for.

        A pod that asks for a host by its name matches none: nodes of Auto Scaling groups have names
        that nobody knows beforehand.
        https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/
        """
        return all(self.value(key) in allowed for key, allowed in workload.node_labels.items())


class Need(NamedTuple):
    """The needs of one pod beside those of all of its kind.

    Attributes:
        zone: The zone of its volume, if it has one that it has to follow.
        new: Whether it is the first of a new revision.
    """

    zone: str | None = None
    new: bool = False

    def reaches(self, cell: Cell) -> bool:
        """Return whether its volume can be had in a cell."""
        return self.zone in (None, cell.zone)


ANY = Need()
