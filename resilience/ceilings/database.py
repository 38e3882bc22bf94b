"""Ceilings of the database: connections of all pods, and readers."""

from collections.abc import Iterator, Mapping
from typing import Final

from config.aws.aurora import INSTANCE_CLASSES, MAX_READERS, SERVERLESS, ServerlessSize
from resilience.causes.places import Aspect, OfApplication, OfWorkload, Setting
from resilience.ceiling import Ceiling
from resilience.evidence import Evidence, Resource
from resilience.model.pods import ENDING, REPLICATED, Workload

RESERVED: Final = 3
"""Connections that PostgreSQL keeps for superusers:
https://www.postgresql.org/docs/17/runtime-config-connection.html#GUC-SUPERUSER-RESERVED-CONNECTIONS"""
_OUTPUT: Final = "application_connections_per_pod"


def connections(evidence: Evidence) -> Iterator[Ceiling]:
    """Yield the connections of all applications' most pods, against the smallest instance.

    A rollout at that time starts pods before it ends others, and all of them are connected.
    All of them lead to the writer, which any instance may become when a zone is lost.
    """
    pools = _pools(evidence)
    for cluster in evidence.all("aws_rds_cluster"):
        sizes = {each: _admitted(cluster, each) for each in _instances(evidence, cluster)}
        known = {each: size for each, size in sizes.items() if size is not None}
        if not pools or not known or len(known) < len(sizes):
            continue
        smallest = min(known, key=lambda each: known[each])
        most = {
            name: sum(w.max_replicas + w.most_surge for w in pods) * pool
            for name, (pool, pods) in pools.items()
        }
        first = max(most, key=lambda name: most[name])
        told = " + ".join(
            f"{_name(name, w)} {_pods(w)} x {pool}"
            for name, (pool, pods) in pools.items()
            for w in pods
        )
        yield Ceiling(
            rule="connections-exceed-database",
            subject=cluster.name,
            title="connections of all applications at their most pods, in a rollout",
            needed=sum(most.values()),
            limit=known[smallest] - RESERVED,
            arithmetic=f"{told} = {sum(most.values()):,}; {smallest} admits"
            f" LEAST(DBInstanceClassMemory/9531392, 5000) = {known[smallest]:,}, of which"
            f" PostgreSQL keeps {RESERVED}",
            remedy=f"lower maxReplicas or connections_per_pod of {first}, or take a larger"
            " instance_class",
            places=(
                OfApplication(application=first, path=("database", "connections_per_pod")),
                OfWorkload(key=pools[first][1][0].key, aspect=Aspect.MAX_REPLICAS),
            ),
        )


def _name(application: str, workload: Workload) -> str:
    """Return what pods are called: those of a schedule by their own name."""
    return workload.name if workload.kind in ENDING else application


def _pods(workload: Workload) -> str:
    """Return the most pods in words, with those that a rollout adds."""
    most, surge = workload.max_replicas, workload.most_surge
    return f"({most} + {surge} of a rollout)" if surge else str(most)


def _pools(evidence: Evidence) -> dict[str, tuple[int, list[Workload]]]:
    """Return for each application the connections of one pod, and its workloads.

    Those that run on come first; a run of a schedule is connected as well.
    """
    found = {}
    for name, pool in _stated(evidence).items():
        own = [each for each in evidence.model.workloads if each.namespace == name]
        lasting = [each for each in own if each.kind in REPLICATED]
        ending = [each for each in own if each.kind in ENDING]
        if lasting or ending:
            found[name] = (int(pool), lasting + ending)
    return found


def _stated(evidence: Evidence) -> Mapping[str, str]:
    for stack in evidence.model.stacks.values():
        value = stack.get("output", {}).get(_OUTPUT, {}).get("value")
        if isinstance(value, dict):
            return value
    return {}


def _instances(evidence: Evidence, cluster: Resource) -> list[str]:
    """Return the classes of a cluster's instances, each once."""
    return sorted(
        {
            str(each.at("instance_class"))
            for each in evidence.all("aws_rds_cluster_instance")
            if cluster.part in evidence.led_to(each, "cluster_identifier")
        }
    )


def _admitted(cluster: Resource, name: str) -> int | None:
    """Return the connections that an instance of a class admits; None if it is not known."""
    if name != SERVERLESS:
        known = INSTANCE_CLASSES.get(name)
        return known.max_connections if known else None
    least = cluster.at("serverlessv2_scaling_configuration", "min_capacity")
    most = cluster.at("serverlessv2_scaling_configuration", "max_capacity")
    if isinstance(least, int | float) and isinstance(most, int | float):
        return ServerlessSize.of(least, most).max_connections
    return None


def readers(evidence: Evidence) -> Iterator[Ceiling]:
    """Yield the most readers of autoscaling, against what a cluster may have."""
    for target in evidence.all("aws_appautoscaling_target"):
        most = target.at("max_capacity")
        if target.at("service_namespace") == "rds" and isinstance(most, int):
            yield Ceiling(
                rule="readers-exceed-cluster",
                subject=target.name,
                title="readers that autoscaling may make",
                needed=most,
                limit=MAX_READERS,
                arithmetic=f"max_capacity {most}; a cluster has up to {MAX_READERS} readers",
                remedy="lower database.readers.max",
                places=(
                    Setting(path=("database", "readers", "max"), written=True),
                    target.place("max_capacity"),
                ),
            )
