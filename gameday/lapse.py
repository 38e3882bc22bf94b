"""Lets the time for which pods tolerate an unreachable node pass faster.

Kubernetes evicts a pod when its toleration ends, a minute or five after the node got its taint.
Here the same pods are deleted as soon as a tenth of that has passed: time passes for them as it
does for the simulated autoscaler.
https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/#taint-based-evictions
"""

import time
from collections.abc import Callable, Iterator
from typing import Final

from sandbox.joints.autoscaler.simulation import SPEED
from sandbox.kubernetes.api import Api
from sandbox.kubernetes.objects import NODES, PODS, is_leaving, node_of, pod_path
from terraform_json.types import Json

UNREACHABLE_TAINT: Final = "node.kubernetes.io/unreachable"


class Lapse:
    """Evicts pods from unreachable nodes.

    Args:
        api: The control plane.
        clock: Tells the time in seconds.
    """

    def __init__(self, api: Api, clock: Callable[[], float] = time.monotonic) -> None:
        self._api, self._clock = api, clock
        self._since: dict[str, float] = {}

    def follow(self) -> None:
        """Delete the pods whose time is over; to be called again and again.

        Raises:
            Failure: The API does not answer.
        """
        now = self._clock()
        due = list(evictions(self._api))
        self._since = {node_of(pod): self._since.get(node_of(pod), now) for pod, _ in due}
        for pod, seconds in due:
            if now - self._since[node_of(pod)] >= seconds / SPEED:
                self._api.delete(pod_path(pod))


def evictions(api: Api) -> Iterator[tuple[Json, float]]:
    """Yield each pod that is to leave an unreachable node, and for how long it tolerates that.

    Raises:
        Failure: The API does not answer.
    """
    nodes = {
        node["metadata"]["name"]: taint
        for node in api.items(NODES)
        for taint in node["spec"].get("taints", ())
        if (taint["key"], taint["effect"]) == (UNREACHABLE_TAINT, "NoExecute")
    }
    for pod in api.items(PODS) if nodes else ():
        node = node_of(pod)
        if node in nodes and not is_leaving(pod):
            seconds = tolerated_seconds(pod, nodes[node])
            if seconds is not None:
                yield pod, seconds


def tolerated_seconds(pod: Json, taint: Json) -> float | None:
    """Return how long a pod tolerates a taint; None for ever, 0 if it does not."""
    matching = list(_matching(pod, taint))
    if not matching:
        return 0
    ends = [each["tolerationSeconds"] for each in matching if "tolerationSeconds" in each]
    return max(min(ends), 0) if ends else None


def _matching(pod: Json, taint: Json) -> Iterator[Json]:
    for each in pod["spec"].get("tolerations", ()):
        same_key = each.get("key", taint["key"]) == taint["key"]
        same_effect = each.get("effect", taint["effect"]) == taint["effect"]
        exists = each.get("operator") == "Exists"
        if same_key and same_effect and (exists or each.get("value") == taint.get("value")):
            yield each
