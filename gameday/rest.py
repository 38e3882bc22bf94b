"""Tells when what follows from a fault is over: a cluster is at rest."""

from collections import Counter
from typing import Final

from gameday.faults import Faults
from gameday.followers import Followers
from gameday.lapse import evictions
from gameday.node_groups import NodeGroups
from gameday.pods import workload_of
from gameday.recorder import Recorder
from sandbox.kubernetes.api import Api
from sandbox.kubernetes.objects import NODES, is_leaving, is_node_ready, is_pod_ready, node_of

SCANS: Final = 3
"""How often the autoscaler looks at a pod that waits until it certainly has acted: it looks twice
before it does, and a busy machine lets it look seldom."""
SOON_SECONDS: Final = 2.0
"""How long nothing must change where no pod waits for a node, or nobody judges what is seen."""
REFUSED_SECONDS: Final = 60.0
"""How long a controller may take to make a pod until it counts as refused, as by a quota: it waits
longer and longer while a claim of before goes."""
_HPAS: Final = "/apis/autoscaling/v2/horizontalpodautoscalers"
_CONTROLLERS: Final = {
    "Deployment": "/apis/apps/v1/deployments",
    "StatefulSet": "/apis/apps/v1/statefulsets",
}


class Rest:
    """Looks whether a cluster is at rest.

    Args:
        api: The control plane.
        groups: The node groups.
        recorder: The pods, as they are seen.
        faults: What is done to the cluster.
        followers: What follows the node groups, the autoscaler among them.
    """

    def __init__(
        self,
        api: Api,
        groups: NodeGroups,
        recorder: Recorder,
        faults: Faults,
        followers: Followers,
    ) -> None:
        self._api, self._groups, self._recorder = api, groups, recorder
        self._faults, self._followers = faults, followers

    def is_reached(self, quiet_seconds: float) -> bool:
        """Tell whether nothing has changed for a while, and nobody has anything left to do.

        Args:
            quiet_seconds: How long nothing must have changed while pods wait for nodes.

        Raises:
            Failure: The API does not answer.
        """
        if not self._is_quiet(quiet_seconds) or self._evicting():
            return False
        # What the last eviction took away may not have been heard of when this was asked.
        self._recorder.look()
        return (
            self._is_quiet(quiet_seconds)
            and self._controlled()
            and self.nodes_stand()
            and self._autoscaled()
        )

    def nodes_stand(self) -> bool:
        """Tell whether every node that is wanted is there, and ready unless nobody reaches it."""
        standing = {node["metadata"]["name"]: node for node in self._api.items(NODES)}
        wanted = self._groups.names()
        ours = [node for name, node in standing.items() if name in wanted]
        reached = [node for node in ours if not self._faults.is_cut_off(node)]
        return wanted <= standing.keys() and all(map(is_node_ready, reached))

    def _is_quiet(self, seconds: float) -> bool:
        if any(not is_leaving(pod) and not is_pod_ready(pod) for pod in self._recorder.pods()):
            quiet = self._followers.scans_since(self._recorder.changed) > SCANS
        else:
            # The autoscaler has nothing to do.
            seconds = min(seconds, SOON_SECONDS)
            quiet = True
        return quiet and self._recorder.quiet_seconds() >= seconds

    def _evicting(self) -> bool:
        return any(True for _ in evictions(self._api))

    def _controlled(self) -> bool:
        """Tell whether the controllers have done what is theirs, however busy the machine is.

        Every workload has as many pods as it wants, unless nobody lets it have them, those that
        have a node have become ready, and no pod counts as ready of which nobody hears.
        """
        pods = self._recorder.pods()
        if any(self._faults.is_cut_off(pod) and is_pod_ready(pod) for pod in pods):
            return False
        # The name of a pod of a StatefulSet is taken until it has gone.
        there = Counter(
            key
            for pod in pods
            if (key := workload_of(pod)) and ("/StatefulSet/" in key or not is_leaving(pod))
        )
        complete = all(
            there[f"{each['metadata']['namespace']}/{kind}/{each['metadata']['name']}"]
            >= each["spec"]["replicas"]
            for kind, path in _CONTROLLERS.items()
            for each in self._api.items(path)
        )
        starting = any(
            node_of(pod)
            and not (is_leaving(pod) or is_pod_ready(pod) or self._faults.is_cut_off(pod))
            for pod in pods
        )
        return (complete and not starting) or self._recorder.quiet_seconds() > REFUSED_SECONDS

    def _autoscaled(self) -> bool:
        """Tell whether every Deployment has the fewest pods that its autoscaler keeps."""
        return all(
            each["status"].get("currentReplicas", 0) >= each["spec"].get("minReplicas", 1)
            for each in self._api.items(_HPAS)
        )
