"""Rules over outcomes: they speak where no other rule knows why a path does not hold."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from config.wording import listed
from resilience.causes.places import Aspect, Attribute, OfWorkload, Place, Setting
from resilience.domains import DomainKind
from resilience.evidence import Evidence
from resilience.findings import Severity
from resilience.outcomes import Outcome, Verdict
from resilience.rules.rule import Rule, Stage, Weakness
from resilience.survival.paths import Path, Step

_TARGET: Final = "https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/availability-zones.html"
SHOWN: Final = 3
"""How many names a sentence has before the others are counted."""


def _breaks(evidence: Evidence) -> Iterator[Weakness]:
    steps: dict[str, list[tuple[Path, Step, Outcome]]] = defaultdict(list)
    for path, step, outcome in _judged(evidence, Verdict.BREAKS):
        if not _explained(evidence, step, outcome):
            steps[step.workload or step.name].append((path, step, outcome))
    for name, found in steps.items():
        path, step, outcome = found[0]
        domains = list(dict.fromkeys(str(each.domain) for _, _, each in found))
        broken = list(dict.fromkeys(each.name for each, _, _ in found))
        yield Weakness(
            subject=name,
            problem=f"{listed(broken, most=SHOWN)} break at {step.name} when"
            f" {listed(domains, most=SHOWN)}",
            why=outcome.reason if step.name == outcome.step else _left(step, outcome),
            remedy="let the step stand on something that this failure leaves",
            places=_places(step),
            path=path.name,
            domain=domains[0],
            resources=_resources(step),
        )


def _judged(evidence: Evidence, verdict: Verdict) -> Iterator[tuple[Path, Step, Outcome]]:
    """Yield each step that decides a verdict: of a path that breaks all that do not hold."""
    paths = {path.name: path for path in evidence.analysis.paths if path.redundant}
    for outcome in evidence.analysis.outcomes:
        path = paths.get(outcome.path)
        if path and outcome.verdict is verdict and outcome.domain.kind is not DomainKind.REGION:
            for step in path.steps:
                if step.name in (outcome.step, *outcome.also):
                    yield path, step, outcome


def _left(step: Step, outcome: Outcome) -> str:
    """Return what is left of a step that is not the first to break."""
    left = outcome.holds_on.get(step.name, tuple(each.name for each in step.strands))
    return f"{len(left)} of {len(step.strands)} ways to {step.name} are left"


def _explained(evidence: Evidence, step: Step, outcome: Outcome) -> bool:
    """Return whether another finding says why the step does not hold: of what it lost, why."""
    if not evidence.explained.isdisjoint({step.workload or step.name, step.name}):
        return True
    left = outcome.holds_on.get(step.name, ())
    lost = (each for each in step.strands if each.name not in left)
    return any(not evidence.explained.isdisjoint(each.elements) for each in lost)


def _places(step: Step) -> tuple[Place, ...]:
    if step.workload:
        return (OfWorkload(key=step.workload, aspect=Aspect.REPLICAS),)
    return tuple(
        Attribute(stack=stack, address=address)
        for stack, address in (each.split(":", 1) for each in _resources(step))
    )


def _resources(step: Step) -> tuple[str, ...]:
    elements = sorted({each for strand in step.strands for each in strand.elements})
    return tuple(
        each
        for each in elements
        if not each.startswith(("pod:", "node:", "zone:")) and "#" not in each
    )


def _unknown(evidence: Evidence) -> Iterator[Weakness]:
    seen: set[str] = set()
    for path, step, outcome in _judged(evidence, Verdict.UNKNOWN):
        if step.name not in seen and not _explained(evidence, step, outcome):
            seen.add(step.name)
            yield Weakness(
                subject=step.name,
                problem=f"it is not known whether {path.name} holds",
                why=outcome.reason,
                remedy="make known what is missing; docs/resilience.md lists what is not known",
                places=_places(step) or (Setting(path=()),),
                path=path.name,
                resources=_resources(step),
            )


RULES: Final = (
    Rule(
        id="path-breaks",
        severity=Severity.HIGH,
        title="A path that has to survive breaks when one domain fails",
        example="The only pod that answers a request stands on one node.",
        source=_TARGET,
        find=_breaks,
        stage=Stage.OUTCOMES,
    ),
    Rule(
        id="path-not-known",
        severity=Severity.MEDIUM,
        title="It is not known whether a path survives",
        example="A chart could not be rendered.",
        source=_TARGET,
        find=_unknown,
        stage=Stage.OUTCOMES,
    ),
)
