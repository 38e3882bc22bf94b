"""Rules about disruption budgets, drains and rollouts."""

from collections.abc import Iterator
from typing import Final

from resilience.causes.places import Aspect, OfWorkload
from resilience.evidence import Evidence
from resilience.findings import Severity
from resilience.model.pods import Budget, Origin, Workload
from resilience.rules.needed import weakness_of
from resilience.rules.rule import Rule, Weakness

_BUDGETS: Final = "https://kubernetes.io/docs/tasks/run-application/configure-pdb/"
_UNHEALTHY: Final = f"{_BUDGETS}#unhealthy-pod-eviction-policy"
_ROLLOUT: Final = "https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#rolling-update-deployment"
_DRAIN: Final = "https://kubernetes.io/docs/tasks/administer-cluster/safely-drain-node/"


def _missing(evidence: Evidence) -> Iterator[Weakness]:
    if evidence.unrendered:
        return  # the budget may be in what is not rendered
    doubtful = {each.subject for each in evidence.model.unknowns}
    for workload in evidence.needed_workloads():
        # The budgets of EKS's own addons are EKS's, and one that is refused is written.
        if workload.origin is Origin.AWS or workload.key in doubtful:
            continue
        if workload.replicas > 1 and not workload.budget:
            yield weakness_of(
                evidence,
                OfWorkload(key=workload.key, aspect=Aspect.BUDGET),
                problem="has no disruption budget",
                why="Drains of several nodes evict all its pods at once",
                remedy="give it a budget that leaves one pod or more ready",
            )


def _budgeted(evidence: Evidence) -> Iterator[tuple[Workload, Budget]]:
    for workload in evidence.model.workloads:
        if workload.budget and workload.replicas and not workload.every_node:
            yield workload, workload.budget


def _blocks(evidence: Evidence) -> Iterator[Weakness]:
    for workload, budget in _budgeted(evidence):
        if budget.least >= workload.replicas:
            yield weakness_of(
                evidence,
                OfWorkload(key=workload.key, aspect=Aspect.BUDGET),
                problem=f"its budget wants {budget.least} of {workload.replicas} pods ready, so"
                " that none may ever be evicted",
                why="Drains for updates of nodes wait until they are forced, and then pods end"
                " without notice",
                remedy="let the budget leave at least one pod out",
                explains=True,
            )


def _empty(evidence: Evidence) -> Iterator[Weakness]:
    for workload, budget in _budgeted(evidence):
        if budget.least == 0 and workload.key in evidence.needed and workload.replicas > 1:
            yield weakness_of(
                evidence,
                OfWorkload(key=workload.key, aspect=Aspect.BUDGET),
                problem="its budget allows all its pods to be evicted at once",
                why="It protects nothing when several nodes are drained",
                remedy="let the budget keep one pod or more ready",
            )


def _keeps_unhealthy(evidence: Evidence) -> Iterator[Weakness]:
    for workload, budget in _budgeted(evidence):
        if not budget.evicts_unhealthy and workload.origin is not Origin.AWS:
            yield weakness_of(
                evidence,
                OfWorkload(key=workload.key, aspect=Aspect.BUDGET),
                problem="its budget keeps pods that are not ready from being evicted",
                why="A pod that never becomes ready holds up the drain of its node",
                remedy="write `unhealthyPodEvictionPolicy: AlwaysAllow`",
            )


def _below_budget(evidence: Evidence) -> Iterator[Weakness]:
    for workload in evidence.needed_workloads():
        left = workload.replicas - workload.max_unavailable
        if workload.kind != "Deployment" or workload.replicas <= 1 or workload.origin is Origin.AWS:
            continue
        if left < workload.least or left < 1:
            yield weakness_of(
                evidence,
                OfWorkload(key=workload.key, aspect=Aspect.ROLLOUT),
                problem=f"a rollout may leave {max(left, 0)} of {workload.replicas} pods ready,"
                f" fewer than the {workload.least} of its budget",
                why="A rollout does not ask the budget, and takes more pods than a drain may",
                remedy="write `maxUnavailable: 0`, and a `maxSurge` of one or more",
            )


RULES: Final = (
    Rule(
        id="disruption-budget-missing",
        severity=Severity.MEDIUM,
        title="A workload that has to survive has no disruption budget",
        example="NGINX runs without the release that gives it a budget.",
        source=_BUDGETS,
        find=_missing,
    ),
    Rule(
        id="disruption-budget-blocks-drains",
        severity=Severity.HIGH,
        title="A disruption budget allows no pod to be evicted",
        example="`minAvailable: 3` of three pods.",
        source=_DRAIN,
        find=_blocks,
        yields_to=("one-replica", "webhook-fails-closed"),
    ),
    Rule(
        id="disruption-budget-allows-all",
        severity=Severity.MEDIUM,
        title="A disruption budget allows all pods to be evicted at once",
        example="`minAvailable: 0`, or `maxUnavailable: 100%`.",
        source=_BUDGETS,
        find=_empty,
    ),
    Rule(
        id="disruption-budget-keeps-unhealthy-pods",
        severity=Severity.LOW,
        title="A disruption budget protects pods that are not ready",
        example="A budget lacks `unhealthyPodEvictionPolicy: AlwaysAllow`.",
        source=_UNHEALTHY,
        find=_keeps_unhealthy,
        yields_to=("disruption-budget-blocks-drains",),
    ),
    Rule(
        id="rollout-below-budget",
        severity=Severity.MEDIUM,
        title="A rollout takes more pods away than the budget allows",
        example="`maxUnavailable: 2` of three pods whose budget wants two.",
        source=_ROLLOUT,
        find=_below_budget,
    ),
)
