"""A cluster on which game days are played: a real control plane that follows the node groups."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Event
from typing import Final

from gameday.at_once import AtOnce
from gameday.faults import Faults
from gameday.followers import Followers, client
from gameday.growing import fewest, fewest_again
from gameday.installation import Installation
from gameday.lapse import UNREACHABLE_TAINT
from gameday.node_groups import NodeGroups
from gameday.platform import Platform
from gameday.recorder import Recorder
from gameday.rest import SOON_SECONDS, Rest
from ops.command import Failure
from sandbox.kubernetes import LocalControlPlane, control_plane
from sandbox.kubernetes.measurements import Measurements
from sandbox.kubernetes.objects import NODES, ZONE_LABEL

QUIET_SECONDS: Final = 4.0
"""How long nothing must change until what follows from a fault counts as over, while pods wait."""
PATIENCE_SECONDS: Final = 240
"""When to give up waiting."""
POLL_SECONDS: Final = 0.2


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
        self._rest = Rest(self.api, self.groups, self.recorder, self.faults, self._followers)
        self._installation = Installation(plane, self.measurements.url)
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

    def install(self) -> None:
        """Install the platform, or what has changed of it, and wait until nothing changes.

        Raises:
            Failure: Something cannot be installed.
        """
        self.wait_for("the nodes", self._rest.nodes_stand)
        self._installation.install(self.platform)
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
        self.wait_for("the nodes", self._rest.nodes_stand)
        # A volume stays in the zone where its first pod was, which may have been the only one.
        self.faults.forget_volumes()
        self.install()
        self.restore()

    def settle(self, quiet_seconds: float = QUIET_SECONDS) -> None:
        """Wait until nothing has changed for a while.

        Raises:
            Failure: It goes on changing, or the control plane has ended.
        """
        self.wait_for("rest", partial(self._rest.is_reached, quiet_seconds))

    def wait_for(
        self,
        what: str,
        condition: Callable[[], bool],
        pause: float = POLL_SECONDS,
    ) -> None:
        """Wait until a condition holds, which is asked again after each pause, in seconds.

        Raises:
            Failure: It does not within PATIENCE_SECONDS, the control plane has ended, or nobody
                wants what is played any more.
        """
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            self.plane.check()
            if self._over.wait(pause):
                raise Failure("The game day was ended.")
            if time.monotonic() > deadline:
                raise Failure(f"The game day waited {PATIENCE_SECONDS} s for {what}, in vain.")

    def restore(self) -> None:
        """Undo all faults: the fewest nodes, and every workload evenly on them."""
        self.faults.undo()
        self.groups.reset()
        fewest_again(self.api, fewest(self.platform.model))
        self.wait_for("the nodes", self._rest.nodes_stand)
        self.faults.remove_surplus()
        self.settle(SOON_SECONDS)
        if self.faults.rebalance(self.recorder.look().ready):
            self.settle(SOON_SECONDS)

    def knows_cut_off(self, zone: str) -> bool:
        """Tell whether the controllers have noticed that a zone's nodes are not reached."""
        found = self.api.items(NODES, labelSelector=f"{ZONE_LABEL}={zone}")
        return all(
            any(
                (taint["key"], taint["effect"]) == (UNREACHABLE_TAINT, "NoExecute")
                for taint in node["spec"].get("taints", ())
            )
            for node in found
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
