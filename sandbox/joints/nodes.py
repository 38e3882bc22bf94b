"""Makes the nodes of the control plane those that the node groups stand for.

Nodes that are wanted are made at once. Nodes that are not are emptied first, as EKS does on an
update: cordoned, their pods evicted through the eviction API, so that disruption budgets count.
https://docs.aws.amazon.com/eks/latest/userguide/managed-node-update-behavior.html
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Final

from sandbox.joints.node_groups import GENERATION_LABEL, GROUP_LABEL
from sandbox.kubernetes.api import Api, ApiError
from sandbox.kubernetes.nodes import Node
from terraform_json.types import Json

NODES: Final = "/api/v1/nodes"
# Pods that a drain leaves: their nodes bring them, and take them along.
_LEFT: Final = {"DaemonSet", "Node"}
_log = logging.getLogger(__name__)


def follow(api: Api, wanted: Mapping[str, Sequence[Node]]) -> None:
    """Take one step towards the wanted nodes; to be called again and again.

    Args:
        api: The control plane.
        wanted: The nodes of each group, by the group's name.

    Raises:
        ApiError: The API refused something else than an eviction.
        Failure: The API does not answer.
    """
    standing: dict[str, dict[str, Json]] = {}
    for node in api.items(NODES, labelSelector=GROUP_LABEL):
        group = node["metadata"]["labels"][GROUP_LABEL]
        standing.setdefault(group, {})[node["metadata"]["name"]] = node
    for group in {*wanted, *standing}:
        _follow_group(api, wanted.get(group, ()), standing.get(group, {}))


def _follow_group(api: Api, wanted: Sequence[Node], standing: Mapping[str, Json]) -> None:
    names = {node.name for node in wanted}
    generations = {node.labels[GENERATION_LABEL] for node in wanted}
    outdated = [
        node
        for node in standing.values()
        if generations and node["metadata"]["labels"][GENERATION_LABEL] not in generations
    ]
    missing = [node for node in wanted if node.name not in standing]
    # One node more than wanted at a time, while those of the last generation go.
    room = len(wanted) + bool(outdated) - len(standing)
    for node in missing[: max(room, 0)]:
        _make(api, node)
    for node in wanted:
        if node.name in standing:
            _label(api, node, standing[node.name])
    for old in standing.values():
        if old["metadata"]["name"] not in names and old not in outdated:
            _empty(api, old)
    if outdated and (room <= 0 or not missing):
        _empty(api, _first_to_go(outdated))


def _make(api: Api, node: Node) -> None:
    try:
        api.create(NODES, node.manifest())
    except ApiError as error:
        if error.status != HTTPStatus.CONFLICT:
            raise
    _log.info("node %s joins in %s", node.name, node.zone)


def _label(api: Api, wanted: Node, standing: Json) -> None:
    """Give a standing node the labels of its group, which EKS changes in place."""
    labels = standing["metadata"]["labels"]
    changed = {key: value for key, value in wanted.labels.items() if labels.get(key) != value}
    if changed:
        name = standing["metadata"]["name"]
        api.patch(f"{NODES}/{name}", {"metadata": {"labels": changed}})


def _first_to_go(nodes: Iterable[Json]) -> Json:
    """Return the node that is being emptied already, else the first by name."""
    return min(
        nodes,
        key=lambda node: (not node["spec"].get("unschedulable"), node["metadata"]["name"]),
    )


def _empty(api: Api, node: Json) -> None:
    """Evict the pods of a node; delete it once it has none."""
    name = node["metadata"]["name"]
    if not node["spec"].get("unschedulable"):
        _log.info("node %s is drained", name)
        api.patch(f"{NODES}/{name}", {"spec": {"unschedulable": True}})
    pods = api.items("/api/v1/pods", fieldSelector=f"spec.nodeName={name}")
    staying = [pod for pod in pods if not _goes_with_its_node(pod)]
    if not staying:
        api.delete(f"{NODES}/{name}")
        for pod in pods:
            # The kubelet is gone that would have said that they ended.
            _force(api, pod)
        _log.info("node %s is gone", name)
        return
    for pod in staying:
        if "deletionTimestamp" not in pod["metadata"]:
            _evict(api, pod)


def _evict(api: Api, pod: Json) -> None:
    metadata = pod["metadata"]
    path = f"/api/v1/namespaces/{metadata['namespace']}/pods/{metadata['name']}/eviction"
    body = {
        "apiVersion": "policy/v1",
        "kind": "Eviction",
        "metadata": {"name": metadata["name"], "namespace": metadata["namespace"]},
    }
    try:
        api.create(path, body)
    except ApiError as error:
        # A disruption budget forbids it for now, or the pod has gone.
        if error.status not in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.NOT_FOUND):
            raise


def _force(api: Api, pod: Json) -> None:
    metadata = pod["metadata"]
    path = f"/api/v1/namespaces/{metadata['namespace']}/pods/{metadata['name']}"
    api.delete(f"{path}?gracePeriodSeconds=0")


def _goes_with_its_node(pod: Json) -> bool:
    owners = pod["metadata"].get("ownerReferences", ())
    finished = pod["status"].get("phase") in ("Succeeded", "Failed")
    return finished or any(owner["kind"] in _LEFT for owner in owners)
