"""Values that are written once and pointed at."""

from collections.abc import Hashable
from typing import Generic, TypeVar

T = TypeVar("T", bound=Hashable)


class Interned(Generic[T]):
    """A list without doubles, in the order in which values came.

    Attributes:
        values: The values.
    """

    def __init__(self) -> None:
        self.values: list[T] = []
        self._places: dict[T, int] = {}

    def place(self, value: T) -> int:
        """Return where a value stands, and let it stand there if it is new."""
        place = self._places.setdefault(value, len(self.values))
        if place == len(self.values):
            self.values.append(value)
        return place
