"""Lets a domain fail under the naive scheduler, and counts who is ready afterwards."""

from resilience.model.platform import Model
from resilience.model.pods import Taint
from resilience.survival.domains import Domain, DomainKind, Mode
from tests.resilience.oracle.scheduler import (
    UNREACHABLE,
    Asked,
    Cluster,
    at_rest,
    evict,
    grow,
    settle,
)

Counts = dict[str, tuple[int, int, int]]
"""The ready pods of a workload: at once, once made again, and with new nodes."""


def ready_after(rest: tuple[Cluster, list[Asked]], domain: Domain) -> Counts:
    """Return the ready pods of each workload after a domain failed.

    Args:
        rest: The pods when all is well, and those that wait.
        domain: The domain.
    """
    cluster, asked = rest[0].copy(), list(rest[1])
    unused, zones, groups = set[str](), set[str](), set[str]()
    in_zone = [node.name for node in cluster.nodes.values() if node.zone == domain.name]
    full = domain.mode is Mode.FULL
    if domain.kind is DomainKind.ZONE and domain.mode is Mode.SHIFTED_AWAY:
        asked, unused = [], set(in_zone)
    elif domain.kind is DomainKind.ZONE:
        zones = {domain.name}
        if domain.mode is Mode.LOST:
            asked += [again for name in in_zone for again in lose(cluster, name)]
        elif domain.mode is Mode.UNREACHABLE:
            unused, cluster.cut_off = set(in_zone), frozenset(in_zone)
            asked += leave(cluster, in_zone)
        else:
            cluster.full = domain.name
            asked += more(cluster)
    elif domain.kind is DomainKind.NODE:
        asked += lose(cluster, domain.name)
    elif domain.kind is DomainKind.NODE_GROUP:
        groups = {domain.name.partition(":")[2]}
        gone = [node.name for node in cluster.nodes.values() if node.group in groups]
        asked += [again for name in gone for again in lose(cluster, name)]
    elif domain.kind is DomainKind.POD:
        key, _, index = domain.name.rpartition("#")
        asked.append(evict(cluster, (key, int(index))))
    return _course(cluster, asked, unused, zones, groups, full=full)


def _course(
    cluster: Cluster,
    asked: list[Asked],
    unused: set[str],
    zones: set[str],
    groups: set[str],
    *,
    full: bool,
) -> Counts:
    first = _count(cluster, unused)
    waiting = settle(cluster, asked)
    second = first if full else _count(cluster, unused)
    grow(cluster, waiting, zones=zones, groups=groups)
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


def rest_of(model: Model) -> tuple[Cluster, list[Asked]]:
    """Return where pods stand when all is well, and those that wait."""
    return at_rest(model)
