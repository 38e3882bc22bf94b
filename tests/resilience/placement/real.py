"""A board of placement as objects of a real cluster, whose scheduler is asked pod by pod."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import yaml

from config.room import Room
from resilience.model.pods import Spread, Taint, Toleration
from resilience.placement.board import Board
from resilience.placement.kinds import Kind
from resilience.placement.reasons import NOT_SELECTED, TAINTED
from sandbox.kubernetes import LocalControlPlane
from sandbox.kubernetes.api import Api
from sandbox.kubernetes.nodes import Node
from terraform_json.types import Json

PODS = "/api/v1/namespaces/{}/pods"
FOREMOST = 1_000_000
NOW = "?gracePeriodSeconds=0"


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What became of a pod.

    Attributes:
        node: The node that it got; None if it waits.
        reasons: How many nodes each rule kept from it, in the scheduler's words, if it waits.
    """

    node: str | None
    reasons: Counter[str]


@contextmanager
def running(cluster: LocalControlPlane, manifests: list[Json]) -> Iterator[None]:
    """Create namespaces, nodes and classes, and delete them in the end."""
    given = yaml.safe_dump_all(manifests)
    cluster.run("kubectl", "create", "--filename=-", stdin=given)
    yield
    kinds = "namespaces,nodes,priorityclasses"
    cluster.run("kubectl", "delete", kinds, "--selector=test=placement", "--wait=false")


class RealCluster:
    """Nodes and pods like those of a board, in a namespace, apart from all others.

    Args:
        cluster: The control plane.
        name: The namespace; nodes and taints have its name instead of `apps`.
    """

    def __init__(self, cluster: LocalControlPlane, name: str) -> None:
        self._api = Api(cluster.url, cluster.directory / "pki")
        self._name = name
        self._path = PODS.format(name)
        self._nodes = 0

    def manifests(self, board: Board) -> list[Json]:
        """Return the namespace, the nodes, and a class for each priority."""
        self._nodes = len(board.cells)
        priorities = {kind.workload.priority for kind in board.kinds.kinds.values()} | {FOREMOST}
        namespace = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": self._name}}
        found = [
            namespace,
            *(self._node(board, name) for name in board.cells),
            *(self._class(priority) for priority in sorted(priorities)),
        ]
        for manifest in found:
            manifest["metadata"].setdefault("labels", {})["test"] = "placement"
        return found

    def is_ready(self, board: Board) -> bool:
        """Return whether the nodes take pods, and the namespace too."""
        account = f"/api/v1/namespaces/{self._name}/serviceaccounts/default"
        nodes = self._api.items("/api/v1/nodes", labelSelector=f"node={self._name}")
        taints = [taint["key"] for node in nodes for taint in node["spec"].get("taints", ())]
        return (
            len(nodes) == len(board.cells)
            and not any(key.startswith("node.kubernetes.io/") for key in taints)
            and self._api.get(account) is not None
        )

    def bind(self, kind: Kind, number: int, node: str, *, stays: bool) -> None:
        """Create a pod that has a node already; one that stays gives way to nobody."""
        more = {"nodeName": self._named(node)}
        if stays:
            more["priorityClassName"] = self._priority(FOREMOST)
        self._create(kind, number, more)

    def fill(self, node: str, left: Room) -> None:
        """Take all the CPU and memory that a node has left."""
        place = {
            "nodeName": self._named(node),
            "priorityClassName": self._priority(FOREMOST),
        }
        self._api.create(self._path, _pod(f"filler-{node}", {"app": "filler"}, _spec(left) | place))

    def ask(self, kind: Kind, number: int) -> None:
        """Create a pod for which the scheduler has to find a node."""
        self._create(kind, number, {})

    def verdict(self, kind: Kind, number: int) -> Verdict | None:
        """Return what became of a pod; None while that is open."""
        pod = self._api.get(f"{self._path}/{_name(kind, number)}") or {}
        if node := pod["spec"].get("nodeName"):
            return Verdict(node=node.removeprefix(f"{self._name}-"), reasons=Counter())
        status = pod["status"]
        conditions = {each["type"]: each for each in status.get("conditions", ())}
        scheduled = conditions.get("PodScheduled", {})
        if scheduled.get("reason") != "Unschedulable" or status.get("nominatedNodeName"):
            return None
        return Verdict(node=None, reasons=_reasons(scheduled["message"], self._nodes))

    def withdraw(self, kind: Kind, number: int) -> None:
        """Delete a pod that waits."""
        self._api.delete(f"{self._path}/{_name(kind, number)}{NOW}")

    def running(self) -> Counter[str]:
        """Return how many pods of each workload have a node, those aside that are leaving."""
        return Counter(
            pod["metadata"]["labels"]["app"]
            for pod in self._api.items(self._path)
            if pod["spec"].get("nodeName") and "deletionTimestamp" not in pod["metadata"]
        )

    def _create(self, kind: Kind, number: int, more: Mapping[str, str]) -> None:
        workload = kind.workload
        labels = {"app": workload.name}
        spec: Json = {
            **_spec(workload.each),
            "priorityClassName": self._priority(workload.priority),
            "nodeSelector": {"node": self._name},
            "tolerations": [self._toleration(each) for each in workload.tolerations],
            "topologySpreadConstraints": [_spread(each, labels) for each in workload.spreads],
            "affinity": {"podAntiAffinity": _apart(workload.apart, workload.prefers_apart, labels)},
            **more,
        }
        self._api.create(self._path, _pod(_name(kind, number), labels, spec))

    def _node(self, board: Board, name: str) -> Json:
        cell = board.cells[name]
        taints = (*cell.group.taints, *(board.taints if name in board.tainted else ()))
        manifest = Node(
            name=self._named(name),
            zone=cell.zone,
            labels={"node": self._name},
            taints=tuple(self._taint(each) for each in taints),
        ).manifest()
        room = {
            "cpu": f"{cell.group.room.millicores}m",
            "memory": f"{cell.group.room.memory_mib}Mi",
            "pods": str(cell.group.room.pods),
        }
        manifest["status"] |= {"capacity": room, "allocatable": room}
        return manifest

    def _class(self, priority: int) -> Json:
        return {
            "apiVersion": "scheduling.k8s.io/v1",
            "kind": "PriorityClass",
            "metadata": {"name": self._priority(priority)},
            "value": priority,
        }

    def _priority(self, priority: int) -> str:
        return f"{self._name}-{priority}"

    def _named(self, node: str) -> str:
        return f"{self._name}-{node}"

    def _value(self, value: str) -> str:
        return self._name if value == "apps" else value

    def _taint(self, taint: Taint) -> dict[str, str]:
        return {"key": taint.key, "value": self._value(taint.value), "effect": taint.effect}

    def _toleration(self, toleration: Toleration) -> Json:
        if toleration.key is None:
            return {"operator": "Exists"}
        value = self._value(toleration.value or "")
        return {"key": toleration.key, "value": value, "effect": toleration.effect}


