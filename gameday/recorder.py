"""Watches the pods, and keeps every change that it sees."""

import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Event, RLock, Thread
from typing import Final

from gameday.pods import revision_of, waits_because, workload_of
from ops.command import Failure
from sandbox.kubernetes.api import Api
from sandbox.kubernetes.objects import NODES, PODS, ZONE_LABEL, is_leaving, is_pod_ready, node_of
from terraform_json.types import Json

WATCH_SECONDS: Final = 1
"""How long the API tells of changes until all pods are listed again: so that it is known how old
what is known is. Between two lists every change is told as it happens."""
RETRY_SECONDS: Final = 0.2


@dataclass(frozen=True, kw_only=True)
class Sample:
    """The pods at one moment, as they were seen.

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
        client: Makes a client: none is shared between threads.

    Attributes:
        shifted: Zones from which traffic is kept: pods there take no requests.
        samples: What was seen, in order; moments at which nothing had changed are left out.
    """

    def __init__(self, client: Callable[[], Api]) -> None:
        self._api, self._watched = client(), client()
        self._over, self._lock = Event(), RLock()
        self._zones: dict[str, str] = {}
        self._pods: dict[str, Json] = {}
        self._version = 0
        self._seen: object = None
        self._changed = time.monotonic()
        self._looked = 0.0
        self._thread = Thread(target=self._run, daemon=True)
        self.shifted: set[str] = set()
        self.samples: list[Sample] = []

    def start(self) -> None:
        """Begin."""
        self.look()
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
        """List the pods at once, and return what is seen."""
        with self._lock:
            self._list(self._api)
            self._note(time.monotonic())
            return self.samples[-1]

    @property
    def changed(self) -> float:
        """The moment when a change was last seen, by `time.monotonic`."""
        return self._changed

    def quiet_seconds(self) -> float:
        """Return for how long nothing has changed, as far as the pods were looked at."""
        with self._lock:
            return self._looked - self._changed

    def pods(self) -> list[Json]:
        """Return the pods of counted workloads, as they were last seen."""
        with self._lock:
            return [each for each in self._pods.values() if workload_of(each)]

    def _run(self) -> None:
        while not self._over.is_set():
            try:
                with self._lock:
                    version = self._list(self._watched, resourceVersion="0")
                for event in self._watched.watch(PODS, version, WATCH_SECONDS):
                    self._take(event)
            except Failure:
                # Whoever waits for something looks after the control plane.
                self._over.wait(RETRY_SECONDS)

    def _list(self, api: Api, **parameters: str) -> str:
        """Take all pods as they are; return the version of the list."""
        now = time.monotonic()
        listed = api.get(PODS, **parameters) or {}
        version: str = listed["metadata"]["resourceVersion"]
        if int(version) >= self._version:
            self._version, self._looked = int(version), now
            self._pods = {each["metadata"]["uid"]: each for each in listed["items"]}
            self._note(now)
        return version

    def _take(self, event: Json) -> None:
        """Take a change, unless what is known is newer."""
        pod = event["object"]
        version = int(pod["metadata"].get("resourceVersion", 0))
        with self._lock:
            if version > self._version:
                self._version, self._looked = version, time.monotonic()
                if event["type"] == "DELETED":
                    self._pods.pop(pod["metadata"]["uid"], None)
                else:
                    self._pods[pod["metadata"]["uid"]] = pod
                self._note(self._looked)

    def _note(self, now: float) -> None:
        """Keep what is seen, if it is another than before."""
        # Once: whoever shifts traffic does not wait for us.
        shifted = frozenset(self.shifted)
        ready: dict[str, Counter[str]] = {}
        waiting: dict[str, str] = {}
        pending: Counter[str] = Counter()
        revisions: dict[str, Counter[str]] = {}
        state = []
        for uid, pod in self._pods.items():
            key = workload_of(pod)
            if key is None:
                continue
            counts = ready.setdefault(key, Counter())
            node = node_of(pod)
            zone, takes, why = (
                self._zone(node) if node else "",
                is_pod_ready(pod),
                waits_because(pod),
            )
            if takes and zone not in shifted:
                counts[zone] += 1
                revisions.setdefault(key, Counter())[revision_of(pod)] += 1
            if why and not is_leaving(pod):
                waiting[key] = why
                pending[key] += 1
            state.append((uid, node, takes, why, is_leaving(pod)))
        seen = sorted(state), shifted
        if seen != self._seen:
            self._seen, self._changed = seen, now
            self.samples.append(
                Sample(at=now, ready=ready, waiting=waiting, pending=pending, revisions=revisions)
            )

    def _zone(self, node: str) -> str:
        """Return the zone of a node, also of one that is gone."""
        if node not in self._zones:
            found = self._api.get(f"{NODES}/{node}")
            if not found:
                return ""
            self._zones[node] = found["metadata"]["labels"][ZONE_LABEL]
        return self._zones[node]
