"""Puts an analysis together: placement, paths, domains, outcomes and capacities."""

from collections.abc import Iterator
from dataclasses import replace

from resilience.analysis import Analysis
from resilience.domains import Domain, DomainKind
from resilience.model.platform import Model
from resilience.outcomes import Capacity
from resilience.placement.before import placed
from resilience.placement.capacity import capacity
from resilience.survival.all_paths import paths_of
from resilience.survival.elements import part_element
from resilience.survival.failures import domains_of, zonal_resources
from resilience.survival.survey import Survey
from resilience.survival.verdicts import outcomes


def analyze(model: Model) -> Analysis:
    """Return what survives which failure; what is weak in it is for the rules to say.

    Args:
        model: The platform.
    """
    placement = placed(model)
    survey = Survey(model, placement)
    paths, domains = paths_of(survey), domains_of(model, placement)
    daemons = {workload.key for workload in model.workloads if workload.every_node}
    return Analysis(
        model=model,
        paths=paths,
        domains=domains,
        outcomes=outcomes(model, paths, domains),
        capacities=tuple(_capacities(survey, domains)),
        findings=(),
        pods={pod.name: pod.node for pod in placement.pods if pod.workload not in daemons},
    )


def _capacities(survey: Survey, domains: tuple[Domain, ...]) -> Iterator[Capacity]:
    """Yield what is left in each domain that takes nodes or pods.

    Of resources these are the subnets of nodes: what stands in one goes as with its zone.
    """
    zones = zonal_resources(survey.model)
    with_nodes = {part_element(subnet) for subnet in survey.node_subnets.values()}
    lost = {}
    for domain in domains:
        if domain.kind is not DomainKind.RESOURCE:
            lost[domain] = capacity(survey.model, domain)
            yield lost[domain]
        elif domain.name in with_nodes:
            zone = Domain(kind=DomainKind.ZONE, name=zones[domain.name])
            yield replace(lost[zone], domain=domain)
