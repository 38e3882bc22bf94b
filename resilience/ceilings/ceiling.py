"""A figure and the limit that it may meet."""

from dataclasses import dataclass

from resilience.causes.places import Place


@dataclass(frozen=True, kw_only=True)
class Ceiling:
    """A figure that grows with load, and the limit of somebody that it may meet.

    Attributes:
        rule: The id of the rule that reports it where it is above its limit.
        subject: Whom it concerns.
        title: What is counted, in a few words.
        needed: The figure at the autoscalers' maxima.
        limit: The limit; None where nobody knows it before the account is asked.
        arithmetic: How both come about.
        source: The page that states the limit or its formula.
        date: The day on which the page was read, as `2026-11-26`.
        remedy: What to change where the figure is above the limit.
        places: Where the figure comes from.
        explains: As in `Weakness`.
    """

    rule: str
    subject: str
    title: str
    needed: int
    limit: int | None
    arithmetic: str
    source: str
    date: str
    remedy: str
    places: tuple[Place, ...]
    explains: frozenset[str] = frozenset()

    @property
    def holds(self) -> bool | None:
        """Whether the figure stays within its limit; None where the limit is not known."""
        return None if self.limit is None else self.needed <= self.limit
