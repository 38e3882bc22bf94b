"""A naive scheduler: it looks at every node for every pod, keeps no index, and forgets nothing.

It shares no code with `resilience/placement`, so that one proves the other.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from math import log
from typing import NamedTuple

from config.room import Room
from resilience.model.nodes import Node, NodeGroup
from resilience.model.platform import Model
from resilience.model.pods import HOST_LABEL, ZONE_LABEL, Spread, Taint, Workload

UNREACHABLE = "node.kubernetes.io/unreachable"
SOFT_BY_DEFAULT = (
    Spread(key=HOST_LABEL, max_skew=3, hard=False),
    Spread(key=ZONE_LABEL, max_skew=5, hard=False),
)
LEAST_PRIORITY = -10


class Asked(NamedTuple):
    """A pod that wants a node, in the order of the queue."""

    priority: int
    turn: int
    key: str
    number: int
    zone: str | None = None


@dataclass
class Cluster:
    """Nodes and pods at one moment.

    Attributes:
        model: The platform.
        nodes: The nodes by name.
        pods: The node of each pod, by its workload's key and its index.
        made: How many nodes were ever made, by group and zone.
        full: A zone without room, if any.
        cut_off: The nodes that nobody reaches.
        known: The workloads by key, as the queue takes them.
    """

    model: Model
    nodes: dict[str, Node] = field(default_factory=dict)
    pods: dict[tuple[str, int], str] = field(default_factory=dict)
    made: Counter[tuple[str, str]] = field(default_factory=Counter)
    full: str | None = None
    cut_off: frozenset[str] = frozenset()
    known: dict[str, Workload] = field(default_factory=dict)

    def __post_init__(self) -> None:
        queue = sorted(self.model.workloads, key=lambda each: (-each.priority, each.key))
        self.known = self.known or {each.key: each for each in queue}

    def copy(self) -> Cluster:
        """Return a copy."""
        return Cluster(
            self.model,
            dict(self.nodes),
            dict(self.pods),
            Counter(self.made),
            self.full,
            self.cut_off,
            self.known,
        )

    def order(self, pod: Asked) -> tuple[int, int, int, int]:
        """Return the place of a pod in the queue."""
        return pod.priority, pod.turn, list(self.known).index(pod.key), pod.number

    def groups(self) -> list[NodeGroup]:
        """Return the node groups as they grow."""
        return sorted(self.model.groups, key=lambda group: group.address)

    def free(self, name: str) -> Room:
        """Return what a node has left."""
        left = self.nodes[name].room
        for (key, _), node in self.pods.items():
            if node == name:
                left -= self.known[key].each
        return left

    def taints(self, node: Node) -> list[Taint]:
        """Return the taints of a node that keep pods away."""
        found = [taint for taint in node.taints if taint.effect != "PreferNoSchedule"]
        if node.name in self.cut_off:
            found += [Taint(key=UNREACHABLE, effect=e) for e in ("NoSchedule", "NoExecute")]
        return found

    def add_node(self, group: NodeGroup, zone: str) -> tuple[Node, list[Asked]]:
        """Add a node with its pods of DaemonSets, and return those without room as well."""
        node = group.node(zone, self.made[group.address, zone])
        self.made[group.address, zone] += 1
        self.nodes[node.name] = node
        waiting = []
        for each in self.known.values():
            if each.every_node and self.labelled(each, node) and self.tolerated(each, node):
                index = 1 + max((i for key, i in self.pods if key == each.key), default=-1)
                if self.free(node.name).holds(each.each):
                    self.pods[each.key, index] = node.name
                else:
                    waiting.append(Asked(-each.priority, 0, each.key, index))
        return node, waiting

    def remove_node(self, name: str) -> list[tuple[str, int]]:
        """Take a node away, and return its pods."""
        gone = [pod for pod, node in self.pods.items() if node == name]
        for pod in gone:
            del self.pods[pod]
        del self.nodes[name]
        return gone

    @staticmethod
    def labelled(workload: Workload, node: Node) -> bool:
        """Return whether a node has the labels that pods ask for; nobody knows hosts by name."""
        asked = workload.node_labels.items()
        return all(key != HOST_LABEL and node.labels.get(key) in value for key, value in asked)

    def tolerated(self, workload: Workload, node: Node) -> bool:
        """Return whether pods tolerate the taints of a node."""
        return all(workload.tolerates(taint) for taint in self.taints(node))

    def standing(self, key: str, label: str) -> Counter[str | None]:
        """Return how many pods of a workload stand in each domain of a topology key."""
        return Counter(
            self.nodes[node].labels.get(label) for (k, _), node in self.pods.items() if k == key
        )


def domains(cluster: Cluster, workload: Workload, spread: Spread) -> set[str | None]:
    """Return the domains of a constraint."""
    hard = [each.key for each in workload.spreads if each.hard]
    return {
        node.labels.get(spread.key)
        for node in cluster.nodes.values()
        if cluster.labelled(workload, node)
        and all(key in node.labels for key in hard)
        and not (spread.honors_taints and not cluster.tolerated(workload, node))
        and spread.key in node.labels
    }


def counts(cluster: Cluster, workload: Workload, spread: Spread) -> Counter[str | None]:
    """Return the pods that a constraint counts, by domain."""
    found: Counter[str | None] = Counter()
    for (key, _), name in cluster.pods.items():
        node = cluster.nodes[name]
        if key == workload.key and not (
            spread.honors_taints and not cluster.tolerated(workload, node)
        ):
            found[node.labels.get(spread.key)] += 1
    return found


def spread_allows(cluster: Cluster, workload: Workload, node: Node) -> bool:
    """Return whether the hard constraints let one more pod onto a node."""
    for spread in workload.spreads:
        if not spread.hard:
            continue
        here, there = node.labels.get(spread.key), domains(cluster, workload, spread)
        counted = counts(cluster, workload, spread)
        least = min((counted[domain] for domain in there), default=0)
        if len(there) < (spread.min_domains or 1):
            least = 0
        if here is None or counted[here] + 1 - least > spread.max_skew:
            return False
    return True


def fits_but_for_room(cluster: Cluster, workload: Workload, node: Node, zone: str | None) -> bool:
    """Return whether nothing but room may keep a pod from a node."""
    return (
        node.zone != cluster.full
        and zone in (None, node.zone)
        and cluster.labelled(workload, node)
        and cluster.tolerated(workload, node)
        and spread_allows(cluster, workload, node)
        and not any(
            cluster.standing(workload.key, key)[node.labels.get(key)] for key in workload.apart
        )
    )


def emptiness(cluster: Cluster, node: Node) -> float:
    """Return how empty a node is."""
    left, room = cluster.free(node.name), node.room
    return left.millicores / max(room.millicores, 1) + left.memory_mib / max(room.memory_mib, 1)


def dislike(cluster: Cluster, workload: Workload, node: Node) -> tuple[float, int, float, str]:
    """Return what speaks against a node, the gravest first."""
    soft = [each for each in workload.spreads or SOFT_BY_DEFAULT if not each.hard]
    uneven = [0.0, 0.0]
    for spread in soft:
        weight = log(len(domains(cluster, workload, spread)) + 2)
        count = counts(cluster, workload, spread)[node.labels.get(spread.key)]
        uneven[spread.key == HOST_LABEL] += count * weight
    near = sum(
        cluster.standing(workload.key, key)[node.labels.get(key)] for key in workload.prefers_apart
    )
    return uneven[0] + uneven[1], near, -emptiness(cluster, node), node.name


def find(
    cluster: Cluster, workload: Workload, zone: str | None, among: list[Node] | None = None
) -> str | None:
    """Return the node that a pod gets, or None."""
    fitting = [
        node
        for node in among or cluster.nodes.values()
        if cluster.free(node.name).holds(workload.each)
        and fits_but_for_room(cluster, workload, node, zone)
    ]
    best = min((dislike(cluster, workload, node) for node in fitting), default=None)
    return best[-1] if best else None


def evict(cluster: Cluster, pod: tuple[str, int]) -> Asked:
    """Take a pod off its node, and return what its controller asks for."""
    workload = cluster.known[pod[0]]
    zone = cluster.nodes[cluster.pods.pop(pod)].zone
    volume = zone if workload.zonal_volumes else None
    return Asked(-workload.priority, 0, *pod, volume)


def victims_on(
    cluster: Cluster, workload: Workload, node: Node
) -> tuple[tuple[int, int, int, int], list[tuple[str, int]]] | None:
    """Return who has to leave a node for a pod of higher priority, and what that costs."""
    queue = list(cluster.known)
    lower = sorted(
        (
            pod
            for pod, name in cluster.pods.items()
            if name == node.name and cluster.known[pod[0]].priority < workload.priority
        ),
        key=lambda pod: (queue.index(pod[0]), pod[1]),
    )
    left = cluster.free(node.name)
    for pod in lower:
        left += cluster.known[pod[0]].each
    if not lower or not left.holds(workload.each):
        return None
    left -= workload.each
    taken: Counter[str] = Counter()
    protected = []
    for pod in lower:
        taken[pod[0]] += 1
        budget = cluster.known[pod[0]].budget
        ready = sum(key == pod[0] for key, _ in cluster.pods)
        if budget and ready - taken[pod[0]] < budget.least:
            protected.append(pod)
    gone = []
    for pod in [*protected, *(pod for pod in lower if pod not in protected)]:
        each = cluster.known[pod[0]].each
        if left.holds(each):
            left -= each
        else:
            gone.append(pod)
    priorities = [cluster.known[pod[0]].priority for pod in gone]
    broken = sum(pod in protected for pod in gone)
    weight = sum(priority + 2**31 for priority in priorities)
    return (broken, max(priorities), weight, len(gone)), gone


def settle(cluster: Cluster, asked: list[Asked]) -> list[Asked]:
    """Place pods by their priority; return those that wait."""
    todo, waiting = list(asked), []
    while todo:
        todo.sort(key=cluster.order)
        pod = todo.pop(0)
        workload = cluster.known[pod.key]
        if workload.every_node:
            waiting.append(pod)
        elif node := find(cluster, workload, pod.zone):
            cluster.pods[pod.key, pod.number] = node
        else:
            found = [
                (*found, node.name)
                for node in cluster.nodes.values()
                if node.room.holds(workload.each)
                and fits_but_for_room(cluster, workload, node, pod.zone)
                and (found := victims_on(cluster, workload, node))
            ]
            if not found:
                waiting.append(pod)
                continue
            _, gone, name = min(found, key=lambda each: (each[0], each[2]))
            todo += [evict(cluster, victim) for victim in gone]
            cluster.pods[pod.key, pod.number] = name
    return waiting


def grow(
    cluster: Cluster, waiting: list[Asked], *, zones: set[str], groups: set[str]
) -> list[Asked]:
    """Add nodes for pods that wait, while that helps anybody; return those that still wait."""
    left = sorted(waiting, key=cluster.order)
    while True:
        still = [pod for pod in left if not _helped(cluster, pod, zones, groups)]
        if len(still) == len(left):
            return still
        left = still


def _helped(cluster: Cluster, pod: Asked, zones: set[str], groups: set[str]) -> bool:
    workload = cluster.known[pod.key]
    if workload.every_node:
        return False
    node = find(cluster, workload, pod.zone)
    if node is None and workload.priority >= LEAST_PRIORITY:
        node = _new_node(cluster, workload, pod.zone, zones, groups)
    if node:
        cluster.pods[pod.key, pod.number] = node
    return node is not None


def _new_node(
    cluster: Cluster, workload: Workload, volume: str | None, zones: set[str], groups: set[str]
) -> str | None:
    for group in cluster.groups():
        if group.address in groups:
            continue
        now = [node for node in cluster.nodes.values() if node.group == group.address]
        if len(now) >= group.max_size:
            continue
        sizes = {z: sum(n.zone == z for n in now) for z in group.zones if z not in zones}
        if not sizes:
            continue
        zone = min(sizes, key=lambda each: (sizes[each], each))
        tried = cluster.copy()
        new, waiting = tried.add_node(group, zone)
        # A node on which a DaemonSet finds no room takes nobody else either.
        if not waiting and find(tried, workload, volume, [new]):
            cluster.nodes, cluster.pods, cluster.made = tried.nodes, tried.pods, tried.made
            return new.name
    return None


def at_rest(model: Model) -> tuple[Cluster, list[Asked]]:
    """Return the pods on the fewest nodes of each group, and those that wait."""
    cluster, waiting = Cluster(model), []
    for group in cluster.groups():
        each, odd = divmod(group.min_size, len(group.zones))
        for index, zone in enumerate(group.zones):
            for _ in range(each + (index < odd)):
                waiting += cluster.add_node(group, zone)[1]
    waiting += settle(
        cluster,
        [
            Asked(-each.priority, 0, each.key, index)
            for each in model.workloads
            if not each.every_node
            for index in range(each.replicas)
        ],
    )
    return cluster, waiting
