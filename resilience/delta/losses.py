"""The losses: failures that one analysis survives and another does not."""

from dataclasses import dataclass

from resilience.analysis import Analysis
from resilience.domains import Domain, DomainKind
from resilience.outcomes import Outcome, Verdict
from resilience.report.labels import label
from resilience.survival.paths import Path


@dataclass(frozen=True, kw_only=True)
class Case:
    """A path that a failure takes, and how: other steps of it are other cases.

    Attributes:
        path: The path's name.
        domain: The failure; None where the path itself is gone, so that it takes no failure.
        verdict: Whether it breaks, or whether that is not known.
        step: The name of the step that decides it; empty where the path is gone.
    """

    path: str
    domain: Domain | None = None
    verdict: Verdict = Verdict.BREAKS
    step: str = ""


@dataclass(frozen=True, kw_only=True)
class Loss:
    """A path that survived a failure and no longer does.

    Attributes:
        what: The path, the failure and the step.
        title: What the path is called.
        before: Why it holds in the one that survives.
        after: For lack of what it breaks, or what is not known, in the other.
    """

    what: Case
    title: str
    before: str = ""
    after: str = ""

    def told(self, elsewhere: str) -> str:
        """Return the counterexample in a sentence.

        Args:
            elsewhere: The name of the one that survives.
        """
        if self.what.domain is None:
            return f'"{self.title}" is gone: nothing is left of what it consists of.'
        failed = f"When {label(self.what.domain)} is {self.what.domain.mode}"
        ends = f'"{self.title}" breaks'
        if self.what.verdict is Verdict.UNKNOWN:
            ends = f'it is not known whether "{self.title}" holds'
        return f"{failed}, {ends}: {self.after}. {elsewhere} it holds: {self.before}."


def gone(before: Analysis, after: Analysis) -> list[Loss]:
    """Return the paths that an analysis has, and another does not, in the order of their names.

    Args:
        before: The analysis that has them.
        after: The other.
    """
    there = {path.name for path in after.paths}
    missing = (path for path in before.paths if path.redundant and path.name not in there)
    return [
        Loss(what=Case(path=path.name), title=path.title)
        for path in sorted(missing, key=lambda each: each.name)
    ]


def losses(survivor: Analysis, other: Analysis) -> list[Loss]:
    """Return what one analysis survives and another does not.

    Paths of which an outage is none of users are left out, and so are paths that one of both does
    not have: `gone` tells those. A failure that the survivor does not have, such as the loss of a
    new resource, hits nothing in it.

    Args:
        survivor: The analysis that survives.
        other: The analysis that does not.
    """
    paths = {path.name: path for path in survivor.paths if path.redundant}
    found = []
    for outcome in sorted(other.outcomes, key=_widest_first):
        path = paths.get(outcome.path)
        if path and outcome.verdict is not Verdict.HOLDS and not _beyond(outcome.domain):
            before = survivor.outcome(path, outcome.domain)
            if before.verdict is Verdict.HOLDS:
                found.append(_loss(path, before, outcome))
    return found


def _widest_first(outcome: Outcome) -> tuple[int, str, Domain]:
    return -list(DomainKind).index(outcome.domain.kind), outcome.path, outcome.domain


def _beyond(domain: Domain) -> bool:
    return domain.kind is DomainKind.REGION


def _loss(path: Path, before: Outcome, after: Outcome) -> Loss:
    return Loss(
        what=Case(path=path.name, domain=after.domain, verdict=after.verdict, step=after.step),
        title=path.title,
        before=before.reason,
        after=after.reason,
    )
