"""The faults of a game day: nodes go, are not reached, or take no more pods."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from http import HTTPStatus
from typing import Final

from gameday.at_once import AtOnce
from gameday.node_groups import NodeGroups
from gameday.pods import workload_of
from gameday.recorder import Recorder
from sandbox.joints.autoscaler.placement import Place
from sandbox.joints.autoscaler.pods import Pod
from sandbox.kubernetes.api import Api, ApiError
from sandbox.kubernetes.kubelet import UNREACHABLE_LABEL
from sandbox.kubernetes.objects import NODES, PODS, ZONE_LABEL, node_of, node_path, pod_path
from terraform_json.types import Json

NAMESPACE: Final = "game-day"
_FOREMOST: Final = "game-day"
_CLASS: Final = {
    "apiVersion": "scheduling.k8s.io/v1",
    "kind": "PriorityClass",
    "metadata": {"name": _FOREMOST},
    # The highest that is not Kubernetes's own: nobody evicts what fills a node.
    "value": 1_000_000_000,
}
_UNHEARD: Final = {
    "status": {
        "conditions": [
            {"type": "Initialized", "status": "True"},
            {"type": "PodScheduled", "status": "True"},
            {"type": "Ready", "status": "False"},
        ]
    }
}
"""The conditions that controllers give pods of a node of which nobody hears: `MarkPodsNotReady`.
https://github.com/kubernetes/kubernetes/blob/v1.35.4/pkg/controller/util/node/controller_utils.go"""
_CLAIMS: Final = "/api/v1/persistentvolumeclaims"
_NOW: Final = "?gracePeriodSeconds=0"


