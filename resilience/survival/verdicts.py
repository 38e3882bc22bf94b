"""Works out what becomes of each path when a domain fails."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from resilience.model.platform import Model
from resilience.survival.domains import Domain, DomainKind, Mode
from resilience.survival.failures import element_of, zonal_resources
from resilience.survival.guarantees import GUARANTEES, Scope
from resilience.survival.outcomes import Outcome, Verdict
from resilience.survival.paths import Path, Step
from resilience.survival.reasons import reason_of, untouched_reason
from resilience.survival.remains import Remains

_Lost = Mapping[int, AbstractSet[int]]
"""The strands that are lost, by step, both by index."""
_Index = Mapping[str, Sequence[tuple[int, int, int]]]
"""The strands that need an element, each by the indices of path, step and strand."""


def outcomes(model: Model, paths: Sequence[Path], domains: Sequence[Domain]) -> tuple[Outcome, ...]:
    """Return what becomes of the paths of which a domain takes something.

    A path that is not named for a domain is `untouched`: a list of all would grow with the square
    of the platform. Paths that do not hold when all is well are named for every zone as well, and
    all are named for the region.

    Args:
        model: The platform.
        paths: Its paths.
        domains: Its failure domains.
    """
    index, zones = _index(paths), zonal_resources(model)
    weak = [number for number, path in enumerate(paths) if _at_rest(path) is not Verdict.HOLDS]
    return tuple(
        outcome
        for domain in domains
        for outcome in (
            (_without_region(path, domain) for path in paths)
            if domain.kind is DomainKind.REGION
            else _of_domain(domain, paths, index, zones, weak)
        )
    )


def untouched(path: Path, domain: Domain) -> Outcome:
    """Return what becomes of a path of which a domain takes nothing."""
    return _outcome(path, domain, {}, frozenset())


def _at_rest(path: Path) -> Verdict:
    return _deciding([Remains(step=step) for step in path.steps])[0]


def _index(paths: Sequence[Path]) -> _Index:
    found: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for path_number, path in enumerate(paths):
        for step_number, step in enumerate(path.steps):
            for strand_number, strand in enumerate(step.strands):
                place = (path_number, step_number, strand_number)
                for element in strand.elements:
                    found[element].append(place)
                if strand.traffic_zone:
                    found[_traffic(strand.traffic_zone)].append(place)
    return found


def _traffic(zone: str) -> str:
    """Return the key under which the index has strands that a zone's shift keeps traffic from."""
    return f"traffic:{zone}"


def _of_domain(
    domain: Domain,
    paths: Sequence[Path],
    index: _Index,
    zones: Mapping[str, str],
    weak: Sequence[int],
) -> Iterator[Outcome]:
    shifted = domain.mode is Mode.SHIFTED_AWAY
    element = _traffic(domain.name) if shifted else element_of(domain)
    touched: dict[int, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    for path, step, strand in index.get(element or "", ()):
        touched[path][step].add(strand)
    named = {*touched, *weak} if domain.kind is DomainKind.ZONE else touched.keys()
    excused = _excused(domain, zones)
    for path in sorted(named):
        yield _outcome(paths[path], domain, touched.get(path, {}), excused)


def _excused(domain: Domain, zones: Mapping[str, str]) -> frozenset[str]:
    """Return the zone whose clients are not asked: they are gone, or no worse off than that."""
    if domain.kind is DomainKind.ZONE:
        gone = domain.mode in (Mode.LOST, Mode.UNREACHABLE)
        return frozenset({domain.name}) if gone else frozenset()
    zone = zones.get(domain.name)
    return frozenset({zone}) if zone else frozenset()


def _outcome(path: Path, domain: Domain, lost: _Lost, excused: frozenset[str]) -> Outcome:
    remains = [
        Remains(step=step, gone=frozenset(lost.get(index, ())), excused=excused)
        for index, step in enumerate(path.steps)
    ]
    verdict, deciding = _deciding(remains)
    touched = [each for each in remains if each.gone]
    told = deciding or min(touched, key=lambda each: each.spare, default=None)
    return Outcome(
        path=path.name,
        domain=domain,
        verdict=verdict,
        step=deciding.step.name if deciding else "",
        reason=reason_of(told) if told else untouched_reason(domain),
        holds_on={each.step.name: tuple(strand.name for strand in each.left) for each in touched},
    )


def _deciding(remains: Sequence[Remains]) -> tuple[Verdict, Remains | None]:
    """Return the verdict on a path, and the first step that decides it if it does not hold."""
    for verdict in (Verdict.BREAKS, Verdict.UNKNOWN):
        for each in remains:
            if each.verdict is verdict:
                return verdict, each
    return Verdict.HOLDS, None


def _without_region(path: Path, domain: Domain) -> Outcome:
    step = next((each for each in path.steps if not _beyond_region(each)), None)
    return Outcome(
        path=path.name,
        domain=domain,
        verdict=Verdict.BREAKS if step else Verdict.HOLDS,
        step=step.name if step else "",
        reason=f"{step.name} is in {domain.name} only" if step else "AWS answers from elsewhere",
        holds_on={},
    )


def _beyond_region(step: Step) -> bool:
    """Return whether a step is nothing but a service that AWS serves from several regions."""
    if step.strands or step.workload or step.guarantee is None:
        return False
    return GUARANTEES[step.guarantee].scope is Scope.GLOBAL
