"""Finds nodes that are not needed: they are little used, and their pods have a place elsewhere.

https://github.com/kubernetes/autoscaler/blob/cluster-autoscaler-1.35.0/cluster-autoscaler/core/scaledown/planner/planner.go
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from sandbox.joints.autoscaler.options import Options
from sandbox.joints.autoscaler.placement import MEASURED, Place, settle
from sandbox.joints.autoscaler.pods import Pod
from sandbox.joints.autoscaler.selectors import selects
from terraform_json.types import Json

SYSTEM: Final = "kube-system"


@dataclass(kw_only=True)
class Budget:
    """A disruption budget.

    Attributes:
        manifest: What the API says of it.
        left: How many of its pods may be evicted now.
    """

    manifest: Json
    left: int

    @classmethod
    def of(cls, manifest: Json) -> "Budget":
        """Return the budget that the API describes."""
        status = manifest.get("status") or {}
        return cls(manifest=manifest, left=status.get("disruptionsAllowed", 0))

    def holds(self, pod: Pod) -> bool:
        """Tell whether it counts a pod."""
        here = self.manifest["metadata"]["namespace"] == pod.namespace
        return here and selects(self.manifest["spec"].get("selector"), pod.labels)


@dataclass(frozen=True, kw_only=True)
class Unneeded:
    """A node that is not needed.

    Attributes:
        place: The node.
        pods: The pods that have to move.
    """

    place: Place
    pods: Sequence[Pod]


def unneeded(
    candidates: Iterable[Place],
    places: Sequence[Place],
    budgets: Collection[Budget],
    options: Options,
) -> list[Unneeded]:
    """Return the nodes that could all be removed; their pods are then on other nodes.

    Args:
        candidates: The little used nodes that may go, the first first.
        places: All nodes; pods are moved on them.
        budgets: All budgets, which get smaller by what is moved.
        options: The settings.
    """
    found: list[Unneeded] = []
    for place in candidates:
        pods = [pod for pod in place.pods if not pod.is_of_its_node and not pod.is_leaving]
        if any(blocks(pod, budgets, options) for pod in pods):
            continue
        gone = {place, *(each.place for each in found)}
        if _moved(pods, place, [each for each in places if each not in gone], places):
            found.append(Unneeded(place=place, pods=pods))
            for budget in budgets:
                budget.left -= sum(map(budget.holds, pods))
    return found


def is_little_used(place: Place, options: Options) -> bool:
    """Tell whether no more of a node's CPUs and memory is asked for than the threshold."""
    brought = [pod for pod in place.pods if pod.is_of_a_daemon_set]
    left_out = place.another(place.name, brought if options.ignore_daemonsets_utilization else ())
    return all(
        place.used(name) - left_out.used(name)
        <= Decimal(str(options.scale_down_utilization_threshold))
        * (place.allocatable[name] - left_out.used(name))
        for name in MEASURED
    )


def blocks(pod: Pod, budgets: Iterable[Budget], options: Options) -> bool:
    """Tell whether a pod keeps its node.

    https://github.com/kubernetes/autoscaler/blob/cluster-autoscaler-1.35.0/cluster-autoscaler/simulator/drainability/rules/rules.go
    """
    if pod.says_safe_to_evict == "true":
        return False
    held = [budget for budget in budgets if budget.holds(pod)]
    unguarded = pod.namespace == SYSTEM and not held
    return (
        not pod.is_replicated
        or (options.skip_nodes_with_system_pods and unguarded)
        or pod.says_safe_to_evict == "false"
        or (options.skip_nodes_with_local_storage and pod.has_local_storage)
        or any(budget.left < 1 for budget in held)
    )


def _moved(pods: Iterable[Pod], place: Place, others: list[Place], places: Sequence[Place]) -> bool:
    """Move pods from a node to others, all or none; the node stays a domain without them."""
    before = {each: list(each.pods) for each in places}
    place.pods = [pod for pod in place.pods if pod.is_of_its_node]
    if all(settle(pod, others, places) for pod in pods):
        return True
    for each, kept in before.items():
        each.pods = kept
    return False
