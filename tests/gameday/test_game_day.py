"""A short game day on the tests' own platform: both accounts agree, and nobody falls too low."""

from collections.abc import Callable, Iterator
from functools import cache

import pytest

from gameday.cluster import Cluster, running
from gameday.platform import read_platform
from gameday.play import Result, play
from gameday.scenarios.catalogue import SCENARIOS
from tests.fixtures.control_plane import LOGS
from tests.resilience.synthesized import synthesized

pytestmark = pytest.mark.slow
Played = Callable[[str], list[Result]]

SHORT = ("zone-lost", pytest.param("canary-bad", marks=pytest.mark.gameday))
"""Scenarios on one target each. A canary takes a minute, which `make test` leaves out."""


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Cluster]:
    """Run a cluster with production's platform."""
    platform = read_platform(synthesized("prod"), cache=None)
    folder = tmp_path_factory.mktemp("game-day") / "run"
    with running(platform, folder, LOGS / f"game-day-{worker_id}") as found:
        found.install()
        yield found


@pytest.fixture(scope="module")
def played(cluster: Cluster) -> Played:
    """Return a function that plays a scenario on its first target, each only once."""

    @cache
    def once(name: str) -> list[Result]:
        scenario = SCENARIOS[name]
        return list(play(cluster, scenario, scenario.targets(cluster.platform.model)[0]))

    return once


@pytest.fixture(params=SHORT)
def results(request: pytest.FixtureRequest, played: Played) -> list[Result]:
    """Return what came of each scenario in turn."""
    return played(request.param)


def test_resilience_and_the_cluster_agree(results: list[Result]) -> None:
    differ = [str(each) for result in results for each in result.disagreements]
    assert differ == []


def test_no_workload_falls_below_what_its_budget_wants(results: list[Result]) -> None:
    assert [result.below for result in results] == [{}] * len(results)


def test_pods_were_missing_and_came_back(played: Played) -> None:
    (result,) = played("zone-lost")
    seen = result.account["app1/Deployment/app1"]
    assert seen.before == seen.end == 3
    assert seen.lowest == 2


def test_afterwards_every_workload_stands_as_before(
    results: list[Result], cluster: Cluster
) -> None:
    now = cluster.recorder.look().ready
    first = results[0].account
    assert {key: now[key].total() for key in first} == {k: v.before for k, v in first.items()}
    assert len(cluster.groups.names()) == results[0].nodes_before


def test_pods_of_a_lost_zone_went_to_the_others(played: Played) -> None:
    (result,) = played("zone-lost")
    seen, zone = result.account["app1/Deployment/app1"], result.target
    assert seen.zones_before.get(zone, 1) == 1
    assert zone not in seen.zones_after


@pytest.mark.gameday
def test_pods_move_to_a_canary_a_bad_release_is_taken_back_and_they_move_back(
    played: Played,
) -> None:
    results = played("canary-bad")
    assert [result.finished for result in results] == [True] * 3
    lowest = [result.account[result.target].lowest for result in results]
    assert lowest == [3, 3, 3]
