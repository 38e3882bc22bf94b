"""A zone of which nobody hears: its kubelets fall silent first, then all learn of it."""

from collections.abc import Iterable
from typing import cast

from gameday.at_once import AtOnce
from gameday.faults import Faults
from gameday.node_groups import NodeGroups
from gameday.recorder import Recorder
from sandbox.kubernetes.api import Api
from sandbox.kubernetes.objects import ZONE_LABEL
from terraform_json.types import Json

READY = {"type": "Ready", "status": "True"}


def node(name: str, zone: str) -> Json:
    """Return a node that is ready."""
    return {
        "metadata": {"name": name, "labels": {ZONE_LABEL: zone}},
        "status": {"conditions": [READY]},
    }


def pod(name: str, on: str) -> Json:
    """Return a pod on a node."""
    return {"metadata": {"name": name, "namespace": "shop"}, "spec": {"nodeName": on}}


class Cluster:
    """Two zones with a node and a pod each, and the changes that were asked for."""

    def __init__(self) -> None:
        self.changes: list[tuple[str, Json]] = []
        self.deleted: list[str] = []
        self.pods = [pod("a", "node-a"), pod("b", "node-b")]

    def items(self, path: str) -> list[Json]:
        """Return the pods or the nodes."""
        if path.endswith("pods"):
            return self.pods
        return [node("node-a", "zone-a"), node("node-b", "zone-b")]

    def get(self, _: str) -> Json:
        """Return a node."""
        return node("node-a", "zone-a")

    def patch(self, paths: str | Iterable[str], body: Json) -> None:
        """Note the changes."""
        every = [paths] if isinstance(paths, str) else paths
        self.changes += [(path, body) for path in every]

    def delete(self, paths: Iterable[str]) -> None:
        """Note what is deleted."""
        self.deleted += paths


def faults_in(cluster: Cluster) -> Faults:
    """Return what can be done to a cluster."""
    groups, nobody = NodeGroups((), "eu-west-1", autoscaled=True), cast("Recorder", None)
    return Faults(cast("Api", cluster), groups, nobody, cast("AtOnce", cluster))


def test_the_nodes_and_pods_of_a_silent_zone_are_ready_no_more() -> None:
    cluster = Cluster()
    faults = faults_in(cluster)
    faults.cut_off("zone-a")
    marked, pods_marked, nodes, pods = cluster.changes
    assert (marked[0], pods_marked[0]) == ("/api/v1/nodes/node-a", "/api/v1/namespaces/shop/pods/a")
    assert faults.is_cut_off({"metadata": marked[1]["metadata"]})
    assert nodes[0] == "/api/v1/nodes/node-a/status"
    assert [each["status"] for each in nodes[1]["status"]["conditions"]] == ["Unknown"]
    assert pods[0] == "/api/v1/namespaces/shop/pods/a/status"
    assert {"type": "Ready", "status": "False"} in pods[1]["status"]["conditions"]


def test_a_pod_that_waits_is_made_again_with_another_volume() -> None:
    cluster = Cluster()
    waiting = pod("store-0", "")
    waiting["metadata"]["ownerReferences"] = [{"kind": "StatefulSet", "name": "store"}]
    mounted = {"name": "data", "persistentVolumeClaim": {"claimName": "data-store-0"}}
    waiting["spec"]["volumes"] = [{"name": "config", "configMap": {}}, mounted]
    cluster.pods.append(waiting)

    assert faults_in(cluster).rebalance({}) == 1
    claim, again = cluster.deleted
    assert claim == "/api/v1/namespaces/shop/persistentvolumeclaims/data-store-0"
    assert again.startswith("/api/v1/namespaces/shop/pods/store-0")
