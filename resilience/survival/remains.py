"""The remains of a step after a failure, and whether the step still holds."""

from collections import Counter
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from resilience.outcomes import Verdict
from resilience.survival.paths import Step, Strand


@dataclass(frozen=True, kw_only=True)
class Remains:
    """The remains of a step after a failure.

    Attributes:
        step: The step.
        left: The strands that are up.
        client_zones: The zones whose clients have to have strands of their own.
        lacking: Those of them that have too few, in order.
        verdict: Whether the step holds.
    """

    step: Step
    left: tuple[Strand, ...]
    client_zones: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    verdict: Verdict

    @property
    def spare(self) -> int:
        """How many strands it could lose beside."""
        return len(self.left) - self.step.least


def remains_of(
    step: Step, gone: AbstractSet[int] = frozenset(), excused: AbstractSet[str] = frozenset()
) -> Remains:
    """Return what is left of a step.

    Args:
        step: The step.
        gone: The indices of the strands that it lost.
        excused: The zones whose clients are not asked.
    """
    left = tuple(strand for index, strand in enumerate(step.strands) if index not in gone)
    zones = {strand.client_zone for strand in step.strands if strand.client_zone}
    if zones:
        served = Counter(strand.client_zone for strand in left)
        asked = tuple(sorted(zones - excused))
        lacking = tuple(zone for zone in asked if served[zone] < step.least)
        verdict = _verdict(step, enough=not lacking)
        return Remains(step=step, left=left, client_zones=asked, lacking=lacking, verdict=verdict)
    enough = step.promised or len(left) >= step.least
    return Remains(step=step, left=left, verdict=_verdict(step, enough=enough))


def _verdict(step: Step, *, enough: bool) -> Verdict:
    if step.absent or step.barrier:
        return Verdict.BREAKS
    if step.unknown:
        return Verdict.UNKNOWN
    return Verdict.HOLDS if enough else Verdict.BREAKS
