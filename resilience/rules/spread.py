"""Rules about whether the pods of a workload stand apart."""

from collections.abc import Iterator
from typing import Final

from resilience.causes.places import Aspect, OfWorkload
from resilience.evidence import Evidence
from resilience.findings import Severity
from resilience.model.pods import HOST_LABEL, ZONE_LABEL, Workload
from resilience.rules.needed import weakness_of
from resilience.rules.rule import Rule, Weakness

_SPREAD: Final = (
    "https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/"
)
_REPLICAS: Final = "https://docs.aws.amazon.com/eks/latest/best-practices/application.html"
_TAINTS: Final = "https://github.com/kubernetes/enhancements/tree/master/keps/sig-scheduling/3094-pod-topology-spread-considering-taints"


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
            yield weakness_of(
                evidence,
                OfWorkload(key=workload.key, aspect=Aspect.SPREAD),
                problem="nothing spreads its pods over the zones",
                why="All of them may stand in one zone, and are lost with it",
                remedy="add a topology spread constraint over topology.kubernetes.io/zone",
                explains=True,
            )


def _soft(evidence: Evidence) -> Iterator[Weakness]:
    for workload in _several(evidence):
        spreads = _zone_spreads(workload)
        if evidence.takes_requests(workload) and spreads and not any(spreads):
            yield weakness_of(
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
            yield weakness_of(
                evidence,
                OfWorkload(key=workload.key, aspect=Aspect.SPREAD),
                problem="its spread counts zones whose nodes are tainted",
                why="While a zone is unreachable it holds no ready pod of it and still counts as"
                " the emptiest, so that replacements wait",
                remedy="write `nodeTaintsPolicy: Honor` in the constraint",
            )


def _hosts(evidence: Evidence) -> Iterator[Weakness]:
    zones = len({zone for group in evidence.groups for zone in group.zones})
    for workload in _several(evidence):
        told = {*workload.apart, *workload.prefers_apart, *(each.key for each in workload.spreads)}
        one_each = any(_zone_spreads(workload)) and workload.replicas <= zones
        if HOST_LABEL not in told and not one_each and evidence.takes_requests(workload):
            yield weakness_of(
                evidence,
                OfWorkload(key=workload.key, aspect=Aspect.APART),
                problem=f"its {workload.replicas} pods may share nodes",
                why="A node takes several of them along, and a drain evicts them one by one",
                remedy="prefer nodes without another of its pods, by anti-affinity over"
                " kubernetes.io/hostname",
            )


RULES: Final = (
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
        yields_to=("zone-spread-soft", "zone-spread-missing"),
    ),
)
