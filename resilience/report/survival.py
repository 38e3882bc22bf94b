"""What an analysis says of each path and each domain, in the order in which reports tell it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from resilience.analysis import Analysis
from resilience.findings import Finding
from resilience.report.labels import failing, label
from resilience.report.words import counted, listed
from resilience.survival.domains import DomainKind
from resilience.survival.outcomes import Outcome, Verdict
from resilience.survival.paths import Path

NAMED = 3
"""How many domains the verdict names before it counts the rest."""


@dataclass(frozen=True)
class Survival:
    """An analysis, sorted for those who read it.

    The region is declared to be beyond the target: all paths break with it, and no verdict counts
    it.

    Attributes:
        analysis: The analysis.
    """

    analysis: Analysis

    @cached_property
    def paths(self) -> dict[str, Path]:
        """The paths, by name."""
        return {path.name: path for path in self.analysis.paths}

    @cached_property
    def by_path(self) -> dict[str, list[Outcome]]:
        """The outcomes of each path that do not hold, the region's left out."""
        found: dict[str, list[Outcome]] = {name: [] for name in self.paths}
        for each in self.analysis.outcomes:
            if each.verdict is not Verdict.HOLDS and each.domain.kind is not DomainKind.REGION:
                found[each.path].append(each)
        return found

    @cached_property
    def breaks(self) -> list[Outcome]:
        """Where a path breaks that should not, and that no accepted finding explains."""
        return [
            each
            for name, outcomes in self.by_path.items()
            for each in outcomes
            if self.paths[name].redundant and each.verdict is Verdict.BREAKS
            if not self.accepted(each)
        ]

    @cached_property
    def unknown(self) -> list[Outcome]:
        """Where it is not known whether a path holds that should."""
        return [
            each
            for name, outcomes in self.by_path.items()
            for each in outcomes
            if self.paths[name].redundant and each.verdict is Verdict.UNKNOWN
        ]

    def accepted(self, outcome: Outcome) -> bool:
        """Return whether somebody accepts that a path breaks.

        A risk is accepted as one finding, and what it breaks is broken by other failures, too: what
        carries the only NAT gateway takes the same step of the same paths. Where a finding that
        nobody accepts concerns the path and the failure, it is not accepted.
        """
        if any(_concerns(each, outcome) and each.path == outcome.path for each in self.open):
            return False
        return (outcome.path, outcome.step) in self._accepted_steps

    @cached_property
    def _accepted_steps(self) -> set[tuple[str, str]]:
        """The path and the step of each outcome that an accepted finding concerns."""
        return {
            (each.path, each.step)
            for outcomes in self.by_path.values()
            for each in outcomes
            if any(_concerns(finding, each) for finding in self._accepted)
        }

    @cached_property
    def _accepted(self) -> list[Finding]:
        return [each for each in self.analysis.findings if each.accepted is not None]

    @cached_property
    def open(self) -> list[Finding]:
        """The findings that nobody accepts."""
        return [each for each in self.analysis.findings if each.accepted is None]

    def sentence(self) -> str:
        """Return the verdict in one sentence."""
        name = self.analysis.model.environment
        if self.breaks:
            return f"{name} does not survive: {self._named(self.breaks)}."
        if self.unknown:
            titles = dict.fromkeys(self.paths[each.path].title for each in self.unknown)
            unsure = f"{counted(len(titles), 'path')}: {listed(list(titles), most=NAMED)}"
            return f"{name}: nothing is known to break, but not enough is known of {unsure}."
        kinds = listed([str(kind) for kind in self._kinds()], last="or")
        risks = counted(len(self._accepted), "accepted risk")
        but = f", but for {risks}" if self._accepted else ""
        return f"{name} survives the loss of any one {kinds}{but}."

    def counts(self) -> str:
        """Return how many findings there are, and how much is not known, in one line."""
        by_severity: dict[str, int] = defaultdict(int)
        for each in self.open:
            by_severity[each.severity] += 1
        grave = ", ".join(f"{count} {severity}" for severity, count in by_severity.items())
        findings = counted(len(self.open), "finding") + (f" ({grave})" if grave else "")
        risks = counted(len(self._accepted), "accepted risk")
        unknowns = counted(len(self.analysis.model.unknowns), "unknown")
        paths = counted(len(self.analysis.paths), "path")
        domains = counted(len(self.analysis.domains), "failure")
        return f"{paths} against {domains}: {findings}, {risks}, {unknowns}."

    def _kinds(self) -> Iterator[DomainKind]:
        there = {domain.kind for domain in self.analysis.domains}
        wanted = (
            DomainKind.ZONE,
            DomainKind.NODE_GROUP,
            DomainKind.NODE,
            DomainKind.POD,
            DomainKind.RESOURCE,
        )
        return (kind for kind in wanted if kind in there)

    def _named(self, outcomes: Iterable[Outcome]) -> str:
        """Return what fails, the widest first, each with how many paths suffer."""
        order = list(DomainKind)
        found: dict[tuple[int, str], list[Outcome]] = defaultdict(list)
        for each in outcomes:
            found[-order.index(each.domain.kind), label(each.domain)].append(each)
        named = [
            f"{failing(name, (each.domain.mode for each in found[width, name]))}"
            f" ({counted(len({each.path for each in found[width, name]}), 'path')})"
            for width, name in sorted(found)
        ]
        return listed(named, most=NAMED)


def _concerns(finding: Finding, outcome: Outcome) -> bool:
    failed = f"{outcome.domain.kind} {outcome.domain.name} is "
    there = (finding.subject, *finding.resources)
    return (finding.domain or "").startswith(failed) or outcome.domain.name in there
