"""What one analysis survives and another does not."""

from dataclasses import dataclass

from resilience.analysis import Analysis
from resilience.report.labels import label
from resilience.survival.domains import Domain, DomainKind
from resilience.survival.outcomes import Outcome, Verdict
from resilience.survival.paths import Path


@dataclass(frozen=True, kw_only=True, order=True)
class Survived:
    """A path, and a failure that it survives.

    Attributes:
        path: The path's name.
        domain: The failure.
    """

    path: str
    domain: Domain


@dataclass(frozen=True, kw_only=True)
class Loss:
    """A path that survived a failure and no longer does.

    Attributes:
        what: The path, and the failure.
        title: What the path is called.
        before: Why it holds in the one that survives.
        after: For lack of what it breaks, or what is not known, in the other.
    """

    what: Survived
    title: str
    before: str
    after: str

    def told(self, elsewhere: str) -> str:
        """Return the counterexample in a sentence.

        Args:
            elsewhere: The name of the one that survives.
        """
        failed = f"When {label(self.what.domain)} is {self.what.domain.mode}"
        return (
            f'{failed}, "{self.title}" breaks: {self.after}. {elsewhere} it holds: {self.before}.'
        )


def losses(survivor: Analysis, other: Analysis) -> list[Loss]:
    """Return what one analysis survives and another does not.

    Paths of which an outage is none of users are left out, and so are paths that the survivor does
    not have. A failure that it does not have, such as the loss of a new resource, hits nothing in
    it.

    Args:
        survivor: The analysis that survives.
        other: The analysis that does not.
    """
    paths = {path.name: path for path in survivor.paths if path.redundant}
    found = []
    for outcome in other.outcomes:
        path = paths.get(outcome.path)
        if path and outcome.verdict is not Verdict.HOLDS and not _beyond(outcome.domain):
            before = survivor.outcome(path, outcome.domain)
            if before.verdict is Verdict.HOLDS:
                found.append(_loss(path, before, outcome))
    return sorted(found, key=_widest_first)


def _widest_first(loss: Loss) -> tuple[int, Survived]:
    return -list(DomainKind).index(loss.what.domain.kind), loss.what


def _beyond(domain: Domain) -> bool:
    return domain.kind is DomainKind.REGION


def _loss(path: Path, before: Outcome, after: Outcome) -> Loss:
    return Loss(
        what=Survived(path=path.name, domain=after.domain),
        title=path.title,
        before=before.reason,
        after=after.reason,
    )
