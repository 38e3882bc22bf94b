"""The cluster, as the autoscaler sees it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sandbox.joints.autoscaler.groups import Group
from sandbox.joints.autoscaler.options import Options
from sandbox.joints.autoscaler.placement import Place, misfit
from sandbox.joints.autoscaler.pods import Pod
from sandbox.joints.autoscaler.scale_down import Budget
from sandbox.joints.nodes import LEAVING
from sandbox.kubernetes.api import Api
from sandbox.kubernetes.objects import NODES, PODS
from terraform_json.types import Json


@dataclass(frozen=True, kw_only=True)
class View:
    """The cluster at one time.

    Attributes:
        nodes: The nodes of the API, by name.
        pods: All pods that have not ended.
        budgets: The disruption budgets.
        daemon_sets: The DaemonSets.
    """

    nodes: Mapping[str, Json]
    pods: Sequence[Pod]
    budgets: Sequence[Budget] = ()
    daemon_sets: Sequence[Json] = ()

    @classmethod
    def of(cls, api: Api) -> "View":
        """Look at a cluster.

        Raises:
            Failure: The API does not answer.
        """
        pods = [Pod(each) for each in api.items(PODS)]
        budgets = api.items("/apis/policy/v1/poddisruptionbudgets")
        return cls(
            nodes={node["metadata"]["name"]: node for node in api.items(NODES)},
            pods=[pod for pod in pods if not pod.has_ended],
            budgets=[Budget.of(each) for each in budgets],
            daemon_sets=api.items("/apis/apps/v1/daemonsets"),
        )

    def on(self, node: str) -> list[Pod]:
        """Return the pods of a node."""
        return [pod for pod in self.pods if pod.node == node]

    def waiting(self, options: Options) -> list[Pod]:
        """Return the pods that have found no room, and for which nodes may be added."""
        return [
            pod
            for pod in self._counted(options)
            if pod.lacks_room and not (pod.is_leaving or pod.nominated or pod.is_of_a_daemon_set)
        ]

    def templates(self, groups: Iterable[Group]) -> dict[str, Place]:
        """Return a new node of each group, with the pods that its node brings."""
        found = {}
        for group in groups:
            place = Place.of(group.template).another(f"template-of-{group.name}")
            brought = map(_brought, self.daemon_sets)
            place.pods = [pod for pod in brought if misfit(pod, place, [place]) is None]
            found[group.name] = place
        return found

    def places(
        self,
        groups: Iterable[Group],
        templates: Mapping[str, Place],
        started: Collection[str],
        options: Options,
    ) -> list[Place]:
        """Return the nodes, and instead of those that are to come new ones of their groups.

        Args:
            groups: The groups.
            templates: A new node of each.
            started: The nodes that have been ready.
            options: The settings.
        """
        standing = [Place.of(node) for name, node in self.nodes.items() if name in started]
        by_name = {place.name: place for place in standing}
        for pod in self._counted(options):
            place = by_name.get(pod.node or pod.nominated)
            if place:
                place.pods.append(pod)
        coming = []
        for group in groups:
            template = templates[group.name]
            missing = [name for name in group.instances if name not in by_name]
            # While nodes are replaced, others stand for those that are not there yet.
            others = sum(
                place.group == group.name and not self._is_replaced(place.name)
                for place in standing
            )
            room = max(group.size - others, 0)
            coming += [template.another(name, template.pods) for name in missing[:room]]
        return [*standing, *coming]

    def _is_replaced(self, node: str) -> bool:
        return LEAVING in self.nodes[node]["metadata"].get("annotations", {})

    def _counted(self, options: Options) -> list[Pod]:
        least = options.expendable_pods_priority_cutoff
        return [pod for pod in self.pods if pod.spec.get("priority", 0) >= least]


def _brought(daemon_set: Json) -> Pod:
    """Return a pod of a DaemonSet."""
    metadata = daemon_set["metadata"]
    template = daemon_set["spec"]["template"]
    owner = {"kind": "DaemonSet", "uid": metadata["uid"], "controller": True}
    named = {
        "name": metadata["name"],
        "namespace": metadata["namespace"],
        "uid": metadata["uid"],
        "labels": template["metadata"].get("labels"),
        "ownerReferences": [owner],
    }
    return Pod({"metadata": named, "spec": template["spec"], "status": {}})
