"""Rules about the number of pods, how long they stay on lost nodes, and their priority."""

from collections.abc import Iterator
from typing import Final

from resilience.causes.places import Aspect, OfWorkload
from resilience.evidence import Evidence
from resilience.findings import Severity
from resilience.model.pods import LOST_NODE_SECONDS, UNREACHABLE, Workload
from resilience.rules.needed import weakness_of
from resilience.rules.rule import Rule, Weakness

_REPLICAS: Final = "https://docs.aws.amazon.com/eks/latest/best-practices/application.html"
_AWAY: Final = "https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/"
_PRIORITY: Final = (
    "https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/"
)
_FAILURES: Final = (
    "https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-failure-policy"
)


def _one_replica(evidence: Evidence) -> Iterator[Weakness]:
    for workload in evidence.needed_workloads():
        if workload.replicas == 1:
            paths = ", ".join(path.name for path in evidence.needed[workload.key])
            yield weakness_of(
                evidence,
                OfWorkload(key=workload.key, aspect=Aspect.REPLICAS),
                problem="has one pod, on which paths rest that have to survive",
                why="With its node, or at its eviction, these stop until another has started:"
                f" {paths}",
                remedy="give it a replica in each zone, or two with a disruption budget",
                explains=True,
            )


def _stays(evidence: Evidence) -> Iterator[Weakness]:
    for workload in evidence.needed_workloads():
        if workload.kind != "Deployment" or not evidence.takes_requests(workload):
            continue
        seconds = _seconds(workload)
        if seconds is None or seconds >= LOST_NODE_SECONDS:
            stay = "for ever" if seconds is None else f"for {seconds} seconds"
            yield weakness_of(
                evidence,
                OfWorkload(key=workload.key, aspect=Aspect.TOLERATIONS),
                problem=f"its pods stay on an unreachable node {stay}",
                why="Until then nothing replaces them, and those left carry the load alone",
                remedy=f"tolerate {UNREACHABLE} for 60 seconds",
            )


def _seconds(workload: Workload) -> int | None:
    """Return the seconds for which pods stay on an unreachable node; None for ever."""
    told = [
        each.seconds
        for each in workload.tolerations
        if each.key in (None, UNREACHABLE) and each.effect in (None, "NoExecute")
    ]
    limits = [seconds for seconds in told if seconds is not None]
    if not told:
        return LOST_NODE_SECONDS
    # https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/: the shortest
    return min(limits) if limits else None


def _unimportant(evidence: Evidence) -> Iterator[Weakness]:
    applications = {path.application for path in evidence.analysis.paths} - {None}
    most = max(
        (each.priority for each in evidence.model.workloads if each.namespace in applications),
        default=0,
    )
    for workload in evidence.needed_workloads():
        if workload.namespace not in applications and workload.priority <= most:
            yield weakness_of(
                evidence,
                OfWorkload(key=workload.key, aspect=Aspect.PRIORITY),
                problem=f"its priority {workload.priority} is not above that of applications",
                why="Where room is short after a failure, it waits behind what depends on it",
                remedy="give it the class platform-critical or platform-infrastructure",
            )


def _lost_runs(evidence: Evidence) -> Iterator[Weakness]:
    for workload in evidence.model.workloads:
        if workload.lost_with_node:
            yield weakness_of(
                evidence,
                OfWorkload(key=workload.key, aspect=Aspect.RETRIES),
                problem="a run that its node takes along is not made again",
                why="With `backoffLimit: 0` a drained or lost node counts as its failure, and what"
                " it was to do is not done",
                remedy="let `podFailurePolicy` ignore the condition DisruptionTarget, or give"
                " `backoffLimit` a number",
            )


RULES: Final = (
    Rule(
        id="one-replica",
        severity=Severity.HIGH,
        title="A workload that has to survive has one pod",
        example="The load balancer controller has `replicaCount: 1`.",
        source=_REPLICAS,
        find=_one_replica,
        yields_to=("webhook-fails-closed",),
    ),
    Rule(
        id="unreachable-node-tolerated-long",
        severity=Severity.MEDIUM,
        title="Pods stay long on a node that nobody reaches",
        example="NGINX lacks a toleration with `tolerationSeconds: 60`, so that 300 count.",
        source=_AWAY,
        find=_stays,
    ),
    Rule(
        id="priority-not-above-applications",
        severity=Severity.MEDIUM,
        title="A controller has no higher priority than the applications",
        example="The cluster autoscaler has no priority class.",
        source=_PRIORITY,
        find=_unimportant,
    ),
    Rule(
        id="run-lost-with-its-node",
        severity=Severity.MEDIUM,
        title="A Job's run that a node takes along is not made again",
        example="A CronJob has `backoffLimit: 0` and no `podFailurePolicy`.",
        source=_FAILURES,
        find=_lost_runs,
    ),
)
