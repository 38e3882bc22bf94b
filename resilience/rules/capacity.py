"""Rules over capacities: whether pods find room, before and after failures, drains and rollouts."""

from collections.abc import Iterator
from typing import Final

from resilience.causes.places import Aspect, OfWorkload
from resilience.domains import Domain, DomainKind, Mode
from resilience.evidence import Evidence
from resilience.findings import Severity
from resilience.model.pods import Workload
from resilience.placement.before import placed
from resilience.placement.drains import COMES_BACK, drains, rollouts
from resilience.placement.reasons import NO_NODES, NOT_APART, NOT_SELECTED, NOT_SPREAD, TAINTED
from resilience.rules.rule import Rule, Stage, Weakness

_BUDGETS: Final = "https://kubernetes.io/docs/tasks/run-application/configure-pdb/"
_SCHEDULER: Final = "https://kubernetes.io/docs/concepts/scheduling-eviction/kube-scheduler/"
_DRAIN: Final = "https://kubernetes.io/docs/tasks/administer-cluster/safely-drain-node/"
_ROLLOUT: Final = (
    "https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#failed-deployment"
)

_BY_REASON: Final = {
    NO_NODES: Aspect.NODES,
    NOT_SELECTED: Aspect.NODES,
    NOT_SPREAD: Aspect.SPREAD,
    NOT_APART: Aspect.APART,
    TAINTED: Aspect.TOLERATIONS,
}
"""The aspect of a workload that is to blame, by the scheduler's words; others are about room."""


def _unmet(evidence: Evidence) -> Iterator[Weakness]:
    """Budgets that want more pods than a lost zone leaves."""
    seen: set[str] = set()
    for capacity in evidence.analysis.capacities:
        domain = capacity.domain
        if domain.kind is not DomainKind.ZONE or domain.mode is not Mode.LOST:
            continue
        for workload in evidence.needed_workloads():
            key = workload.key
            ready = None if key in seen | evidence.explained else capacity.ready.get(key)
            if ready and 0 < ready.at_once < ready.least < ready.before:
                seen.add(key)
                yield Weakness(
                    subject=key,
                    problem=f"its budget wants {ready.least} of {ready.before} pods ready, and"
                    f" without {domain.name} {ready.at_once} are",
                    why="What it counts as its least is not there until pods have started"
                    " elsewhere, and no drain can proceed meanwhile",
                    remedy="let the budget keep what a lost zone leaves, or add pods",
                    places=(OfWorkload(key=key, aspect=Aspect.BUDGET),),
                    path=evidence.needed[key][0].name,
                    domain=str(domain),
                    resources=(workload.resource,),
                    explains=frozenset({key}),
                )


def _wait(evidence: Evidence) -> Iterator[Weakness]:
    """Pods that find no place when all is well, or that never come back after a failure."""
    for key, (domain, waits) in _waiting(evidence).items():
        workload = evidence.model.workload(key)
        groups = evidence.groups_of(workload) if workload else ()
        known = {key, *(group.address for group in groups)}
        if workload and evidence.explained.isdisjoint(known):
            yield Weakness(
                subject=key,
                problem=_waits(workload, domain),
                why=waits or "No node has room for them",
                remedy=_remedy(waits),
                places=(OfWorkload(key=key, aspect=_BY_REASON.get(waits, Aspect.REQUESTS)),),
                domain=domain,
                resources=(workload.resource,),
                explains=frozenset({key, *(group.address for group in groups)}),
            )


def _waits(workload: Workload, domain: str) -> str:
    if workload.every_node:
        return f"nodes that are to have its pod lack it {domain}"
    return f"some of its {workload.replicas} pods wait {domain}"


def _remedy(waits: str) -> str:
    if waits in _BY_REASON:
        return f"let its {_BY_REASON[waits]} suit nodes that are there"
    return "raise the maximum of its node group, or let its pods ask for less"


