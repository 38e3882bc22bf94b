"""A cluster on which game days are played: a real control plane that follows the node groups."""

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Event, Thread
from typing import Final

from gameday.at_once import AtOnce
from gameday.faults import Faults
from gameday.growing import fewest, fewest_again
from gameday.lapse import UNREACHABLE, Lapse
from gameday.node_groups import NodeGroups
from gameday.platform import Platform
from gameday.recorder import ZONE, Recorder
from gameday.stand_ins import stand_ins
from ops.command import Failure
from sandbox.changes import changes, make
from sandbox.joints import load, nodes, volumes
from sandbox.joints.autoscaler.simulation import Autoscaler
from sandbox.joints.autoscaler.view import is_ready
from sandbox.joints.nodes import NODES
from sandbox.kubernetes import (
    LocalControlPlane,
    control_plane,
    custom_resources,
    resource_metrics,
)
from sandbox.kubernetes.api import Api
from terraform_json.types import Json

STEP_SECONDS: Final = 0.5
QUIET_SECONDS: Final = 4.0
"""How long nothing must change until what follows from a fault counts as over: the autoscaler looks
twice before it acts, and its node takes a second."""
SOON_SECONDS: Final = 2.0
"""The same, once faults are undone and nobody judges what is seen."""
PATIENCE_SECONDS: Final = 240
"""When to give up waiting."""
POLL_SECONDS: Final = 0.1
_HPAS: Final = "/apis/autoscaling/v2/horizontalpodautoscalers"
_log = logging.getLogger(__name__)


class Cluster:
    """The control plane, its nodes, and what is installed on it.

    Args:
        plane: The control plane, without nodes.
        platform: What is to be installed.

    Attributes:
        plane: The control plane.
        api: A client of its API, for the thread that plays.
        platform: What is installed.
        groups: The node groups.
        recorder: What is seen of the pods.
        faults: What can be done to it.
    """

    def __init__(self, plane: LocalControlPlane, platform: Platform) -> None:
        model = platform.model
        self.plane, self.api, self.platform = plane, plane.api, platform
        self.groups = NodeGroups(model.groups, model.region, autoscaled=model.autoscaled)
        self.recorder = Recorder(_client(plane))
        at_once = AtOnce(partial(_client, plane))
        self.faults = Faults(self.api, self.groups, self.recorder, at_once)
        self._lapse = Lapse(_client(plane))
        self._over = Event()
        self._thread = Thread(target=self._follow, daemon=True)
        self._applied: dict[str, Json] = {}

    def start(self) -> None:
        """Let nodes, autoscaler and the rest follow, and record the pods."""
        self._thread.start()
        self.recorder.start()

    def stop(self) -> None:
        """End what `start` began."""
        self._over.set()
        self.recorder.stop()
        self._thread.join()

    def install(self, tell: Callable[[str], None] = lambda _: None) -> None:
        """Install the platform, or what has changed of it, and wait until nothing changes.

        Args:
            tell: Called with the name of each step.

        Raises:
            Failure: Something cannot be installed.
        """
        self.wait_for("the nodes", self._nodes_stand)
        left_out = self.platform.inside.left_out
        kinds = [kind for name in left_out for kind in custom_resources.STAND_INS.get(name, ())]
        if not self._applied:
            custom_resources.install(self.plane, kinds)
            resource_metrics.stand_in(self.api)
        todo = changes(self.plane, self.platform.inside)
        for _ in make(self.plane, todo, lambda change: tell(change.address)):
            pass
        self._apply_stand_ins()
        self.settle()

    def change(self, platform: Platform) -> None:
        """Make of the platform that is installed another one of its environment.

        Raises:
            Failure: Something cannot be installed.
        """
        self.platform = platform
        self.groups.define(platform.model.groups, autoscaled=platform.model.autoscaled)
        self.install()
        self.restore()

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
        quiet = self.recorder.quiet_seconds() >= quiet_seconds
        return quiet and not self._lapse.due and self._nodes_stand() and self._autoscaled()

    def _nodes_stand(self) -> bool:
        items = self.api.items("/api/v1/nodes")
        standing = {node["metadata"]["name"]: node for node in items}
        wanted = self.groups.names()
        ours = [node for name, node in standing.items() if name in wanted]
        reached = [node for node in ours if not self.faults.is_cut_off(node)]
        return wanted <= standing.keys() and all(map(is_ready, reached))

    def _autoscaled(self) -> bool:
        """Tell whether every Deployment has the fewest pods that its autoscaler keeps."""
        return all(
            each["status"].get("currentReplicas", 0) >= each["spec"].get("minReplicas", 1)
            for each in self.api.items(_HPAS)
        )

    def wait_for(
        self, what: str, condition: Callable[[], bool], patience: float = PATIENCE_SECONDS
    ) -> None:
        """Wait until a condition holds.

        Raises:
            Failure: It does not within the patience, in seconds, or the control plane has ended.
        """
        deadline = time.monotonic() + patience
        while not condition():
            self.plane.check()
            if time.monotonic() > deadline:
                raise Failure(f"The game day waited {patience:.0f} s for {what}, in vain.")
            time.sleep(POLL_SECONDS)

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

    def _follow(self) -> None:
        api = _client(self.plane)
        autoscaler = Autoscaler(api, self.groups)
        steps: Mapping[str, Callable[[], None]] = {
            "the nodes": lambda: nodes.follow(api, self.groups.wanted()),
            "the load": partial(load.follow, api),
            "the volumes": partial(volumes.follow, api),
            "tolerations": self._lapse.follow,
        }
        turn = 0
        while not self._over.wait(STEP_SECONDS):
            for what, step in steps.items():
                _goes_on(what, step)
            # The program looks every ten seconds, and a second here stands for ten.
            turn += 1
            if turn % 2 == 0:
                _goes_on("the autoscaler", autoscaler.scan)

    def knows_cut_off(self, zone: str) -> bool:
        """Tell whether the controllers have noticed that a zone's nodes are not reached."""
        found = self.api.items(NODES, labelSelector=f"{ZONE}={zone}")
        return all(
            any(taint["key"] == UNREACHABLE and taint["effect"] == "NoExecute" for taint in taints)
            for node in found
            for taints in (node["spec"].get("taints", ()),)
        )


def _client(plane: LocalControlPlane) -> Api:
    """Return a client of its own: none is shared between threads."""
    return Api(plane.url, plane.directory / "pki")


def _goes_on(what: str, step: Callable[[], None]) -> None:
    try:
        step()
    except Failure as failure:
        _log.warning("%s: %s", what, failure)
    except Exception:  # noqa: BLE001 - it is logged as a whole, and the next step tries again
        _log.exception("%s: a step failed", what)


@contextmanager
def running(platform: Platform, directory: Path, logs: Path) -> Iterator[Cluster]:
    """Run a cluster for a platform, with nothing installed, as long as the context lasts.

    Args:
        platform: The platform.
        directory: A new folder for the control plane; removed at the end.
        logs: The folder for logs.

    Raises:
        ControlPlaneError: The control plane did not start, or ended before the context did.
    """
    with control_plane(directory, logs, nodes=()) as plane:
        cluster = Cluster(plane, platform)
        cluster.start()
        try:
            yield cluster
        finally:
            cluster.stop()
