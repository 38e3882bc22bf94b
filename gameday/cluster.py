"""A cluster on which game days are played: a real control plane that follows the node groups."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Event
from typing import Final

from config.addons.names import ROLLOUTS
from gameday.at_once import AtOnce
from gameday.faults import Faults
from gameday.followers import Followers, client
from gameday.growing import fewest, fewest_again
from gameday.lapse import UNREACHABLE_TAINT, evictions
from gameday.node_groups import NodeGroups
from gameday.platform import Platform
from gameday.pods import workload_of
from gameday.recorder import Recorder
from gameday.stand_ins import stand_ins
from ops.command import Failure
from sandbox.changes import Change, changes, make
from sandbox.kubernetes import (
    LocalControlPlane,
    control_plane,
    custom_resources,
    resource_metrics,
    rollouts,
)
from sandbox.kubernetes.measurements import Measurements
from sandbox.kubernetes.objects import (
    NODES,
    ZONE_LABEL,
    is_leaving,
    is_node_ready,
    is_pod_ready,
)
from sandbox.step import Release
from terraform_json.types import Json

SCANS: Final = 3
"""How often the autoscaler looks at a pod that waits until it certainly has acted: it looks twice
before it does, and a busy machine lets it look seldom."""
QUIET_SECONDS: Final = 4.0
"""How long nothing must change until what follows from a fault counts as over, while pods wait."""
SOON_SECONDS: Final = 2.0
"""The same where no pod waits for a node, or faults are undone and nobody judges what is seen."""
REFUSED_SECONDS: Final = 60.0
"""How long a controller may take to make a pod until it counts as refused, as by a quota: it waits
longer and longer while a claim of before goes."""
PATIENCE_SECONDS: Final = 240
"""When to give up waiting."""
POLL_SECONDS: Final = 0.2
_HPAS: Final = "/apis/autoscaling/v2/horizontalpodautoscalers"
_CONTROLLERS: Final = {
    "Deployment": "/apis/apps/v1/deployments",
    "StatefulSet": "/apis/apps/v1/statefulsets",
}


class Cluster:
    """The control plane, its nodes, and what is installed on it.

    Args:
        plane: The control plane, without nodes.
        platform: What is to be installed.
        over: Set when nobody wants what is played any more.

    Attributes:
        plane: The control plane.
        api: A client of its API, for the thread that plays.
        platform: What is installed.
        groups: The node groups.
        recorder: What is seen of the pods.
        faults: What can be done to it.
        measurements: What Prometheus would say of new pods.
    """

    def __init__(
        self, plane: LocalControlPlane, platform: Platform, over: Event | None = None
    ) -> None:
        model = platform.model
        self.plane, self.api, self.platform = plane, plane.api, platform
        self.groups = NodeGroups(model.groups, model.region, autoscaled=model.autoscaled)
        self.recorder = Recorder(partial(client, plane))
        at_once = AtOnce(partial(client, plane))
        self.faults = Faults(self.api, self.groups, self.recorder, at_once)
        self.measurements = Measurements()
        self._followers = Followers(plane, self.groups)
        self._applied: dict[str, Json] = {}
        self._over = over or Event()

    def start(self) -> None:
        """Let nodes, autoscaler and the rest follow, and record the pods."""
        self._followers.start()
        self.recorder.start()
        self.measurements.start()

    def stop(self) -> None:
        """End what `start` began."""
        self._followers.stop()
        self.recorder.stop()
        self.measurements.stop()

    def install(self, tell: Callable[[str], None] = lambda _: None) -> None:
        """Install the platform, or what has changed of it, and wait until nothing changes.

        Args:
            tell: Called with the name of each step.

        Raises:
            Failure: Something cannot be installed.
        """
        self.wait_for("the nodes", self._nodes_stand)
        left_out = self.platform.inside.left_out
        kinds = [
            kind
            for name in left_out
            # Those of canaries are real.
            if name != ROLLOUTS
            for kind in custom_resources.STAND_INS.get(name, ())
        ]
        if not self._applied:
            custom_resources.install(self.plane, kinds)
            resource_metrics.stand_in(self.api)
            if self.platform.canaries is not None:
                rollouts.define(self.plane)
                rollouts.run(self.plane, self.platform.canaries, self.measurements.url)
        todo = [self._anew(each) for each in changes(self.plane, self.platform.inside)]
        make(self.plane, todo, lambda change: tell(change.address))
        self._apply_stand_ins()
        self.settle()

    def change(self, platform: Platform) -> None:
        """Undo all faults, and make of the platform that is installed another of its environment.

        Raises:
            Failure: Something cannot be installed.
        """
        self.faults.undo()
        # Zones may have other nodes, and a name may be that of another group's.
        self.faults.lose(self.faults.nodes())
        self.platform = platform
        self.groups.define(platform.model.groups, autoscaled=platform.model.autoscaled)
        self.wait_for("the nodes", self._nodes_stand)
        # A volume stays in the zone where its first pod was, which may have been the only one.
        self.faults.forget_volumes()
        self.install()
        self.restore()

    def _anew(self, change: Change) -> Change:
        """Let a release be installed as on a new cluster, however its pods fare.

        An update that finds no room would be taken back, and the pods of before are none of a
        platform that is weak.
        """
        if not isinstance(change.step, Release):
            return change
        if change.action == "change":
            self.plane.run(*change.undo)
        return replace(change, step=replace(change.step, waits=False))

    def _apply_stand_ins(self) -> None:
        meant = {
            self.api.place(manifest): manifest
            for source in self.platform.stand_ins
            for manifest in stand_ins(source, self.platform.flags)
        }
        for path in self._applied.keys() - meant.keys():
            self.api.delete(path)
        for path, manifest in meant.items():
            if self._applied.get(path) != manifest:
                self.api.apply(path, manifest)
        self._applied = meant

    def settle(self, quiet_seconds: float = QUIET_SECONDS) -> None:
        """Wait until nothing has changed for a while.

        Raises:
            Failure: It goes on changing, or the control plane has ended.
        """
        self.wait_for("rest", partial(self._at_rest, quiet_seconds))

    def _at_rest(self, quiet_seconds: float) -> bool:
        if not self._is_quiet(quiet_seconds) or self._evicting():
            return False
        # What the last eviction took away may not have been heard of when this was asked.
        self.recorder.look()
        return (
            self._is_quiet(quiet_seconds)
            and self._controlled()
            and self._nodes_stand()
            and self._autoscaled()
        )

    def _is_quiet(self, seconds: float) -> bool:
        if any(not is_leaving(pod) and not is_pod_ready(pod) for pod in self.recorder.pods()):
            quiet = self._followers.scans_since(self.recorder.changed) > SCANS
        else:
            # The autoscaler has nothing to do.
            seconds = min(seconds, SOON_SECONDS)
            quiet = True
        return quiet and self.recorder.quiet_seconds() >= seconds

    def _controlled(self) -> bool:
        """Tell whether the controllers have done what is theirs, however busy the machine is.

        Every workload has as many pods as it wants, unless nobody lets it have them, and no pod
        counts as ready of which nobody hears.
        """
        pods = self.recorder.pods()
        if any(self.faults.is_cut_off(pod) and is_pod_ready(pod) for pod in pods):
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
            for each in self.api.items(path)
        )
        return complete or self.recorder.quiet_seconds() > REFUSED_SECONDS

    def _evicting(self) -> bool:
        return any(True for _ in evictions(self.api))

    def _nodes_stand(self) -> bool:
        items = self.api.items(NODES)
        standing = {node["metadata"]["name"]: node for node in items}
        wanted = self.groups.names()
        ours = [node for name, node in standing.items() if name in wanted]
        reached = [node for node in ours if not self.faults.is_cut_off(node)]
        return wanted <= standing.keys() and all(map(is_node_ready, reached))

    def _autoscaled(self) -> bool:
        """Tell whether every Deployment has the fewest pods that its autoscaler keeps."""
        return all(
            each["status"].get("currentReplicas", 0) >= each["spec"].get("minReplicas", 1)
            for each in self.api.items(_HPAS)
        )

    def wait_for(
        self,
        what: str,
        condition: Callable[[], bool],
        patience: float = PATIENCE_SECONDS,
        pause: float = POLL_SECONDS,
    ) -> None:
        """Wait until a condition holds, which is asked again after each pause, in seconds.

        Raises:
            Failure: It does not within the patience, in seconds, the control plane has ended, or
                nobody wants what is played any more.
        """
        deadline = time.monotonic() + patience
        while not condition():
            self.plane.check()
            if self._over.wait(pause):
                raise Failure("The game day was ended.")
            if time.monotonic() > deadline:
                raise Failure(f"The game day waited {patience:.0f} s for {what}, in vain.")

    def restore(self) -> None:
        """Undo all faults: the fewest nodes, and every workload evenly on them."""
        self.faults.undo()
        self.groups.reset()
        fewest_again(self.api, fewest(self.platform.model))
        self.wait_for("the nodes", self._nodes_stand)
        self.faults.remove_surplus()
        self.settle(SOON_SECONDS)
        if self.faults.rebalance(self.recorder.look().ready):
            self.settle(SOON_SECONDS)

    def knows_cut_off(self, zone: str) -> bool:
        """Tell whether the controllers have noticed that a zone's nodes are not reached."""
        found = self.api.items(NODES, labelSelector=f"{ZONE_LABEL}={zone}")
        return all(
            any(taint["key"] == UNREACHABLE_TAINT and taint["effect"] == "NoExecute" for taint in taints)
            for node in found
            for taints in (node["spec"].get("taints", ()),)
        )


@contextmanager
def running(
    platform: Platform, directory: Path, logs: Path, over: Event | None = None
) -> Iterator[Cluster]:
    """Run a cluster for a platform, with nothing installed, as long as the context lasts.

    Args:
        platform: The platform.
        directory: A new folder for the control plane; removed at the end.
        logs: The folder for logs.
        over: Set when nobody wants what is played on it any more.

    Raises:
        ControlPlaneError: The control plane did not start, or ended before the context did.
    """
    with control_plane(directory, logs, nodes=()) as plane:
        cluster = Cluster(plane, platform, over)
        cluster.start()
        try:
            yield cluster
        finally:
            cluster.stop()
