"""Lets a domain fail under the naive scheduler, and counts who is ready afterwards."""

from dataclasses import dataclass, field

from resilience.domains import Domain, DomainKind, Mode
from resilience.model.pods import Taint
from tests.resilience.oracle.scheduler import (
    UNREACHABLE,
    Asked,
    Cluster,
    evict,
    grow,
    settle,
)

Counts = dict[str, tuple[int, int, int]]
"""The ready pods of a workload: at once, once made again, and with new nodes."""


@dataclass
class Failure:
    """What a failure did to the cluster.

    Attributes:
        cluster: The nodes and pods in the first moment.
        asked: The pods that want a node from then on.
        unused: The nodes whose pods do not count.
        zones: The zones in which no node is made.
        groups: The groups that make none.
        full: Whether a zone is full, and nothing is lost.
    """

    cluster: Cluster
    asked: list[Asked]
    unused: set[str] = field(default_factory=set)
    zones: set[str] = field(default_factory=set)
    groups: set[str] = field(default_factory=set)
    full: bool = False


def ready_after(rest: tuple[Cluster, list[Asked]], domain: Domain) -> Counts:
    """Return the ready pods of each workload after a domain failed.

    Args:
        rest: The pods when all is well, and those that wait.
        domain: The domain.
    """
    failure = Failure(rest[0].copy(), list(rest[1]))
    if domain.kind is DomainKind.ZONE:
        _fail_zone(failure, domain)
    elif domain.kind is DomainKind.POD:
        key, _, index = domain.name.rpartition("#")
        failure.asked.append(evict(failure.cluster, (key, int(index))))
    else:
        if domain.kind is DomainKind.NODE_GROUP:
            failure.groups = {domain.name.partition(":")[2]}
        for node in list(failure.cluster.nodes.values()):
            if node.name == domain.name or node.group in failure.groups:
                failure.asked += lose(failure.cluster, node.name)
    return _course(failure)


def _fail_zone(failure: Failure, domain: Domain) -> None:
    cluster = failure.cluster
    nodes = [node.name for node in cluster.nodes.values() if node.zone == domain.name]
    failure.zones = {domain.name}
    if domain.mode is Mode.SHIFTED_AWAY:
        failure.asked, failure.unused = [], set(nodes)
    elif domain.mode is Mode.LOST:
        failure.asked += [again for name in nodes for again in lose(cluster, name)]
    elif domain.mode is Mode.UNREACHABLE:
        failure.unused, cluster.cut_off = set(nodes), frozenset(nodes)
        failure.asked += leave(cluster, nodes)
    else:
        cluster.full, failure.full = domain.name, True
        failure.asked += more(cluster)


def _course(failure: Failure) -> Counts:
    cluster, unused = failure.cluster, failure.unused
    first = _count(cluster, unused)
    waiting = settle(cluster, failure.asked)
    second = first if failure.full else _count(cluster, unused)
    grow(cluster, waiting, zones=failure.zones, groups=failure.groups)
    third = _count(cluster, unused)
    return {
        key: (first[key], second[key], min(third[key], max(each.max_replicas, each.replicas)))
        for key, each in cluster.known.items()
        if not each.every_node
    }


def _count(cluster: Cluster, unused: set[str]) -> dict[str, int]:
    return {
        key: sum(k == key and node not in unused for (k, _), node in cluster.pods.items())
        for key in cluster.known
    }


def lose(cluster: Cluster, name: str) -> list[Asked]:
    """Take a node away; return what the controllers of its pods ask for."""
    zone = cluster.nodes[name].zone
    found = []
    for key, index in cluster.remove_node(name):
        each = cluster.known[key]
        if not each.every_node:
            volume = zone if each.zonal_volumes else None
            found.append(Asked(-each.priority, 0, key, index, volume))
    return found


def leave(cluster: Cluster, nodes: list[str]) -> list[Asked]:
    """Let the pods of unreachable nodes end; return what their controllers ask for.

    A StatefulSet asks for nothing while the old pod may still run, and pods that tolerate the taint
    for ever stay.
    """
    taint = Taint(key=UNREACHABLE, effect="NoExecute")
    found = []
    for pod in [pod for pod, node in cluster.pods.items() if node in nodes]:
        each = cluster.known[pod[0]]
        matching = [one for one in each.tolerations if one.tolerates(taint)]
        for_ever = bool(matching) and all(one.seconds is None for one in matching)
        if each.every_node or for_ever:
            continue
        again = evict(cluster, pod)
        if each.kind != "StatefulSet":
            found.append(again)
    return found


def more(cluster: Cluster) -> list[Asked]:
    """Return the pods by which workloads would grow."""
    found = []
    for key, each in cluster.known.items():
        if not each.every_node:
            surge = each.replicas + min(each.max_surge, each.replicas, 1)
            most = max(each.max_replicas, surge)
            found += [Asked(-each.priority, i, key, i) for i in range(each.replicas, most)]
    return found
