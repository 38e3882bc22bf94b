"""Which of the paths that break somebody has accepted to break."""

from collections.abc import Iterable
from functools import cached_property

from resilience.analysis import Analysis
from resilience.findings import Finding, Severity
from resilience.outcomes import Outcome
from resilience.survival.paths import Step


class Risks:
    """The grave findings of an analysis, compared with what breaks.

    Lesser findings accept nothing and object to nothing: none of them says that a path breaks.

    Args:
        analysis: The analysis.

    Attributes:
        open: The grave findings that nobody accepts.
    """

    def __init__(self, analysis: Analysis) -> None:
        grave = [each for each in analysis.findings if each.severity is Severity.HIGH]
        self._analysis = analysis
        self.open = tuple(each for each in grave if each.accepted is None)
        self._taken = _explained(each for each in grave if each.accepted is not None)
        self._objected = _explained(self.open)

    def accepted(self, outcome: Outcome) -> bool:
        """Return whether an accepted finding explains all that breaks a path.

        It has to explain every strand that each broken step lost: an accepted NAT gateway explains
        no database of its zone. A step of which an open finding speaks is not accepted; one that
        only goes by a resource of which an open finding speaks, is.
        """
        if any(_names(each, outcome) for each in self.open):
            return False
        steps = (self._steps.get((outcome.path, name)) for name in (outcome.step, *outcome.also))
        return all(step is not None and self._covers(step, outcome) for step in steps)

    @cached_property
    def _steps(self) -> dict[tuple[str, str], Step]:
        paths = self._analysis.paths
        return {(path.name, step.name): step for path in paths for step in path.steps}

    def _covers(self, step: Step, outcome: Outcome) -> bool:
        itself = {step.name, step.workload}
        lost = _lost(step, outcome)
        if not self._objected.isdisjoint(itself):
            return False
        explained = bool(lost) and not any(self._taken.isdisjoint(each) for each in lost)
        return explained or not self._taken.isdisjoint(itself)


def _explained(findings: Iterable[Finding]) -> frozenset[str]:
    """Return the elements, workloads and steps whose failures some findings explain."""
    return frozenset(name for each in findings for name in (each.subject, *each.explains))


def _lost(step: Step, outcome: Outcome) -> list[frozenset[str]]:
    """Return the elements of each strand that a step lost; of all where it lacked some before."""
    left = set(outcome.holds_on.get(step.name, ()))
    lost = [strand for strand in step.strands if strand.name not in left]
    return [strand.elements for strand in lost or step.strands]


def _names(finding: Finding, outcome: Outcome) -> bool:
    """Return whether a finding says itself that a path breaks with a failure."""
    failed = f"{outcome.domain.kind} {outcome.domain.name} is "
    return finding.path == outcome.path and (finding.domain or "").startswith(failed)