class Faults:
    """Does things to a cluster, and undoes them.

    Args:
        api: The control plane.
        groups: Its node groups.
        recorder: What looks at its pods.
        at_once: What changes many objects of it.
    """

    def __init__(self, api: Api, groups: NodeGroups, recorder: Recorder, at_once: AtOnce) -> None:
        self._api, self._groups, self._recorder = api, groups, recorder
        self._at_once = at_once

    def nodes(self, zone: str = "", group: str = "") -> list[str]:
        """Return the names of the nodes of a zone, and of the groups of a name, or of all."""
        return [
            node["metadata"]["name"]
            for node in self._api.items(NODES)
            if zone in ("", node["metadata"]["labels"][ZONE_LABEL])
            and group in ("", node["metadata"]["labels"].get("node"))
        ]

    def lose(self, nodes: Collection[str]) -> None:
        """Let nodes vanish with their pods, as when the power fails and the instances are gone."""
        self._groups.lose(nodes)
        pods = [pod for pod in self._api.items(PODS) if node_of(pod) in nodes]
        self._at_once.delete(f"{NODES}/{name}" for name in nodes)
        self._at_once.delete(f"{pod_path(pod)}{_NOW}" for pod in pods)

    def lose_zone(self, zone: str) -> None:
        """Let a zone vanish; it has no capacity for new nodes either."""
        self._groups.fail(zone)
        self.lose(self.nodes(zone))

    def cut_off(self, zone: str) -> None:
        """Let nobody hear of a zone's kubelets: the controllers do the rest."""
        self._groups.fail(zone)
        nodes = self.nodes(zone)
        pods = [pod_path(pod) for pod in self._api.items(PODS) if node_of(pod) in nodes]
        # Before the controllers hear of it: a pod that they call unready has to stay so.
        self._mark([f"{NODES}/{name}" for name in nodes] + pods, "true")
        for name in nodes:
            self._report(name, "Unknown", "NodeStatusUnknown")
        # They say so of pods only where they find out of the node by themselves.
        self._at_once.patch((f"{path}/status" for path in pods), _UNHEARD)

    @staticmethod
    def is_cut_off(each: Json) -> bool:
        """Tell whether nobody hears of a node, or of a pod."""
        return UNREACHABLE_LABEL in each["metadata"].get("labels", {})

    def fill(self, zone: str) -> None:
        """Take all CPU that a zone's nodes have left, and its capacity for new nodes."""
        self._groups.fail(zone)
        self._api.apply(f"/apis/scheduling.k8s.io/v1/priorityclasses/{_FOREMOST}", _CLASS)
        namespace = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": NAMESPACE}}
        self._api.apply(f"/api/v1/namespaces/{NAMESPACE}", namespace)
        pods = [Pod(each) for each in self._api.items(PODS)]
        for node in self._api.items(NODES, labelSelector=f"{ZONE_LABEL}={zone}"):
            place = Place.of(node)
            place.pods = [pod for pod in pods if pod.node == place.name and not pod.has_ended]
            left = place.allocatable["cpu"] - place.used("cpu")
            self._create(_filler(place.name, f"{round(1000 * left)}m"))

    def shift(self, zone: str) -> None:
        """Keep traffic and new pods from a zone, as a zonal shift of EKS does.

        https://docs.aws.amazon.com/eks/latest/userguide/zone-shift.html
        """
        self._groups.fail(zone)
        self._recorder.shifted.add(zone)
        self._recorder.look()
        for name in self.nodes(zone):
            self._api.patch(f"{NODES}/{name}", {"spec": {"unschedulable": True}})

    def undo(self) -> None:
        """Let kubelets be heard of again, traffic go everywhere, and nodes take pods."""
        self._recorder.shifted.clear()
        nodes, pods = self._api.items(NODES), self._api.items(PODS)
        cordoned = [node_path(node) for node in nodes if node["spec"].get("unschedulable")]
        self._at_once.patch(cordoned, {"spec": {"unschedulable": None}})
        silent = [node_path(node) for node in nodes if self.is_cut_off(node)]
        silent += [pod_path(pod) for pod in pods if self.is_cut_off(pod)]
        self._mark(silent, None)
        fillers = (pod for pod in pods if pod["metadata"]["namespace"] == NAMESPACE)
        self._at_once.delete(f"{pod_path(pod)}{_NOW}" for pod in fillers)

    def remove_surplus(self) -> None:
        """Take the nodes away that no group wants any more, with their pods."""
        wanted = self._groups.names()
        self.lose([name for name in self.nodes() if name not in wanted])

    def rebalance(self, ready: Mapping[str, Counter[str]]) -> int:
        """Have pods made again where a workload stands unevenly, or has pods that wait.

        Where they have volumes, these are why, as where one was made in a zone that another pod of
        the workload took meanwhile: they get others.

        Args:
            ready: The ready pods of each workload, by zone.

        Returns:
            How many pods.
        """
        zones = {node["metadata"]["labels"][ZONE_LABEL] for node in self._api.items(NODES)}
        uneven = {key for key, counts in ready.items() if _is_uneven(counts, zones)}
        again = [
            pod
            for pod in self._api.items(PODS)
            if (key := workload_of(pod)) in uneven or (key and not node_of(pod))
        ]
        self._at_once.delete(claim for pod in again for claim in _claims_of(pod))
        self._at_once.delete(f"{pod_path(pod)}{_NOW}" for pod in again)
        return len(again)

    def forget_volumes(self) -> None:
        """Let pods with volumes get others, which are made where they are placed next."""
        claims = (each["metadata"] for each in self._api.items(_CLAIMS))
        self._at_once.delete(_claim_path(each["namespace"], each["name"]) for each in claims)
        pods = (pod for pod in self._api.items(PODS) if any(_claims_of(pod)))
        self._at_once.delete(f"{pod_path(pod)}{_NOW}" for pod in pods)

    def _report(self, node: str, status: str, reason: str) -> None:
        found = self._api.get(f"{NODES}/{node}") or {"status": {}}
        conditions = [
            {**each, "status": status, "reason": reason} if each["type"] == "Ready" else each
            for each in found["status"].get("conditions", ())
        ]
        self._api.patch(f"{NODES}/{node}/status", {"status": {"conditions": conditions}})

    def _mark(self, paths: Iterable[str], value: str | None) -> None:
        self._at_once.patch(paths, {"metadata": {"labels": {UNREACHABLE_LABEL: value}}})

    def _create(self, pod: Json) -> None:
        try:
            self._api.create(f"/api/v1/namespaces/{NAMESPACE}/pods", pod)
        except ApiError as error:
            if error.status != HTTPStatus.CONFLICT:
                raise


def _claims_of(pod: Json) -> Iterator[str]:
    """Yield the paths of the claims that a pod mounts."""
    for volume in pod["spec"].get("volumes", ()):
        if claim := volume.get("persistentVolumeClaim"):
            yield _claim_path(pod["metadata"]["namespace"], claim["claimName"])


def _claim_path(namespace: str, name: str) -> str:
    return f"/api/v1/namespaces/{namespace}/persistentvolumeclaims/{name}"


def _filler(node: str, cpu: str) -> Json:
    container = {"name": "filler", "image": "filler", "resources": {"requests": {"cpu": cpu}}}
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": f"filler-{node}", "namespace": NAMESPACE},
        "spec": {
            "nodeName": node,
            "priorityClassName": _FOREMOST,
            "terminationGracePeriodSeconds": 0,
            "tolerations": [{"operator": "Exists"}],
            "containers": [container],
        },
    }


def _is_uneven(counts: Counter[str], zones: Iterable[str]) -> bool:
    by_zone = [counts[zone] for zone in zones]
    return max(by_zone, default=0) - min(by_zone, default=0) > 1
