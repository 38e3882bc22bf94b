"""Takes nodes away: a taint and a cordon, the eviction API, and the instance last.

https://github.com/kubernetes/autoscaler/blob/cluster-autoscaler-1.35.0/cluster-autoscaler/core/scaledown/actuation/drain.go
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ops.command import Failure
from sandbox.joints.autoscaler.events import tell
from sandbox.joints.autoscaler.options import Options
from sandbox.joints.autoscaler.view import View
from sandbox.joints.nodes import LEAVING, TO_BE_DELETED, evict
from sandbox.kubernetes.api import Api, ApiError
from sandbox.kubernetes.objects import node_path
from terraform_json.types import Json

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Drain:
    """A node that is being taken away.

    Attributes:
        group: The name of its group.
        since: When it began, in seconds of the program.
        moves_pods: Whether it had pods that have to move.
    """

    group: str
    since: float
    moves_pods: bool


class Drains:
    """The nodes that are being taken away.

    Args:
        api: The control plane.
        terminate: Takes the instance of a node away; it gets the names of the group and the node.

    Attributes:
        going: The nodes, by name.
    """

    def __init__(self, api: Api, terminate: Callable[[str, str], None]) -> None:
        self._api = api
        self._terminate = terminate
        self.going: dict[str, Drain] = {}

    def start(self, node: Json, drain: Drain) -> None:
        """Begin with a node."""
        name = node["metadata"]["name"]
        taint = {"key": TO_BE_DELETED, "value": f"{drain.since:.0f}", "effect": "NoSchedule"}
        taints = [*(node["spec"].get("taints") or ()), taint]
        self._api.patch(node_path(node), {"spec": {"taints": taints, "unschedulable": True}})
        self.going[name] = drain
        tell(self._api, node, "ScaleDown", "marked the node as toBeDeleted/unschedulable")

    def step(self, view: View, now: float, options: Options) -> bool:
        """Take a step with each; return whether one failed.

        Args:
            view: The cluster.
            now: The time, in seconds of the program.
            options: The settings.
        """
        failures = [
            self._step(view, name, now - drain.since, options)
            for name, drain in list(self.going.items())
        ]
        return any(failures)

    def tidy(self, nodes: Mapping[str, Json]) -> None:
        """Let nodes be used again that were left half drained."""
        for name, node in nodes.items():
            keys = {taint["key"] for taint in node["spec"].get("taints") or ()}
            goes = name in self.going or LEAVING in node["metadata"].get("annotations", {})
            if TO_BE_DELETED in keys and not goes:
                self._release(node)

    def _step(self, view: View, name: str, seconds: float, options: Options) -> bool:
        node = view.nodes.get(name)
        if node is None:
            del self.going[name]
            return False
        staying = [pod for pod in view.on(name) if not pod.is_of_its_node]
        asked = [pod for pod in staying if not pod.is_leaving]
        most = options.max_pod_eviction_time
        if not asked:
            most += options.max_graceful_termination_sec
        if staying and seconds > most:
            self._give_up(node, f"failed to drain the node: {staying[0].name} is still there")
            return True
        for pod in asked:
            try:
                evict(self._api, pod.manifest)
            except ApiError as error:
                # Such as a pod of two budgets: it saves the node in the end.
                _log.warning("autoscaler: %s", error)
        return not staying and not self._ended(node)

    def _ended(self, node: Json) -> bool:
        name = node["metadata"]["name"]
        try:
            self._terminate(self.going[name].group, name)
        except Failure as failure:
            self._give_up(node, f"failed to delete empty node: {failure}")
            return False
        del self.going[name]
        _log.info("autoscaler: %s is taken away", name)
        tell(self._api, node, "ScaleDown", "node removed by cluster autoscaler")
        return True

    def _give_up(self, node: Json, why: str) -> None:
        del self.going[node["metadata"]["name"]]
        self._release(node)
        _log.info("autoscaler: %s: %s", node["metadata"]["name"], why)
        tell(self._api, node, "ScaleDownFailed", why)

    def _release(self, node: Json) -> None:
        taints = [each for each in node["spec"].get("taints") or () if each["key"] != TO_BE_DELETED]
        self._api.patch(node_path(node), {"spec": {"taints": taints, "unschedulable": None}})
