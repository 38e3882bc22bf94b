"""When what follows from a fault counts as over."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from gameday.faults import Faults
from gameday.followers import Followers
from gameday.node_groups import NodeGroups
from gameday.recorder import Recorder
from gameday.rest import Rest
from sandbox.kubernetes.api import Api


class Watched:
    """Pods of which a change was not heard before they are listed.

    Args:
        changed: Whether there is such a change.
    """

    changed = 0.0

    def __init__(self, *, changed: bool) -> None:
        self._seconds, self._left = 60.0, 0.0 if changed else 60.0

    def pods(self) -> list[Any]:
        """Return no pods: none waits."""
        return []

    def quiet_seconds(self) -> float:
        """Return for how long nothing has changed."""
        return self._seconds

    def look(self) -> None:
        """List the pods."""
        self._seconds = self._left


@pytest.mark.parametrize("changed", [True, False])
def test_what_was_not_heard_of_yet_is_looked_for_before_it_counts_as_rest(*, changed: bool) -> None:
    nothing = cast("Api", SimpleNamespace(items=lambda *_, **__: []))
    groups = NodeGroups((), "eu-west-1", autoscaled=True)
    recorder = cast("Recorder", Watched(changed=changed))
    nobody = cast("Faults", None), cast("Followers", None)
    rest = Rest(nothing, groups, recorder, *nobody)
    assert rest.is_reached(quiet_seconds=4) == (not changed)
