"""The zones in which nodes stand, and those that they leave."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class NodeZones:
    """Where nodes stand.

    Attributes:
        subnet_ids: The private subnet of each zone, those that are draining included.
        names: The zones.
        draining: Those of them that nodes leave.
    """

    subnet_ids: Mapping[str, str]
    names: Collection[str]
    draining: Collection[str]

    @property
    def active(self) -> list[str]:
        """The zones in which nodes stay."""
        return [zone for zone in self.names if zone not in self.draining]
