"""What a failure leaves of a step, and whether the step still holds."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from resilience.survival.outcomes import Verdict
from resilience.survival.paths import Step, Strand


@dataclass(frozen=True, kw_only=True)
class Remains:
    """What a failure leaves of a step.

    Attributes:
        step: The step.
        gone: The indices of the strands that it lost.
        excused: The zones whose clients are not asked.
    """

    step: Step
    gone: frozenset[int] = frozenset()
    excused: frozenset[str] = frozenset()

    @cached_property
    def left(self) -> tuple[Strand, ...]:
        """The strands that are up."""
        if not self.gone:
            return self.step.strands
        strands = enumerate(self.step.strands)
        return tuple(strand for index, strand in strands if index not in self.gone)

    @cached_property
    def client_zones(self) -> frozenset[str]:
        """The zones whose clients have to have a strand each; none where a strand serves all."""
        zones = {strand.client_zone for strand in self.step.strands if strand.client_zone}
        return frozenset(zones - self.excused)

    @cached_property
    def lacking(self) -> tuple[str, ...]:
        """The zones whose clients have too few strands, in order."""
        served = Counter(strand.client_zone for strand in self.left)
        return tuple(sorted(zone for zone in self.client_zones if served[zone] < self.step.least))

    @cached_property
    def by_zone(self) -> bool:
        """Whether each strand serves the clients of one zone."""
        return any(strand.client_zone for strand in self.step.strands)

    @property
    def verdict(self) -> Verdict:
        """Whether the step holds."""
        if self.step.unknown:
            return Verdict.UNKNOWN
        if not self.step.strands and self.step.workload is None:
            return Verdict.HOLDS  # The guarantee has to do.
        enough = not self.lacking if self.by_zone else len(self.left) >= self.step.least
        return Verdict.HOLDS if enough else Verdict.BREAKS

    @property
    def spare(self) -> int:
        """How many strands it could lose beside."""
        return len(self.left) - self.step.least
