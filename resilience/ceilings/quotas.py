"""Ceilings that AWS sets for every account: its default quotas."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Final

from config.room import Room
from resilience.causes.places import Aspect, OfWorkload, Place, Setting
from resilience.ceiling import Ceiling
from resilience.evidence import Evidence
from resilience.model.pods import Workload
from terraform_json.order import Part

TARGETS: Final = 1000
RULES: Final = 60
ADDRESSES: Final = 5


def targets(evidence: Evidence) -> Iterator[Ceiling]:
    """Yield the most pods behind each load balancer."""
    for ingress in evidence.all("kubernetes_ingress_v1"):
        namespace = ingress.at("metadata", "namespace")
        for workload in evidence.model.workloads:
            if workload.namespace == namespace and workload.kind == "Deployment":
                yield Ceiling(
                    rule="targets-exceed-load-balancer",
                    subject=workload.key,
                    title="targets of the load balancer",
                    needed=workload.max_replicas,
                    limit=TARGETS,
                    arithmetic=f"each of its most pods is a target: {workload.max_replicas:,}; a"
                    f" load balancer takes {TARGETS:,}",
                    remedy="lower its most pods",
                    places=(OfWorkload(key=workload.key, aspect=Aspect.MAX_REPLICAS),),
                    explains=frozenset({workload.key}),
                )


def namespaces(evidence: Evidence) -> Iterator[Ceiling]:
    """Yield what the most pods of each namespace take, in a rollout, against its quota."""
    by_namespace: dict[str, list[tuple[Workload, Room]]] = defaultdict(list)
    for each in evidence.model.workloads:
        most = each.each * (each.max_replicas + each.most_surge)
        by_namespace[each.namespace].append((each, most))
    for quota in evidence.model.quotas:
        figures = {each.key: quota.of(most) for each, most in by_namespace[quota.namespace]}
        if not figures:
            continue
        told = " + ".join(f"{key} {figure:,}" for key, figure in figures.items())
        largest = max(figures, key=lambda key: figures[key])
        yield Ceiling(
            rule="pods-exceed-quota",
            subject=f"{quota.part.stack}:{quota.part.address}",
            title=f"{quota.unit} of the namespace {quota.namespace} at its most pods",
            needed=sum(figures.values()),
            limit=quota.limit,
            arithmetic=f"{told}, with the pods that a rollout adds; the quota allows"
            f" {quota.limit:,}",
            remedy="raise the quota, or lower maxReplicas",
            places=(OfWorkload(key=largest, aspect=Aspect.MAX_REPLICAS),),
            explains=frozenset(figures),
        )


def rules(evidence: Evidence) -> Iterator[Ceiling]:
    """Yield the rules of each security group, those in and those out by themselves."""
    for direction in ("ingress", "egress"):
        counted: Counter[Part] = Counter()
        last: dict[Part, Place] = {}
        for rule in evidence.all(f"aws_vpc_security_group_{direction}_rule"):
            for group in evidence.led_to(rule, "security_group_id"):
                counted[group] += 1
                last[group] = rule.place()
        for group, count in sorted(counted.items()):
            yield Ceiling(
                rule="rules-exceed-security-group",
                subject=f"{group.stack}:{group.address}",
                title=f"{direction} rules of the security group",
                needed=count,
                limit=RULES,
                arithmetic=f"{count} resources are rules of it; by default a group has {RULES}",
                remedy="join networks, or use a prefix list",
                places=(last[group],),
            )


def elastic_addresses(evidence: Evidence) -> Iterator[Ceiling]:
    """Yield the Elastic IP addresses of the platform."""
    found = evidence.all("aws_eip")
    if found:
        yield Ceiling(
            rule="addresses-exceed-quota",
            subject=found[-1].part.stack + ":aws_eip",
            title="Elastic IP addresses",
            needed=len(found),
            limit=ADDRESSES,
            arithmetic=f"{len(found)} in the stacks; a region gives {ADDRESSES} by default",
            remedy="ask AWS for a higher quota, and say so by accepting the finding",
            places=(
                found[-1].place(),
                Setting(path=("network", "nat_gateways")),
            ),
        )
