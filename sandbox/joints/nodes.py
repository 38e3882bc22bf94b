"""Makes the nodes of the control plane those that the node groups stand for.

Nodes that are wanted are made at once. Nodes that are not are emptied first, as EKS does on an
update: cordoned, their pods evicted through the eviction API, so that disruption budgets count.
https://docs.aws.amazon.com/eks/latest/userguide/managed-node-update-behavior.html
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Final

from config.kubernetes_names import NODE_GROUP_LABEL
from sandbox.joints.node_groups import GENERATION_LABEL
from sandbox.kubernetes.api import Api, ApiError
from sandbox.kubernetes.nodes import Node
from sandbox.kubernetes.objects import NODES, PODS, has_ended, is_leaving, node_path, pod_path
from terraform_json.types import Json

LEAVING: Final = "sandbox/leaving"
"""The annotation of a node that is drained here, and not by a person."""
TO_BE_DELETED: Final = "ToBeDeletedByClusterAutoscaler"
"""The taint of a node that the autoscaler drains."""
# Pods that a drain leaves: their nodes bring them, and take them along.
_LEFT: Final = {"DaemonSet", "Node"}
_log = logging.getLogger(__name__)


def follow(api: Api, wanted: Mapping[str, Sequence[Node] | None]) -> None:
    """Take one step towards the wanted nodes; to be called again and again.

    Args:
        api: The control plane.
        wanted: The nodes of each group, by the group's name; None for one that is left alone.

    Raises:
        Failure: The API does not answer.
    """
    standing: dict[str, dict[str, Json]] = {}
    for node in api.items(NODES, labelSelector=NODE_GROUP_LABEL):
        group = node["metadata"]["labels"][NODE_GROUP_LABEL]
        standing.setdefault(group, {})[node["metadata"]["name"]] = node
    for group in {*wanted, *standing}:
        nodes = wanted.get(group, ())
        if nodes is None:
            continue
        try:
            _follow_group(api, nodes, standing.get(group, {}))
        except ApiError as error:
            # One group must not keep the others from following.
            _log.warning("the node group %s: %s", group, error)


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
            _update(api, node, standing[node.name])
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


def _update(api: Api, wanted: Node, standing: Json) -> None:
    """Give a standing node the labels and taints of its group, which EKS changes in place."""
    path = node_path(standing)
    if LEAVING in standing["metadata"].get("annotations", {}):
        # It is wanted again before it was empty.
        stays = {"metadata": {"annotations": {LEAVING: None}}, "spec": {"unschedulable": None}}
        api.patch(path, stays)
    labels = standing["metadata"]["labels"]
    changed = {key: value for key, value in wanted.labels.items() if labels.get(key) != value}
    if changed:
        api.patch(path, {"metadata": {"labels": changed}})
    taints = standing["spec"].get("taints", [])
    # Those of controllers, such as that of a cordoned node, are not the group's.
    foreign = ("node.kubernetes.io/", TO_BE_DELETED)
    others = [taint for taint in taints if taint["key"].startswith(foreign)]
    meant = [*others, *(dict(taint) for taint in wanted.taints)]
    if _comparable(meant) != _comparable(taints):
        api.patch(path, {"spec": {"taints": meant}})


def _comparable(taints: Iterable[Mapping[str, str]]) -> set[tuple[str, str, str]]:
    return {(taint["key"], taint.get("value", ""), taint["effect"]) for taint in taints}


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
        leaving = {"metadata": {"annotations": {LEAVING: "true"}}, "spec": {"unschedulable": True}}
        api.patch(node_path(node), leaving)
    pods = api.items(PODS, fieldSelector=f"spec.nodeName={name}")
    staying = [pod for pod in pods if not _goes_with_its_node(pod)]
    if not staying:
        api.delete(node_path(node))
        for pod in pods:
            # The kubelet is gone that would have said that they ended.
            api.delete(f"{pod_path(pod)}?gracePeriodSeconds=0")
        _log.info("node %s is gone", name)
        return
    for pod in staying:
        if not is_leaving(pod):
            evict(api, pod)


def evict(api: Api, pod: Json) -> None:
    """Evict a pod, unless a disruption budget forbids it for now."""
    metadata = pod["metadata"]
    body = {
        "apiVersion": "policy/v1",
        "kind": "Eviction",
        "metadata": {"name": metadata["name"], "namespace": metadata["namespace"]},
    }
    try:
        api.create(f"{pod_path(pod)}/eviction", body)
    except ApiError as error:
        # Forbidden, or gone already.
        if error.status not in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.NOT_FOUND):
            raise


def _goes_with_its_node(pod: Json) -> bool:
    owners = pod["metadata"].get("ownerReferences", ())
    return has_ended(pod) or any(owner["kind"] in _LEFT for owner in owners)
