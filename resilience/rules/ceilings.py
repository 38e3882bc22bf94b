"""Rules over ceilings: each reports the figures of its kind that are above their limit."""

from collections.abc import Callable, Iterator
from typing import Final

from resilience.ceiling import READ_ON, SOURCES
from resilience.evidence import Evidence
from resilience.findings import Severity
from resilience.rules.rule import Rule, Stage, Weakness


def _above(rule: str) -> Callable[[Evidence], Iterator[Weakness]]:
    """Return what finds the ceilings of a rule that are reached too early."""

    def find(evidence: Evidence) -> Iterator[Weakness]:
        explained = evidence.explained
        for ceiling in evidence.ceilings:
            known = {ceiling.subject, *ceiling.explains}
            if ceiling.rule == rule and ceiling.holds is False and known.isdisjoint(explained):
                yield Weakness(
                    subject=ceiling.subject,
                    problem=f"{ceiling.title}: {ceiling.needed:,}, and the limit is"
                    f" {ceiling.limit:,}",
                    why=f"{ceiling.arithmetic} ({ceiling.source}, read on {READ_ON})",
                    remedy=ceiling.remedy,
                    places=ceiling.places,
                    explains=ceiling.explains,
                )

    return find


def _rule(id_: str, severity: Severity, title: str, example: str) -> Rule:
    # Of what has a room of its own, another rule may know more.
    stage = Stage.OUTCOMES if id_ == "replicas-exceed-nodes" else Stage.DIRECT
    return Rule(
        id=id_,
        severity=severity,
        title=title,
        example=example,
        source=SOURCES[id_],
        find=_above(id_),
        stage=stage,
    )


RULES: Final = (
    _rule(
        "connections-exceed-database",
        Severity.HIGH,
        "All pods together open more connections than an instance admits",
        "100 pods with 10 connections each on db.t4g.medium, which admits 450.",
    ),
    _rule(
        "request-never-fits",
        Severity.HIGH,
        "A pod asks for more than an empty node has",
        "`requests: {memory: 16Gi}` on nodes with 6 GiB for pods.",
    ),
    _rule(
        "replicas-exceed-nodes",
        Severity.MEDIUM,
        "A workload's most pods need more nodes than its group may have",
        "`maxReplicas: 100` of pods that ask for a core, on 10 nodes with two cores.",
    ),
    _rule(
        "nodes-exceed-subnet",
        Severity.MEDIUM,
        "A zone's most nodes need more addresses than its subnet has",
        "Ten nodes of 110 pods in a subnet of a /24.",
    ),
    _rule(
        "targets-exceed-load-balancer",
        Severity.MEDIUM,
        "NGINX's most pods are more targets than a load balancer takes",
        "`maxReplicas: 1500` of NGINX.",
    ),
    _rule(
        "pods-exceed-quota",
        Severity.MEDIUM,
        "A namespace's most pods are more than its quota allows",
        "`maxReplicas: 400` of an application whose quota is 200 pods.",
    ),
    _rule(
        "rules-exceed-security-group",
        Severity.MEDIUM,
        "A security group has more rules than AWS allows by default",
        "A rule for each of 70 networks.",
    ),
    _rule(
        "addresses-exceed-quota",
        Severity.MEDIUM,
        "The platform has more Elastic IP addresses than a region allows by default",
        "Six NAT gateways.",
    ),
    _rule(
        "vcpus-exceed-quota",
        Severity.MEDIUM,
        "All nodes at their most have more vCPUs than the account may run",
        "Thirty nodes of two vCPUs, and `resilience.vcpu_quota: 32`.",
    ),
    _rule(
        "readers-exceed-cluster",
        Severity.MEDIUM,
        "Autoscaling may ask for more readers than a cluster has",
        "`max_capacity = 16` of the readers' autoscaling.",
    ),
)
