"""One thing in a stack that is not known here."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that may not be planned.

    Attributes:
        path: Where it stands in the JSON, with dots between the parts.
        value: What stands there.
        problem: What is wrong with it.
        allowed: What may stand there.
        remedy: What to do.
    """

    path: str
    value: Any
    problem: str
    allowed: str
    remedy: str = "take it out; what the platform needs is made known in delivery/verify first"


def joined(*parts: object) -> str:
    """Return the path of a place in JSON."""
    return ".".join(str(part) for part in parts if part != "")
