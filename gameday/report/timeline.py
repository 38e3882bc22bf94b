"""A picture of the ready pods over time, as an SVG: a strip for each phase.

Of what befalls the platform it shows all pods by zone; of what befalls one application, the pods of
that by revision.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from gameday.play import Result
from gameday.recorder import Sample

WIDTH: Final = 830
LEFT: Final = 40
TOP: Final = 40
HEIGHT: Final = 60
GAP: Final = 34
LEAST_SECONDS: Final = 1.0
OF_APPLICATION: Final = " (its ready pods, a shade a revision)"


@dataclass(frozen=True, kw_only=True)
class Strip:
    """A phase.

    Attributes:
        title: What it is called.
        y: Pixels from the top.
        most: The most ready pods, which its height stands for.
        seconds: How long it took, which its width stands for.
        areas: The outline of each layer of pods, on those of the layers before, as points of an
            SVG.
    """

    title: str
    y: float
    most: int
    seconds: float
    areas: tuple[str, ...]


def as_svg(environment: str, results: Sequence[Result]) -> str:
    """Return the picture.

    Args:
        environment: The name of the environment.
        results: What came of each phase; those in which nobody looked at pods are left out.
    """
    seen = [each for each in results if each.samples]
    zones = sorted(
        {zone for result in seen if not _of_application(result) for zone in _zones(result)}
    )
    strips = [_strip(each, index, zones) for index, each in enumerate(seen)]
    pictures = Environment(
        loader=PackageLoader("gameday.report"), autoescape=True, undefined=StrictUndefined
    )
    return pictures.get_template("timeline.svg.jinja").render(
        environment=environment,
        width=WIDTH,
        left=LEFT,
        strip_height=HEIGHT,
        height=TOP + len(strips) * (HEIGHT + GAP),
        zones=zones,
        strips=strips,
    )


def _zones(result: Result) -> Iterator[str]:
    for sample in result.samples:
        for counts in sample.ready.values():
            yield from (zone for zone in +counts if zone)


def _strip(result: Result, index: int, zones: Sequence[str]) -> Strip:
    seconds = max(result.until - result.since, LEAST_SECONDS)
    of_application = _of_application(result)
    layers = list(_revisions(result)) if of_application else zones
    counted = (
        (
            max(sample.at - result.since, 0.0),
            [
                sample.revisions.get(result.target, Counter())[layer]
                if of_application
                else _ready(sample, layer)
                for layer in layers
            ],
        )
        for sample in result.samples
    )
    totals = [next(same) for _, same in groupby(counted, key=itemgetter(1))]
    most = max(sum(counts) for _, counts in totals)
    y = TOP + index * (HEIGHT + GAP) + 14
    areas = tuple(_area(totals, place, y, most, seconds) for place in range(len(layers)))
    return Strip(
        title=f"{result.scenario}: {result.title}{OF_APPLICATION if of_application else ''}",
        y=y,
        most=most,
        seconds=seconds,
        areas=areas,
    )


def _of_application(result: Result) -> bool:
    """Tell whether a result is about one workload."""
    return result.target in result.account


def _revisions(result: Result) -> Iterator[str]:
    """Yield the revisions of the application in a result, in the order in which they appear."""
    seen = [sample.revisions.get(result.target, ()) for sample in result.samples]
    yield from dict.fromkeys(revision for each in seen for revision in each)


def _ready(sample: Sample, zone: str) -> int:
    return sum(counts[zone] for counts in sample.ready.values())


def _area(
    totals: Sequence[tuple[float, list[int]]], place: int, y: float, most: int, seconds: float
) -> str:
    """Return the outline of a zone: along its top in steps, and back along its bottom."""

    def point(at: float, pods: int) -> str:
        x = LEFT + (WIDTH - LEFT - 1) * at / seconds
        return f"{x:.1f},{y + HEIGHT * (1 - pods / max(most, 1)):.1f}"

    ends = [at for at, _ in totals[1:]] + [seconds]
    above, below = [], []
    for (at, counts), end in zip(totals, ends, strict=True):
        top, bottom = sum(counts[: place + 1]), sum(counts[:place])
        above += [point(at, top), point(end, top)]
        below += [point(at, bottom), point(end, bottom)]
    return " ".join([*above, *reversed(below)])
