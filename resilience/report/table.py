"""The table of paths by failures, as the console, Markdown and the page of docs print it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import takewhile

from resilience.report.survival import Survival
from resilience.report.words import listed, short_zone
from resilience.survival.domains import DomainKind, Mode
from resilience.survival.outcomes import Outcome, Verdict
from resilience.survival.paths import Path

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


@dataclass(frozen=True, kw_only=True)
class Row:
    """Paths for the same thing that fare alike.

    Attributes:
        paths: The paths.
        cells: What becomes of them, in the order of `HEADINGS` without the first: `ok`, or what
            breaks them or leaves them unknown, such as `breaks a b`, `unknown 2`.
    """

    paths: tuple[Path, ...]
    cells: tuple[str, ...]

    @property
    def title(self) -> str:
        """What the paths are called; `*` marks those that need not survive."""
        titles = [path.title.split() for path in self.paths]
        columns = zip(*titles, strict=False)
        # `Client to app1 and app2` is shorter than both titles. A single title is no start.
        start = (
            [] if len(titles) == 1 else list(takewhile(lambda alike: len(set(alike)) == 1, columns))
        )
        rest = [" ".join(words[len(start) :]) for words in titles]
        names = " ".join([*(word for word, *_ in start), listed(rest, most=NAMED)])
        return names if self.paths[0].redundant else f"{names} *"

    @property
    def sound(self) -> bool:
        """Whether all of its cells are `ok`."""
        return set(self.cells) == {"ok"}


def rows(survival: Survival) -> list[Row]:
    """Return the rows, in the order of the paths; paths that fare alike share one."""
    found: dict[tuple[object, ...], list[Path]] = defaultdict(list)
    for path in survival.analysis.paths:
        cells = tuple(_cells(survival, path))
        found[(path.topic, path.redundant, path.why, cells)].append(path)
    return [Row(paths=tuple(alike), cells=key[-1]) for key, alike in found.items()]  # type: ignore[arg-type]


def _cells(survival: Survival, path: Path) -> Iterable[str]:
    outcomes = survival.by_path[path.name]
    region = survival.analysis.model.region
    for mode in Mode:
        there = [o for o in outcomes if o.domain.kind is DomainKind.ZONE and o.domain.mode is mode]
        zones = {outcome.domain.name: outcome for outcome in there}
        yield _cell(zones.values(), " ".join(short_zone(zone, region) for zone in sorted(zones)))
    for kind in (DomainKind.NODE, DomainKind.NODE_GROUP, DomainKind.POD, DomainKind.RESOURCE):
        alike = [outcome for outcome in outcomes if outcome.domain.kind is kind]
        yield _cell(alike, str(len(alike)))


def _cell(outcomes: Iterable[Outcome], which: str) -> str:
    verdicts = {outcome.verdict for outcome in outcomes}
    if not verdicts:
        return "ok"
    return f"{Verdict.BREAKS if Verdict.BREAKS in verdicts else Verdict.UNKNOWN} {which}"
