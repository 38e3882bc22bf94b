"""Makes a cluster follow its node groups, its load and its clock, on a thread of its own."""

import logging
import time
from collections import deque
from collections.abc import Callable, Mapping
from functools import partial
from threading import Event, Thread
from typing import Final

from gameday import volumes
from gameday.lapse import Lapse
from gameday.node_groups import NodeGroups
from ops.command import Failure
from sandbox.joints import load, nodes
from sandbox.joints.autoscaler.simulation import Autoscaler
from sandbox.kubernetes import LocalControlPlane
from sandbox.kubernetes.api import Api

STEP_SECONDS: Final = 0.5
_KEPT: Final = 10
_log = logging.getLogger(__name__)


class Followers:
    """Nodes, load, volumes, tolerations and the autoscaler of a cluster, from `start` to `stop`.

    Args:
        plane: The control plane.
        groups: Its node groups.
    """

    def __init__(self, plane: LocalControlPlane, groups: NodeGroups) -> None:
        self._api, self._groups = client(plane), groups
        self._lapse = Lapse(self._api)
        self._over = Event()
        self._scans: deque[float] = deque(maxlen=_KEPT)
        self._thread = Thread(target=self._run, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End."""
        self._over.set()
        self._thread.join()

    def scans_since(self, moment: float) -> int:
        """Return how often the autoscaler has looked, and acted, wholly after a moment; 10 at most.

        Args:
            moment: The moment, by `time.monotonic`.
        """
        return sum(began > moment for began in list(self._scans))

    def _run(self) -> None:
        autoscaler = Autoscaler(self._api, self._groups)
        steps: Mapping[str, Callable[[], None]] = {
            "the nodes": lambda: nodes.follow(self._api, self._groups.wanted()),
            "the load": partial(load.follow, self._api),
            "the volumes": partial(volumes.follow, self._api),
            "tolerations": self._lapse.follow,
        }
        turn = 0
        while not self._over.wait(STEP_SECONDS):
            for what, step in steps.items():
                _goes_on(what, step)
            # The program looks every ten seconds, and a second here stands for ten.
            turn += 1
            if turn % 2 == 0:
                began = time.monotonic()
                _goes_on("the autoscaler", autoscaler.scan)
                self._scans.append(began)


def client(plane: LocalControlPlane) -> Api:
    """Return a client of its own: none is shared between threads."""
    return Api(plane.url, plane.directory / "pki")


def _goes_on(what: str, step: Callable[[], None]) -> None:
    try:
        step()
    except Failure as failure:
        _log.warning("%s: %s", what, failure)
    except Exception:  # noqa: BLE001 - it is logged as a whole, and the next step tries again
        _log.exception("%s: a step failed", what)
