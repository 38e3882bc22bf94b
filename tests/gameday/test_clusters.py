"""Scenarios on two clusters at once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from threading import Barrier, Event
from types import SimpleNamespace
from typing import Any

import pytest

from gameday import clusters
from ops.command import Failure
from tests.patience import PATIENCE_SECONDS

Play = Callable[[Any, Any, str], Iterator[Any]]
REPORT: Any = SimpleNamespace(
    at_work=nullcontext, installing=lambda _: None, told=lambda results: results
)


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[Play, int], list[Any]]:
    """Return a function that plays so many scenarios, each as a function does it."""

    @contextmanager
    def running(_: object, __: Path, logs: Path, over: Event) -> Iterator[Any]:
        yield SimpleNamespace(number=logs.name, over=over)

    def on_clusters(play: Play, count: int) -> list[Any]:
        monkeypatch.setattr(clusters, "running", running)
        monkeypatch.setattr(clusters, "play", play)
        wanted: Any = [(None, str(number)) for number in range(count)]
        nothing: Any = None
        return clusters.played(nothing, wanted, REPORT, tmp_path)

    return on_clusters


def test_two_clusters_play_at_once_and_the_results_keep_their_order(
    played: Callable[[Play, int], list[Any]],
) -> None:
    both = Barrier(2, timeout=PATIENCE_SECONDS)

    def play(cluster: Any, _: object, target: str) -> Iterator[Any]:  # noqa: ANN401 - a stand-in
        both.wait()
        yield target, cluster.number

    results = played(play, 6)
    assert [target for target, _ in results] == list("012345")
    assert {number for _, number in results} == {"0", "1"}


def test_one_cluster_plays_what_is_over_before_another_would_have_started(
    played: Callable[[Play, int], list[Any]],
) -> None:
    assert played(lambda cluster, *_: iter([cluster.number]), clusters.FEW) == ["0"] * clusters.FEW


def test_without_a_scenario_no_cluster_starts(played: Callable[[Play, int], list[Any]]) -> None:
    assert played(lambda *_: iter(()), 0) == []


def test_a_failure_on_one_cluster_ends_the_other_and_is_the_one_that_is_told(
    played: Callable[[Play, int], list[Any]],
) -> None:
    def play(cluster: Any, _: object, target: str) -> Iterator[Any]:  # noqa: ANN401 - a stand-in
        if target == "1":
            raise Failure("the API server has ended")
        assert cluster.over.wait(PATIENCE_SECONDS)
        raise Failure("was ended")
        yield

    with pytest.raises(Failure, match="has ended"):
        played(play, 6)
