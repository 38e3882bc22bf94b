"""The table of paths by failures, as the console, Markdown and the page of docs print it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from config.wording import listed
from resilience.domains import DomainKind, Mode
from resilience.outcomes import Outcome, Verdict
from resilience.report.survival import Survival
from resilience.survival.paths import Path
from resilience.words import short_zone

_APPLICATION = "\0"
HEADINGS = (
    "path",
    "zone lost",
    "unreachable",
    "full",
    "shifted",
    "node",
    "group",
    "pod",
    "resource",
)
NAMED = 2
"""How many paths that fare alike are named in a row before the rest is counted."""


LEGEND = (
    "ok: it holds; a b: it breaks with these zones; 2: with so many of them; ?: not known;"
    " *: it need not survive"
)


@dataclass(frozen=True, kw_only=True)
class Cell:
    """The outcome of a path in failures of one kind.

    Attributes:
        verdict: The worst that becomes of it.
        which: The zones, or how many failures, with which it does not hold.
    """

    verdict: Verdict
    which: str

    def __str__(self) -> str:
        """Return it in a few characters, as `LEGEND` says."""
        if self.verdict is Verdict.HOLDS:
            return "ok"
        return f"{self.which}?" if self.verdict is Verdict.UNKNOWN else self.which


@dataclass(frozen=True, kw_only=True)
class Row:
    """Paths that fare alike: one, or those of several applications.

    Attributes:
        title: What they are called; `*` marks those that need not survive.
        cells: What becomes of them, in the order of `HEADINGS` without the first.
    """

    title: str
    cells: tuple[Cell, ...]


def rows(survival: Survival) -> list[Row]:
    """Return the rows, in the order of the paths; applications that fare alike share one."""
    found: dict[tuple[str, bool, tuple[Cell, ...]], list[str]] = defaultdict(list)
    for path in survival.analysis.paths:
        title, application = path.title, path.application or ""
        if application:
            title = title.replace(application, _APPLICATION)
        found[title, path.redundant, tuple(_cells(survival, path))].append(application)
    return [
        Row(title=_title(title, redundant, applications), cells=cells)
        for (title, redundant, cells), applications in found.items()
    ]


def _title(title: str, redundant: bool, applications: list[str]) -> str:  # noqa: FBT001 - a fact
    told = title.replace(_APPLICATION, listed(applications, most=NAMED))
    return told if redundant else f"{told} *"


def _cells(survival: Survival, path: Path) -> Iterable[Cell]:
    outcomes = survival.by_path[path.name]
    region = survival.analysis.model.region
    for mode in Mode:
        there = [o for o in outcomes if o.domain.kind is DomainKind.ZONE and o.domain.mode is mode]
        zones = {outcome.domain.name: outcome for outcome in there}
        yield _cell(zones.values(), " ".join(short_zone(zone, region) for zone in sorted(zones)))
    for kind in (DomainKind.NODE, DomainKind.NODE_GROUP, DomainKind.POD, DomainKind.RESOURCE):
        alike = [outcome for outcome in outcomes if outcome.domain.kind is kind]
        yield _cell(alike, str(len(alike)))


def _cell(outcomes: Iterable[Outcome], which: str) -> Cell:
    verdicts = {outcome.verdict for outcome in outcomes}
    if not verdicts:
        return Cell(verdict=Verdict.HOLDS, which="")
    broken = Verdict.BREAKS in verdicts
    return Cell(verdict=Verdict.BREAKS if broken else Verdict.UNKNOWN, which=which)
