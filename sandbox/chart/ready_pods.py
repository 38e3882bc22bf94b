"""Counts the ready pods of a release, at every change of one of them."""

import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Final

from ops.command import Failure
from ops.programs import program
from sandbox.chart.release import PATIENCE_SECONDS, Release

_EVENT: Final = (
    "{.type} {.object.metadata.name} {.object.metadata.deletionTimestamp}/"
    '{.object.status.conditions[?(@.type=="Ready")].status}{"\\n"}'
)
_WATCH: Final = (
    *("get", "pods", "--watch", "--output-watch-events"),
    f"--output=jsonpath={_EVENT}",
)
_SOON_SECONDS: Final = 1
"""How long an event may take until the list is asked for again, which may change meanwhile."""


class ReadyPods:
    """Counts the ready pods of a release at every change of one of them.

    A pod that is being deleted does not count, though it still serves for a while.

    Attributes:
        counts: How many there were, after each change.
    """

    def __init__(self) -> None:
        self.counts: list[int] = []
        self._changed = threading.Condition()
        self._ready: set[str] = set()

    def read(self, lines: Iterable[str]) -> None:
        """Follow events: one line each."""
        for line in lines:
            kind, name, state = line.split()
            with self._changed:
                if kind != "DELETED" and state == "/True":
                    self._ready.add(name)
                else:
                    self._ready.discard(name)
                self.counts.append(len(self._ready))
                self._changed.notify_all()

    def wait_for(self, listed: Callable[[], set[str]]) -> None:
        """Wait until the pods that are ready are those that the API server lists.

        Args:
            listed: Returns them, as they are by now.

        Raises:
            Failure: They are not within PATIENCE_SECONDS.
        """
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self._are(ready := listed()):
            if time.monotonic() > deadline:
                raise Failure(f"{sorted(self._ready)} are ready, and not {sorted(ready)}")

    def _are(self, ready: set[str]) -> bool:
        """Tell whether they are these, or soon will be."""
        with self._changed:
            return self._changed.wait_for(lambda: self._ready == ready, timeout=_SOON_SECONDS)


@contextmanager
def watched(release: Release) -> Iterator[list[int]]:
    """Yield the counts of ready pods, from before the context until all is calm after it."""
    pods = ReadyPods()
    watch = subprocess.Popen(
        [program("kubectl"), *_WATCH, f"--namespace={release.name}"],
        env=release.cluster.environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    with watch, ThreadPoolExecutor() as pool:
        reading = pool.submit(pods.read, watch.stdout or ())
        try:
            pods.wait_for(release.ready_pods)
            pods.counts.clear()
            yield pods.counts
            release.wait_for_replicas()
            pods.wait_for(release.ready_pods)
        finally:
            watch.terminate()
            reading.result(timeout=PATIENCE_SECONDS)
