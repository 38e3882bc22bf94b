"""Rules about the number of pods, and whether they stand apart."""

from collections.abc import Iterator
from typing import Final

from resilience.causes.places import Aspect, OfWorkload
from resilience.findings import Severity
from resilience.model.pods import HOST_LABEL, ZONE_LABEL, Workload
from resilience.rules.evidence import Evidence
from resilience.rules.rule import Rule, Weakness

_SPREAD: Final = (
    "https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/"
)
_REPLICAS: Final = "https://docs.aws.amazon.com/eks/latest/best-practices/application.html"
_TAINTS: Final = "https://github.com/kubernetes/enhancements/tree/master/keps/sig-scheduling/3094-pod-topology-spread-considering-taints"
_AWAY: Final = "https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/"
_PRIORITY: Final = (
    "https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/"
)
_UNREACHABLE: Final = "node.kubernetes.io/unreachable"
DEFAULT_SECONDS: Final = 300
"""Seconds that Kubernetes lets a pod stay on an unreachable node where its manifest says nothing:
https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#defaulttolerationseconds"""


def _weakness(
    evidence: Evidence, place: OfWorkload, *, problem: str, why: str, remedy: str
) -> Weakness:
    paths = evidence.needed[place.key]
    workload = evidence.model.workload(place.key)
    return Weakness(
        subject=place.key,
        problem=problem,
        why=why,
        remedy=remedy,
        places=(place,),
        path=paths[0].name,
        resources=(f"k8s:{workload.release}",) if workload else (),
    )


def _one_replica(evidence: Evidence) -> Iterator[Weakness]:
    for workload in evidence.needed_workloads():
        if workload.replicas == 1:
            paths = ", ".join(path.name for path in evidence.needed[workload.key])
            yield _weakness(
                evidence,
                OfWorkload(key=workload.key, aspect=Aspect.REPLICAS),
                problem="has one pod, on which paths rest that have to survive",
                why="With its node, or at its eviction, these stop until another has started:"
                f" {paths}",
                remedy="give it a replica in each zone, or two with a disruption budget",
            )


def _several(evidence: Evidence) -> Iterator[Workload]:
    return (each for each in evidence.needed_workloads() if each.replicas > 1)


def _zone_spreads(workload: Workload) -> list[bool]:
    """Return of each constraint over the zones whether it is hard."""
    spreads = [each.hard for each in workload.spreads if each.key == ZONE_LABEL]
    spreads += [True for key in workload.apart if key == ZONE_LABEL]
    return spreads + [False for key in workload.prefers_apart if key == ZONE_LABEL]


def _unspread(evidence: Evidence) -> Iterator[Weakness]:
    for workload in _several(evidence):
        if not _zone_spreads(workload):
            yield _weakness(
                evidence,
                OfWorkload(key=workload.key, aspect=Aspect.SPREAD),
                problem="nothing spreads its pods over the zones",
                why="All of them may stand in one zone, and are lost with it",
                remedy="add a topology spread constraint over topology.kubernetes.io/zone",
            )


def _soft(evidence: Evidence) -> Iterator[Weakness]:
    for workload in _several(evidence):
        spreads = _zone_spreads(workload)
        if evidence.takes_requests(workload) and spreads and not any(spreads):
            yield _weakness(
                evidence,
                OfWorkload(key=workload.key, aspect=Aspect.SPREAD),
                problem="its pods only prefer to stand in several zones",
                why="Where nodes of one zone have more room, most of them come to stand there, and"
                " are lost with it",
                remedy="write `DoNotSchedule` for the constraint over the zones",
            )


def _counts_lost_zones(evidence: Evidence) -> Iterator[Weakness]:
    for workload in _several(evidence):
        hard = [each for each in workload.spreads if each.hard and each.key == ZONE_LABEL]
        if any(not each.honors_taints for each in hard):
            yield _weakness(
                evidence,
                OfWorkload(key=workload.key, aspect=Aspect.SPREAD),
                problem="its spread counts zones whose nodes are tainted",
                why="While a zone is unreachable it holds no ready pod of it and still counts as"
                " the emptiest, so that replacements wait",
                remedy="write `nodeTaintsPolicy: Honor` in the constraint",
            )


def _hosts(evidence: Evidence) -> Iterator[Weakness]:
    zones = len({zone for group in evidence.model.groups for zone in group.zones})
    for workload in _several(evidence):
        told = {*workload.apart, *workload.prefers_apart, *(each.key for each in workload.spreads)}
        one_each = any(_zone_spreads(workload)) and workload.replicas <= zones
        if HOST_LABEL not in told and not one_each and evidence.takes_requests(workload):
            yield _weakness(
                evidence,
                OfWorkload(key=workload.key, aspect=Aspect.APART),
                problem=f"its {workload.replicas} pods may share nodes",
                why="A node takes several of them along, and a drain evicts them one by one",
                remedy="prefer nodes without another of its pods, by anti-affinity over"
                " kubernetes.io/hostname",
            )


def _stays(evidence: Evidence) -> Iterator[Weakness]:
    for workload in evidence.needed_workloads():
        if workload.kind != "Deployment" or not evidence.takes_requests(workload):
            continue
        seconds = _seconds(workload)
        if seconds is None or seconds >= DEFAULT_SECONDS:
            stay = "for ever" if seconds is None else f"for {seconds} seconds"
            yield _weakness(
                evidence,
                OfWorkload(key=workload.key, aspect=Aspect.TOLERATIONS),
                problem=f"its pods stay on an unreachable node {stay}",
                why="Until then nothing replaces them, and those left carry the load alone",
                remedy=f"tolerate {_UNREACHABLE} for 60 seconds",
            )


def _seconds(workload: Workload) -> int | None:
    """Return the seconds for which pods stay on an unreachable node; None for ever."""
    told = [
        each.seconds
        for each in workload.tolerations
        if each.key in (None, _UNREACHABLE) and each.effect in (None, "NoExecute")
    ]
    limits = [seconds for seconds in told if seconds is not None]
    if not told:
        return DEFAULT_SECONDS
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
            yield _weakness(
                evidence,
                OfWorkload(key=workload.key, aspect=Aspect.PRIORITY),
                problem=f"its priority {workload.priority} is not above that of applications",
                why="Where room is short after a failure, it waits behind what depends on it",
                remedy="give it the class platform-critical or platform-infrastructure",
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
        id="zone-spread-missing",
        severity=Severity.HIGH,
        title="Nothing spreads a workload's pods over the zones",
        example="metrics-server has no `topologySpreadConstraints`.",
        source=_SPREAD,
        find=_unspread,
    ),
    Rule(
        id="zone-spread-soft",
        severity=Severity.MEDIUM,
        title="Pods that take requests only prefer to stand in several zones",
        example="`zoneSpread: ScheduleAnyway` of an application.",
        source=_SPREAD,
        find=_soft,
    ),
    Rule(
        id="zone-spread-counts-lost-zones",
        severity=Severity.MEDIUM,
        title="A hard spread counts zones whose nodes are unreachable",
        example="A constraint with `DoNotSchedule` lacks `nodeTaintsPolicy: Honor`.",
        source=_TAINTS,
        find=_counts_lost_zones,
    ),
    Rule(
        id="pods-share-nodes",
        severity=Severity.LOW,
        title="Pods that take requests may share nodes though there are others",
        example="An application has six pods and no preference for nodes apart.",
        source=_REPLICAS,
        find=_hosts,
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
)
