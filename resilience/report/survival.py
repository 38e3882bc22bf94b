"""An analysis by path and by domain, in the order in which reports tell it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from config.wording import listed
from resilience.analysis import Analysis
from resilience.domains import Domain, DomainKind
from resilience.findings import Finding
from resilience.outcomes import Outcome, Verdict
from resilience.report.labels import failing, label
from resilience.report.risks import Risks
from resilience.survival.paths import Path
from resilience.words import counted

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
        """Return whether somebody accepts that a path breaks."""
        return self._risks.accepted(outcome)

    @cached_property
    def _risks(self) -> Risks:
        return Risks(self.analysis)

    @cached_property
    def _accepted(self) -> list[Finding]:
        return [each for each in self.analysis.findings if each.accepted is not None]

    @property
    def grave(self) -> tuple[Finding, ...]:
        """The findings of the highest severity that nobody accepts."""
        return self._risks.open

    @property
    def survives(self) -> bool:
        """Whether nothing breaks, all is known, and no grave finding is open."""
        return not (self.breaks or self.unknown or self.grave)

    @cached_property
    def open(self) -> list[Finding]:
        """The findings that nobody accepts."""
        return [each for each in self.analysis.findings if each.accepted is None]

    def sentence(self) -> str:
        """Return the verdict in one sentence."""
        name = self.analysis.model.environment
        if failures := self._failures():
            return f"{name} does not survive: {listed(failures, most=NAMED)}."
        if self.grave:
            rules = listed(list(dict.fromkeys(each.rule for each in self.grave)), most=NAMED)
            graves = counted(len(self.grave), "grave finding")
            return f"{name}: no path is known to break, but for {graves}: {rules}."
        if self.unknown:
            titles = dict.fromkeys(self.paths[each.path].title for each in self.unknown)
            unsure = f"{counted(len(titles), 'path')}: {listed(list(titles), most=NAMED)}"
            return f"{name}: nothing is known to break, but not enough is known of {unsure}."
        kinds = listed([str(kind) for kind in self._kinds()], last="or")
        risks = counted(len(self._accepted), "accepted risk")
        but = f", but for {risks}" if self._accepted else ""
        return f"{name} survives the loss of any one {kinds}{but}.{self._without_applications()}"

    def _without_applications(self) -> str:
        """Return that users have no path, where there is no application."""
        if any(path.application for path in self.analysis.paths):
            return ""
        return " There are no applications at all, so that no path of users was judged."

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

    def _failures(self) -> list[str]:
        """Return what is not survived, the widest first, with how many paths suffer.

        Where no path breaks, but a grave finding names the failure, the finding's rule stands in
        the place of paths: too few nodes may be left, for example.
        """
        paths: dict[Domain, set[str]] = defaultdict(set)
        for each in self.breaks:
            paths[each.domain].add(each.path)
        rules: dict[Domain, set[str]] = defaultdict(set)
        for finding in self.grave:
            domain = self._domains.get((finding.domain or "").removeprefix("when "))
            if domain:
                rules[domain].add(finding.rule)
        order = list(DomainKind)
        alike: dict[tuple[int, str], list[Domain]] = defaultdict(list)
        for domain in {*paths, *rules}:
            alike[-order.index(domain.kind), label(domain)].append(domain)
        return [
            f"{failing(name, (each.mode for each in alike[width, name]))}"
            f" ({_suffering(alike[width, name], paths, rules)})"
            for width, name in sorted(alike)
        ]

    @cached_property
    def _domains(self) -> dict[str, Domain]:
        """The failures, as people read them."""
        return {str(domain): domain for domain in self.analysis.domains}


def _suffering(
    domains: Iterable[Domain], paths: Mapping[Domain, set[str]], rules: Mapping[Domain, set[str]]
) -> str:
    broken = {name for each in domains for name in paths.get(each, ())}
    if broken:
        return counted(len(broken), "path")
    return listed(sorted({rule for each in domains for rule in rules.get(each, ())}))
