"""The boxes of a picture of the platform, by layer and zone: the page and the SVG draw them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from resilience.domains import Domain


class Role(StrEnum):
    """The purpose of a box, which decides how it is drawn."""

    EDGE = "edge"
    """the load balancer, and NAT gateways: how traffic enters and leaves"""
    GROUP = "group"
    """a group of nodes, or its part in a zone, with its nodes inside"""
    NODE = "node"
    """a node, with its pods inside"""
    WAY_IN = "way-in"
    """a pod that each request passes on its way to an application"""
    APPLICATION = "application"
    """a pod of an application"""
    ADDON = "addon"
    """any other pod"""
    DATABASE = "database"
    """an instance of the database"""
    NETWORK = "network"
    """a part of the network that carries others, such as a subnet"""


@dataclass(frozen=True, kw_only=True)
class Box:
    """A box of the picture.

    Attributes:
        role: What it is for.
        label: What stands in it.
        zone: Its zone.
        name: What strands call it, if they name it: `resilience.survival.paths.Strand.elements`.
        domain: The domain that fails with it; None where it fails with its zone only.
        workload: The key of the pod's workload, if it is a pod.
        fill: How much of it is taken, from 0 to 1, of what it has least of, if it is a node.
        inside: The boxes in it.
    """

    role: Role
    label: str
    zone: str
    name: str = ""
    domain: Domain | None = None
    workload: str | None = None
    fill: float | None = None
    inside: tuple["Box", ...] = ()


@dataclass(frozen=True, kw_only=True)
class Layer:
    """Boxes that do the same in each zone.

    Attributes:
        title: What they are.
        note: What they do, in a few words.
        cells: The boxes, by zone.
    """

    title: str
    note: str
    cells: Mapping[str, tuple[Box, ...]]


@dataclass(frozen=True, kw_only=True)
class Picture:
    """The platform.

    Attributes:
        zones: Its zones, in order: the columns.
        layers: Its layers, in the order in which a request passes them.
        regional: The services of the region that the paths rest on, by the guarantee's key: what
            AWS keeps up over the zones by itself.
    """

    zones: tuple[str, ...]
    layers: tuple[Layer, ...]
    regional: Mapping[str, str]

    @property
    def names(self) -> frozenset[str]:
        """The names of the boxes that have nothing in them: those that a path is shown by."""
        cells = (cell for layer in self.layers for cell in layer.cells.values())
        return frozenset(box.name for cell in cells for box in _innermost(cell) if box.name)


def _innermost(boxes: Iterable[Box]) -> Iterator[Box]:
    for box in boxes:
        if box.inside:
            yield from _innermost(box.inside)
        else:
            yield box
