"""When what follows from a fault counts as over."""

from types import SimpleNamespace
from typing import cast

import pytest

from gameday.faults import Faults
from gameday.followers import Followers
from gameday.node_groups import NodeGroups
from gameday.recorder import Recorder
from gameday.rest import SCANS, Rest
from sandbox.kubernetes.api import Api
from terraform_json.types import Json


class Watched:
    """Pods of which a change was not heard before they are listed.

    Args:
        changed: Whether there is such a change.
        pods: The pods; without any, none waits.
    """

    changed = 0.0

    def __init__(self, *pods: Json, changed: bool) -> None:
        self._pods = list(pods)
        self._seconds, self._left = 60.0, 0.0 if changed else 60.0

    def pods(self) -> list[Json]:
        """Return the pods."""
        return self._pods

    def quiet_seconds(self) -> float:
        """Return for how long nothing has changed."""
        return self._seconds

    def look(self) -> None:
        """List the pods."""
        self._seconds = self._left


@pytest.mark.parametrize("changed", [True, False])
def test_what_was_not_heard_of_yet_is_looked_for_before_it_counts_as_rest(*, changed: bool) -> None:
    assert rest(Watched(changed=changed)).is_reached(quiet_seconds=4) == (not changed)


@pytest.mark.parametrize("ready", [True, False])
def test_a_pod_that_has_a_node_becomes_ready_before_it_counts_as_rest(*, ready: bool) -> None:
    pod = {
        "metadata": {"namespace": "shop", "name": "shop-1"},
        "spec": {"nodeName": "apps-1"},
        "status": {"conditions": [{"type": "Ready", "status": str(ready)}]},
    }
    assert rest(Watched(pod, changed=False)).is_reached(quiet_seconds=4) == ready


def rest(watched: Watched) -> Rest:
    """Return what looks at pods in a cluster that has nothing else."""
    nothing = cast("Api", SimpleNamespace(items=lambda *_, **__: []))
    groups = NodeGroups((), "eu-west-1", autoscaled=True)
    faults = cast("Faults", SimpleNamespace(is_cut_off=Faults.is_cut_off))
    followers = cast("Followers", SimpleNamespace(scans_since=lambda _: SCANS + 1))
    return Rest(nothing, groups, cast("Recorder", watched), faults, followers)
