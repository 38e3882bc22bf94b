"""The scheduler's rules once more, as plainly as they can be written."""

from collections import Counter
from dataclasses import dataclass

from config.room import Room, total
from resilience.model.nodes import Node
from resilience.model.pods import Spread, Workload


@dataclass(frozen=True, kw_only=True)
class Cluster:
    """Nodes, and the workloads of the pods on them.

    Attributes:
        nodes: The nodes.
        pods: The workload and the node's name of each pod.
    """

    nodes: tuple[Node, ...]
    pods: tuple[tuple[Workload, str], ...]

    def free(self, node: Node) -> Room:
        """Return what a node has left."""
        return node.room - total(each.each for each, name in self.pods if name == node.name)

    def fits(self, workload: Workload, node: Node) -> bool:
        """Return whether one more pod of a workload may be placed on a node."""
        return (
            node.suits(workload)
            and self.free(node).holds(workload.each)
            and all(self._is_apart(workload, node, key) for key in workload.apart)
            and all(self._is_spread(workload, node, each) for each in workload.spreads if each.hard)
        )

    def skew(self, workload: Workload, spread: Spread) -> int:
        """Return by how much the fullest domain of a constraint exceeds the emptiest."""
        counts = self._counts(workload, spread)
        enough = len(counts) >= (spread.min_domains or 1)
        least = min(counts.values(), default=0) if enough else 0
        return max(counts.values(), default=0) - least

    def _is_apart(self, workload: Workload, node: Node, key: str) -> bool:
        labels = {each.name: each.labels for each in self.nodes}
        taken = {labels[name].get(key) for each, name in self.pods if each.key == workload.key}
        return node.labels[key] not in taken

    def _is_spread(self, workload: Workload, node: Node, spread: Spread) -> bool:
        if spread.key not in node.labels:
            return False
        counts = self._counts(workload, spread)
        enough = len(counts) >= (spread.min_domains or 1)
        least = min(counts.values(), default=0) if enough else 0
        return counts[node.labels[spread.key]] + 1 - least <= spread.max_skew

    def _counts(self, workload: Workload, spread: Spread) -> Counter[str]:
        counts: Counter[str] = Counter()
        for node in self.nodes:
            labelled = all(
                node.labels.get(key) in allowed for key, allowed in workload.node_labels.items()
            )
            if labelled and (not spread.honors_taints or node.suits(workload)):
                here = [each for each, name in self.pods if name == node.name]
                counts[node.labels[spread.key]] += sum(each.key == workload.key for each in here)
        return counts
