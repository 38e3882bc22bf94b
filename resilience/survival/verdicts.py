"""Works out what becomes of each path when a domain fails."""

from collections.abc import Iterator, Mapping, Sequence

from resilience.domains import Domain, DomainKind, Mode
from resilience.model.platform import Model
from resilience.outcomes import Outcome, Verdict
from resilience.survival.failures import element_of, zonal_resources
from resilience.survival.guarantees import GUARANTEES, Scope
from resilience.survival.paths import Path, Step
from resilience.survival.reasons import reason_of, untouched_reason
from resilience.survival.remains import Remains, remains_of
from resilience.survival.stage import Stage

_Hit = Mapping[int, Remains]
"""The remains of the steps that a domain hits, by the step's index."""


def outcomes(model: Model, paths: Sequence[Path], domains: Sequence[Domain]) -> tuple[Outcome, ...]:
    """Return what becomes of every path in the region and in every zone.

    For smaller domains only those paths are named of which the domain takes something: a list of
    all would grow with the square of the platform. The others are `untouched`.

    Args:
        model: The platform.
        paths: Its paths.
        domains: Its failure domains.
    """
    stage, zones = Stage(paths), zonal_resources(model)
    return tuple(
        outcome
        for domain in domains
        for outcome in (
            (_without_region(path, domain) for path in paths)
            if domain.kind is DomainKind.REGION
            else _of_domain(domain, paths, stage, _hit(domain, stage, zones))
        )
    )


def untouched(path: Path, domain: Domain) -> Outcome:
    """Return what becomes of a path of which a domain takes nothing."""
    return _outcome(path, domain, [], [remains_of(step) for step in path.steps])


def _hit(domain: Domain, stage: Stage, zones: Mapping[str, str]) -> _Hit:
    if domain.mode is Mode.SHIFTED_AWAY:
        return stage.shifted_from(domain.name)
    element = element_of(domain)
    if element is None:
        return {}
    # Clients of a zone that is gone ask for nothing. Those of a zone in which one resource fails
    # are owed no more than if all of the zone failed.
    zone = domain.name if domain.kind is DomainKind.ZONE else zones.get(domain.name)
    return stage.without(element, frozenset({zone} if zone else ()))


def _of_domain(domain: Domain, paths: Sequence[Path], stage: Stage, hit: _Hit) -> Iterator[Outcome]:
    every = domain.kind is DomainKind.ZONE
    for path in range(len(paths)) if every else sorted(stage.touched(hit)):
        steps = stage.steps_of[path]
        yield _outcome(
            paths[path],
            domain,
            [hit[step] for step in steps if step in hit],
            [hit.get(step, stage.at_rest[step]) for step in steps],
        )


def _outcome(
    path: Path, domain: Domain, touched: Sequence[Remains], remains: Sequence[Remains]
) -> Outcome:
    """Return what becomes of a path.

    Args:
        path: The path.
        domain: What fails.
        touched: What is left of the steps that it hits.
        remains: What is left of all steps.
    """
    verdict, deciding = _deciding(remains)
    told = deciding or min(touched, key=lambda each: each.spare, default=None)
    return Outcome(
        path=path.name,
        domain=domain,
        verdict=verdict,
        step=deciding.step.name if deciding else "",
        reason=reason_of(told) if told else untouched_reason(path, domain),
        holds_on={each.step.name: tuple(strand.name for strand in each.left) for each in touched},
        also=tuple(
            each.step.name
            for each in remains
            if each.verdict is Verdict.BREAKS and each is not deciding
        ),
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
    if not step.promised or step.guarantee is None:
        return False
    return GUARANTEES[step.guarantee].scope is Scope.GLOBAL
