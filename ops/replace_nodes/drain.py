"""Moves the pods of a node elsewhere by the eviction API, which keeps to disruption budgets.

https://kubernetes.io/docs/tasks/administer-cluster/safely-drain-node/
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from config.kubernetes_names import NODE_GROUP_LABEL
from ops.command import Failure
from ops.kubectl import Json, Kubectl

_ENDED: Final = ("Succeeded", "Failed")
_MIRROR: Final = "kubernetes.io/config.mirror"


class Cluster(Kubectl):
    """A cluster whose nodes are drained."""

    @property
    def server(self) -> str:
        """The URL of the Kubernetes API that kubectl would use."""
        view = self.run("config", "view", "--minify", "--output=json")
        server: str = json.loads(view)["clusters"][0]["cluster"]["server"]
        return server

    def nodes(self, group: str) -> list[str]:
        """Return the names of a node group's nodes."""
        return [
            node["metadata"]["name"]
            for node in self.items("nodes", f"--selector={NODE_GROUP_LABEL}={group}")
        ]

    def cordon(self, nodes: Sequence[str]) -> None:
        """Let nothing new be scheduled on nodes."""
        if nodes:
            self.run("cordon", *nodes)

    def drain(self, node: str, *, seconds: int) -> list[str]:
        """Evict the pods of a node, and return why each of those is still there that are.

        Pods of DaemonSets stay, as they belong to the node, and what is in an emptyDir is lost.

        Args:
            node: The node.
            seconds: How long evictions are tried again.
        """
        drained = self.call(
            "drain",
            node,
            "--ignore-daemonsets",
            "--delete-emptydir-data",
            f"--timeout={seconds}s",
        )
        if drained.returncode == 0:
            return []
        left = [*self._reasons(node)]
        if not left:
            raise Failure(f"kubectl could not drain {node}: {drained.stderr.strip()}")
        return left

    def _reasons(self, node: str) -> Iterator[str]:
        budgets = self.items("poddisruptionbudgets", "--all-namespaces")
        selector = f"--field-selector=spec.nodeName={node}"
        for pod in filter(_moves, self.items("pods", "--all-namespaces", selector)):
            yield f"{_name(pod)}: {_reason(pod, budgets)}"


def _moves(pod: Json) -> bool:
    """Return whether a drain is meant to move a pod."""
    return (
        pod["status"].get("phase") not in _ENDED
        and _MIRROR not in pod["metadata"].get("annotations", {})
        and _owner(pod) != "DaemonSet"
    )


def _owner(pod: Json) -> str | None:
    for owner in pod["metadata"].get("ownerReferences", []):
        if owner.get("controller"):
            return str(owner["kind"])
    return None


def _reason(pod: Json, budgets: Sequence[Json]) -> str:
    if "deletionTimestamp" in pod["metadata"]:
        return "is evicted and has not ended yet"
    if _owner(pod) is None:
        return "has no controller that would make it again elsewhere: delete it by hand"
    covering = [budget for budget in budgets if _covers(budget, pod)]
    full = [_name(b) for b in covering if b.get("status", {}).get("disruptionsAllowed", 0) == 0]
    if full:
        return f"its disruption budget {', '.join(full)} allows no eviction now"
    return "could not be evicted in time"


def _covers(budget: Json, pod: Json) -> bool:
    """Return whether a budget selects a pod."""
    selector = budget["spec"].get("selector") or {}
    labels = pod["metadata"].get("labels", {})
    same = budget["metadata"]["namespace"] == pod["metadata"]["namespace"]
    return (
        same
        and selector.get("matchLabels", {}).items() <= labels.items()
        and all(_fits(each, labels) for each in selector.get("matchExpressions", []))
    )


def _fits(expression: Json, labels: Mapping[str, str]) -> bool:
    """https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors."""
    key, values = expression["key"], expression.get("values", [])
    return {
        "In": labels.get(key) in values,
        "NotIn": labels.get(key) not in values,
        "Exists": key in labels,
        "DoesNotExist": key not in labels,
    }[expression["operator"]]


def _name(item: Json) -> str:
    return f"{item['metadata']['namespace']}/{item['metadata']['name']}"