def _waiting(evidence: Evidence) -> dict[str, tuple[str, str]]:
    """Return for each workload whose pods wait for ever when that is, and why."""
    waiting = placed(evidence.model).waiting
    # The autoscaler starts nodes where it may: these have more pods in the end.
    coming = _coming(evidence) if waiting else frozenset()
    found = {
        each.workload: ("when all is well", each.reason)
        for each in waiting
        if each.workload not in coming
    }
    wanted = {each.key: each.replicas for each in evidence.model.workloads}
    # A volume of EBS is in one zone, and so is its pod until that zone returns.
    staying = {each.key for each in evidence.model.workloads if each.zonal_volumes}
    for capacity in evidence.analysis.capacities:
        for key, ready in capacity.ready.items() if _counts(capacity.domain) else ():
            if ready.with_new_nodes < wanted[key] and key not in staying:
                found.setdefault(key, (f"when {capacity.domain}", ready.waits))
    return found


def _coming(evidence: Evidence) -> frozenset[str]:
    return frozenset(each.workload for each in rollouts(evidence.model) if each.proceeds)


def _counts(domain: Domain) -> bool:
    """Return whether pods have to find a place again after a failure.

    A stateful pod on an unreachable node waits for the node by Kubernetes's own rules, and so do
    pods while a zone is full or shifted away.
    """
    return domain.mode is Mode.LOST and domain.kind not in (
        DomainKind.REGION,
        DomainKind.NODE_GROUP,
    )


def _undrained(evidence: Evidence) -> Iterator[Weakness]:
    seen: set[str] = set()
    for drain in drains(evidence.model):
        for obstacle in drain.obstacles:
            key = obstacle.workload
            workload = evidence.model.workload(key)
            groups = evidence.groups_of(workload) if workload else ()
            known = {key, *(group.address for group in groups)}
            if key in seen or not evidence.explained.isdisjoint(known):
                continue
            seen.add(key)
            yield Weakness(
                subject=key,
                problem=f"its pods keep node {drain.node} from being drained",
                why=obstacle.reason,
                remedy="let its budget leave one pod out, and its pods find room on other nodes",
                places=(OfWorkload(key=key, aspect=_in_the_way(obstacle.reason)),),
                domain=f"node {drain.node} is drained",
                resources=(workload.resource,) if workload else (),
            )


def _in_the_way(reason: str) -> Aspect:
    """Return what of a workload keeps a node from being drained."""
    if reason == COMES_BACK:
        return Aspect.TOLERATIONS
    return (
        Aspect.BUDGET if reason.startswith("budget ") else _BY_REASON.get(reason, Aspect.REQUESTS)
    )


def _stuck(evidence: Evidence) -> Iterator[Weakness]:
    for rollout in rollouts(evidence.model):
        if not rollout.proceeds and rollout.workload not in evidence.explained:
            workload = evidence.model.workload(rollout.workload)
            yield Weakness(
                subject=rollout.workload,
                problem="its next rollout cannot begin",
                why=rollout.waits or "No new pod finds a node, and none may be taken away first",
                remedy="leave room for one more pod, or allow one to be missing",
                places=(OfWorkload(key=rollout.workload, aspect=Aspect.ROLLOUT),),
                resources=(workload.resource,) if workload else (),
            )


RULES: Final = (
    Rule(
        id="disruption-budget-unmet",
        severity=Severity.HIGH,
        title="A lost zone leaves fewer pods than a budget wants",
        example="`minAvailable: 5` of six pods over three zones.",
        source=_BUDGETS,
        find=_unmet,
        stage=Stage.CAPACITY,
    ),
    Rule(
        id="pods-without-room",
        severity=Severity.HIGH,
        title="Pods find no node, before or after a failure",
        example="Requests of an application exceed what the nodes of two zones hold.",
        source=_SCHEDULER,
        find=_wait,
        stage=Stage.CAPACITY,
    ),
    Rule(
        id="drain-blocked",
        severity=Severity.HIGH,
        title="A node cannot be drained",
        example="A pod that is evicted finds no other node.",
        source=_DRAIN,
        find=_undrained,
        stage=Stage.CAPACITY,
        yields_to=("pods-without-room",),
    ),
    Rule(
        id="rollout-blocked",
        severity=Severity.MEDIUM,
        title="A rollout cannot begin",
        example="`maxUnavailable: 0` and no room for one more pod.",
        source=_ROLLOUT,
        find=_stuck,
        stage=Stage.CAPACITY,
        yields_to=("pods-without-room", "drain-blocked"),
    ),
)
