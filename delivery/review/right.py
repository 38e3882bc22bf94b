"""A right that somebody gets."""

from dataclasses import dataclass
from typing import Final

_EVERYTHING: Final = "*"


@dataclass(frozen=True, kw_only=True, order=True)
class Right:
    """A right that was not there before.

    Attributes:
        holder: Whose it is: the resource or the object that grants it.
        right: What it allows, and on what.
    """

    holder: str
    right: str

    @property
    def breadth(self) -> tuple[int, bool]:
        """Where it stands among others: `* on *` first, what names no wildcard last."""
        words = [each.rstrip(",") for each in self.right.split()]
        return -words.count(_EVERYTHING), _EVERYTHING not in self.right
