"""Failure domains: what fails together, and how."""

from dataclasses import dataclass
from enum import StrEnum


class DomainKind(StrEnum):
    """The kind of thing that fails."""

    POD = "pod"
    NODE = "node"
    NODE_GROUP = "node group"
    RESOURCE = "resource"
    ZONE = "zone"
    REGION = "region"


class Mode(StrEnum):
    """How a domain fails. Only a zone fails in other ways than to be lost."""

    LOST = "lost"
    """it is gone, and so are its nodes"""
    UNREACHABLE = "unreachable"
    """its nodes are there, and tainted: their pods are not ready, and leave when their tolerations
    end"""
    FULL = "full"
    """what runs goes on, and nothing new starts there"""
    SHIFTED_AWAY = "shifted away"
    """a zonal shift of ARC keeps new traffic from it; what runs there goes on"""


@dataclass(frozen=True, kw_only=True, order=True)
class Domain:
    """A failure domain, and the way in which it fails.

    Attributes:
        kind: What it is.
        name: Its name: of a zone `eu-west-1a`, of a node `apps-eu-west-1a-0`, of a pod its
            workload's key and its index with `#` between, of a group or resource its stack and
            address with `:` between, of the region `eu-west-1`.
        mode: How it fails.
    """

    kind: DomainKind
    name: str
    mode: Mode = Mode.LOST

    def __str__(self) -> str:
        """Return it as people read it: `zone eu-west-1a is lost`."""
        return f"{self.kind} {self.name} is {self.mode}"
