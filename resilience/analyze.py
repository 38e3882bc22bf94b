"""Puts an analysis together: placement, paths, domains, outcomes and capacities."""

from resilience.analysis import Analysis
from resilience.model.platform import Model
from resilience.placement.before import placed
from resilience.placement.capacity import capacities
from resilience.survival.domains import Domain, DomainKind
from resilience.survival.failures import domains_of
from resilience.survival.listed import paths_of
from resilience.survival.verdicts import outcomes


def analyze(model: Model) -> Analysis:
    """Return what survives which failure, without findings.

    Args:
        model: The platform.
    """
    placement = placed(model)
    paths, domains = paths_of(model, placement), domains_of(model, placement)
    daemons = {workload.key for workload in model.workloads if workload.every_node}
    return Analysis(
        model=model,
        paths=paths,
        domains=domains,
        outcomes=outcomes(model, paths, domains),
        capacities=capacities(model, [each for each in domains if _moves_pods(each)]),
        findings=(),
        pods={pod.name: pod.node for pod in placement.pods if pod.workload not in daemons},
    )


def _moves_pods(domain: Domain) -> bool:
    return domain.kind is not DomainKind.RESOURCE
