"""When what follows from a fault counts as over."""

from types import SimpleNamespace
from typing import Any

import pytest

from gameday.cluster import Cluster


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
def test_what_was_not_heard_of_yet_is_looked_for_before_it_counts_as_rest(
    monkeypatch: pytest.MonkeyPatch, *, changed: bool
) -> None:
    answers: list[bool] = []
    cluster = Cluster.__new__(Cluster)
    nothing = SimpleNamespace(items=lambda *_, **__: [])
    monkeypatch.setattr(cluster, "api", nothing, raising=False)
    monkeypatch.setattr(cluster, "recorder", Watched(changed=changed), raising=False)
    groups = SimpleNamespace(names=frozenset)
    monkeypatch.setattr(cluster, "groups", groups, raising=False)
    monkeypatch.setattr(cluster, "wait_for", lambda _, holds: answers.append(holds()))
    cluster.settle()
    assert answers == [not changed]
