"""Looks at the pods several times a second, and keeps what it sees."""

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Event, Lock, Thread
from typing import Final

from gameday.pods import (
    PODS,
    is_leaving,
    is_ready,
    node_of,
    revision_of,
    waits_because,
    workload_of,
)
from ops.command import Failure
from sandbox.kubernetes.api import Api
from terraform_json.types import Json

LOOK_SECONDS: Final = 0.2
"""How often: a dip that is shorter may be missed. Pods here take a second to become ready."""
ZONE: Final = "topology.kubernetes.io/zone"


@dataclass(frozen=True, kw_only=True)
class Sample:
    """What was seen at one moment.

    Attributes:
        at: The moment, in seconds by `time.monotonic`.
        ready: The pods of each workload that take requests, by zone.
        waiting: Why pods wait for a node, by workload: the words of the scheduler for one of them.
        pending: How many of each workload wait.
        revisions: The pods of each workload that take requests, by their revisions.
    """

    at: float
    ready: Mapping[str, Counter[str]]
    waiting: Mapping[str, str] = field(default_factory=dict)
    pending: Mapping[str, int] = field(default_factory=dict)
    revisions: Mapping[str, Counter[str]] = field(default_factory=dict)


class Recorder:
    """Records the pods of a cluster on a thread of its own, from `start` to `stop`.

    Args:
        api: A client of its own.

    Attributes:
        shifted: Zones from which traffic is kept: pods there take no requests.
        samples: What was seen, in order; moments at which nothing had changed are left out.
    """

    def __init__(self, api: Api) -> None:
        self._api = api
        self._over, self._lock, self._looking = Event(), Lock(), Lock()
        self._zones: dict[str, str] = {}
        self._pods: list[Json] = []
        self._seen: object = None
        self._changed = time.monotonic()
        self._looked = 0.0
        self._thread = Thread(target=self._run, daemon=True)
        self.shifted: set[str] = set()
        self.samples: list[Sample] = []

    def start(self) -> None:
        """Begin."""
        self._look()
        self._thread.start()

    def stop(self) -> None:
        """End."""
        self._over.set()
        self._thread.join()

    def begin(self) -> Sample:
        """Forget what was seen; return what is seen now, which is kept."""
        with self._lock:
            self.samples = []
            self._seen = None
        return self.look()

    def look(self) -> Sample:
        """Look at once, and return what is seen."""
        self._look()
        return self.samples[-1]

    def look_pods(self) -> list[Json]:
        """Look at once, and return the pods of counted workloads that stay."""
        self._look()
        with self._lock:
            return [each for each in self._pods if workload_of(each) and not is_leaving(each)]

    @property
    def changed(self) -> float:
        """The moment when a change was last seen, by `time.monotonic`."""
        return self._changed

    def quiet_seconds(self) -> float:
        """Return for how long nothing has changed, as far as the pods were looked at."""
        with self._lock:
            return self._looked - self._changed

    def waits(self) -> bool:
        """Tell whether a pod is not ready that stays: it waits for a node, or starts."""
        with self._lock:
            return any(
                workload_of(pod) and not is_leaving(pod) and not is_ready(pod) for pod in self._pods
            )

    def _run(self) -> None:
        while not self._over.wait(LOOK_SECONDS):
            try:
                self._look()
            except Failure:
                # Whoever waits for something looks after the control plane.
                continue

    def _look(self) -> None:
        # A client is for one thread at a time.
        with self._looking:
            self._see()

    def _see(self) -> None:
        pods = self._api.items(PODS, resourceVersion="0")
        now = time.monotonic()
        zones = {each: self._zone(each) for each in {node_of(pod) for pod in pods} - {""}}
        ready: dict[str, Counter[str]] = {}
        waiting: dict[str, str] = {}
        pending: Counter[str] = Counter()
        revisions: dict[str, Counter[str]] = {}
        state = []
        for pod in pods:
            key = workload_of(pod)
            if key is None:
                continue
            counts = ready.setdefault(key, Counter())
            zone, takes, why = zones.get(node_of(pod), ""), is_ready(pod), waits_because(pod)
            if takes and zone not in self.shifted:
                counts[zone] += 1
                revisions.setdefault(key, Counter())[revision_of(pod)] += 1
            if why and not is_leaving(pod):
                waiting[key] = why
                pending[key] += 1
            state.append((pod["metadata"]["uid"], node_of(pod), takes, why, is_leaving(pod)))
        seen = sorted(state), sorted(self.shifted)
        with self._lock:
            self._pods, self._looked = pods, now
            if seen != self._seen:
                self._seen, self._changed = seen, now
                self.samples.append(
                    Sample(
                        at=now, ready=ready, waiting=waiting, pending=pending, revisions=revisions
                    )
                )

    def _zone(self, node: str) -> str:
        """Return the zone of a node, also of one that is gone."""
        if node not in self._zones:
            found = self._api.get(f"/api/v1/nodes/{node}")
            if not found:
                return ""
            self._zones[node] = found["metadata"]["labels"][ZONE]
        return self._zones[node]
