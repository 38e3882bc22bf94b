"""Puts the analysis of a platform beside what the oracle finds."""

from collections.abc import Iterator, Sequence
from random import Random

from resilience.analysis import Analysis
from resilience.analyze import analyze
from resilience.domains import Domain, DomainKind
from resilience.model.platform import Model
from resilience.outcomes import Verdict
from tests.resilience.oracle.failures import ready_after
from tests.resilience.oracle.flows import World
from tests.resilience.oracle.scheduler import at_rest
from tests.resilience.oracle.verdicts import Judge

WELL = Domain(kind=DomainKind.POD, name="nobody#0")
"""A domain that takes nothing."""


def disagreements(model: Model, random: Random, *, domains: int, counted: int) -> Iterator[str]:
    """Yield what the analysis and the oracle say differently.

    Args:
        model: The platform.
        random: What draws the domains.
        domains: How many of them are compared by their verdicts, beside the zones.
        counted: How many are compared by their counts of ready pods.
    """
    analysis = analyze(model)
    rest = at_rest(model)
    pods = {f"{key}#{index}": node for (key, index), node in rest[0].pods.items()}
    for pod, node in analysis.pods.items():
        if pods.get(pod) != node:
            yield f"{pod} stands on {node}, by the oracle on {pods.get(pod)}"
            return
    yield from _verdicts(analysis, World(model, rest[0]), _some(analysis.domains, random, domains))
    capacities = [each for each in analysis.capacities if _is_counted(each.domain)]
    for capacity in random.sample(capacities, min(counted, len(capacities))):
        found = ready_after(rest, capacity.domain)
        for key, ready in capacity.ready.items():
            counts = (ready.at_once, ready.rescheduled, ready.with_new_nodes)
            if found[key] != counts:
                yield f"{capacity.domain}: {counts} of {key} are ready, by the oracle {found[key]}"


def _some(domains: Sequence[Domain], random: Random, count: int) -> list[Domain]:
    zones = [each for each in domains if each.kind in (DomainKind.ZONE, DomainKind.REGION)]
    others = [each for each in domains if each not in zones]
    return [*zones, *random.sample(others, min(count, len(others)))]


def _is_counted(domain: Domain) -> bool:
    return domain.kind not in (DomainKind.REGION, DomainKind.RESOURCE)


def _verdicts(analysis: Analysis, world: World, domains: Sequence[Domain]) -> Iterator[str]:
    well = Judge(world, WELL)
    for domain in domains:
        judge = Judge(world, domain)
        for path in analysis.paths:
            outcome, holds = analysis.outcome(path, domain), judge.holds(path.name)
            # What is not known must not hold, and nothing is unknown that holds when all is well.
            right = {
                Verdict.HOLDS: holds,
                Verdict.BREAKS: not holds,
                Verdict.UNKNOWN: not well.holds(path.name),
            }
            if not right[outcome.verdict]:
                told = "holds" if holds else "breaks"
                yield f"{path.name} {told} by the oracle, but {domain}: {outcome}"