def _name(kind: Kind, number: int) -> str:
    return f"{kind.workload.name}-{number}"


def _pod(name: str, labels: dict[str, str], spec: Json) -> Json:
    metadata = {"name": name, "labels": labels}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec}


def _spec(each: Room) -> dict[str, Any]:
    requests = {"cpu": f"{each.millicores}m", "memory": f"{each.memory_mib}Mi"}
    container = {"name": "main", "image": "main", "resources": {"requests": requests}}
    return {"containers": [container], "terminationGracePeriodSeconds": 0}


def _spread(spread: Spread, labels: dict[str, str]) -> Json:
    return {
        "topologyKey": spread.key,
        "maxSkew": spread.max_skew,
        "whenUnsatisfiable": "DoNotSchedule" if spread.hard else "ScheduleAnyway",
        "nodeTaintsPolicy": "Honor" if spread.honors_taints else "Ignore",
        "labelSelector": {"matchLabels": labels},
        **({"minDomains": spread.min_domains} if spread.min_domains else {}),
    }


def _apart(must: tuple[str, ...], prefers: tuple[str, ...], labels: dict[str, str]) -> Json:
    terms = {
        key: {"topologyKey": key, "labelSelector": {"matchLabels": labels}}
        for key in (*must, *prefers)
    }
    return {
        "requiredDuringSchedulingIgnoredDuringExecution": [terms[key] for key in must],
        "preferredDuringSchedulingIgnoredDuringExecution": [
            {"weight": 100, "podAffinityTerm": terms[key]} for key in prefers
        ],
    }


def _reasons(message: str, own: int) -> Counter[str]:
    """Read `0/9 nodes are available: 3 Insufficient cpu, 6 node(s) ... . preemption: ...`.

    Nodes that are not ours are left out: all of them lack a label, and have a taint besides.
    """
    head, _, rest = message.partition(" nodes are available: ")
    told = rest.partition(". ")[0].rstrip(".").split(", ")
    found = (re.fullmatch(r"(\d+) (.+)", part) for part in told)
    reasons = Counter({match[2]: int(match[1]) for match in found if match})
    others = int(head.partition("/")[2]) - own
    reasons[NOT_SELECTED if reasons[NOT_SELECTED] else TAINTED] -= others
    return +reasons
