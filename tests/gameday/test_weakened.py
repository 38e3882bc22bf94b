"""Resilience and a real cluster agree on platforms that are weak, and the weakness is seen.

Ten minutes on two cores: `make gameday-agreement`, and not `make test`, runs them.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from gameday.cluster import Cluster, running
from gameday.platform import Platform, read_platform
from gameday.play import play
from gameday.report.page import AGREEMENT, weakness
from terraform_json.types import Json
from tests.fixtures.control_plane import LOGS
from tests.gameday.cases import EXAMPLES, Case
from tests.resilience.synthesized import synthesized
from tests.resilience.weakened.draft import Draft

pytestmark = [pytest.mark.slow, pytest.mark.gameday]
FEWEST = 12


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where rendered charts are kept, of which the platforms have most in common."""
    return tmp_path_factory.mktemp("rendered")


@pytest.fixture(scope="module")
def cluster(cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Run a cluster with the platform that nobody weakened."""
    platform = read_platform(synthesized("prod"), cache=cache)
    folder = tmp_path_factory.mktemp("weakened") / "run"
    with running(platform, folder, LOGS / "weakened") as found:
        found.install()
        yield found


def weakened(case: Case, cache: Path, folder: Path) -> Platform:
    """Return a weakened platform."""
    draft = Draft("prod")
    case.platform.change(draft)
    return read_platform(draft.write(folder), cache=cache)


def target(case: Case, cluster: Cluster) -> str:
    """Return what the scenario hits: the zone where the weak workload has the most pods."""
    if not case.workload:
        return case.target
    zones = cluster.recorder.look().ready[case.workload]
    return max(sorted(zones), key=zones.__getitem__)


@pytest.fixture(scope="module")
def told() -> Iterator[list[Json]]:
    """Write what came of each platform where `python -m gameday.report` reads it."""
    file = LOGS / AGREEMENT.name
    rows: list[Json] = []
    yield rows
    # Those that were played alone join the others.
    before = json.loads(file.read_text(encoding="utf-8")) if file.exists() else []
    known = {each["platform"]: each for each in [*before, *rows]}
    ordered = [known[case.name] for case in EXAMPLES if case.name in known]
    file.write_text(json.dumps(ordered, indent=2) + "\n", encoding="utf-8")


@pytest.mark.parametrize("case", EXAMPLES, ids=lambda case: case.name.replace(" ", "-"))
def test_both_accounts_are_the_same_and_show_the_weakness(
    case: Case, cluster: Cluster, cache: Path, tmp_path: Path, told: list[Json]
) -> None:
    cluster.change(weakened(case, cache, tmp_path))
    result = next(play(cluster, case.scenario, target(case, cluster)))
    told.append(weakness(case.name, result, case.key, shown=case.shows(result)))
    assert not result.disagreements, "\n".join(map(str, result.disagreements))
    assert case.shows(result)


def test_there_are_enough_of_them() -> None:
    assert len({case.name for case in EXAMPLES}) >= FEWEST
