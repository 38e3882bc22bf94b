"""What is seen of the pods: every change that the API tells of, and nothing that is out of date."""

import time
from collections import Counter
from collections.abc import Iterator
from typing import cast

from gameday.recorder import Recorder
from sandbox.kubernetes.api import Api
from terraform_json.types import Json
from tests.patience import eventually

KEY = "shop/Deployment/shop"


def pod(version: int, *, ready: bool = True, uid: str = "1") -> Json:
    """Return a pod of an application as it was at a version."""
    return {
        "metadata": {
            "uid": uid,
            "namespace": "shop",
            "resourceVersion": str(version),
            "ownerReferences": [{"kind": "ReplicaSet", "name": "shop-5d8f"}],
        },
        "spec": {"nodeName": "node"},
        "status": {"conditions": [{"type": "Ready", "status": str(ready)}]},
    }


class Cluster:
    """An API with pods, which tells of changes once and then of none."""

    def __init__(self, version: int, pods: list[Json], *events: tuple[str, Json]) -> None:
        self.version, self.pods, self.events = version, pods, list(events)

    def get(self, path: str, **_: str) -> Json:
        """Return a list of pods, or a node."""
        if "/nodes/" in path:
            return {"metadata": {"labels": {"topology.kubernetes.io/zone": "a"}}}
        return {"metadata": {"resourceVersion": str(self.version)}, "items": self.pods}

    def watch(self, *_: object) -> Iterator[Json]:
        """Yield what has happened since, then tell of nothing for a while, as the API does."""
        while self.events:
            kind, told = self.events.pop(0)
            yield {"type": kind, "object": told}
        time.sleep(0.01)


def recorded(cluster: Cluster) -> list[int]:
    """Return the counts of ready pods that are seen, one after the other."""
    recorder = Recorder(lambda: cast("Api", cluster))
    recorder.start()
    eventually(lambda: not cluster.events)
    recorder.stop()
    return [sample.ready.get(KEY, Counter())["a"] for sample in recorder.samples]


def test_a_dip_between_two_lists_is_seen() -> None:
    dip, back = pod(6, ready=False), pod(7)
    assert recorded(Cluster(5, [pod(4)], ("MODIFIED", dip), ("MODIFIED", back))) == [1, 0, 1]


def test_a_pod_that_goes_is_seen_to_go() -> None:
    cluster = Cluster(5, [], ("ADDED", pod(6)), ("DELETED", pod(7)))
    assert recorded(cluster) == [0, 1, 0]


def test_what_is_older_than_what_is_known_changes_nothing() -> None:
    cluster = Cluster(5, [pod(4)], ("MODIFIED", pod(3, ready=False)))
    assert recorded(cluster) == [1]


def test_a_zone_from_which_traffic_is_kept_has_no_ready_pods() -> None:
    recorder = Recorder(lambda: cast("Api", Cluster(5, [pod(4)])))
    recorder.start()
    recorder.shifted.add("a")
    assert recorder.look().ready[KEY].total() == 0
    recorder.stop()


def test_what_was_seen_is_forgotten_but_for_what_is_seen_now() -> None:
    recorder = Recorder(lambda: cast("Api", Cluster(5, [pod(4)])))
    recorder.start()
    before = recorder.begin()
    assert recorder.samples == [before]
    recorder.stop()
