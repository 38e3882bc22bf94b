"""The newest game day on the page: its picture, and whether it is of these stacks."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from resilience.page.game_day import GameDay, game_day_in
from resilience.page.html import as_html
from terraform_json.fingerprint import fingerprint
from tests.resilience.analyses import analysis
from tests.resilience.page.conftest import Open
from tests.resilience.synthesized import synthesized

SVG = "http://www.w3.org/2000/svg"
PICTURE = f'<svg xmlns="{SVG}" width="830" height="20"><script>x()</script></svg>'
PLAYED = GameDay(ended="1 May 2026", picture=PICTURE, is_current=True, steps=1, failed=())
PASSED = {"scenario": "load", "target": "app1", "phase": "is loaded", "verdict": "pass"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder of production's stacks, without a game day."""
    shutil.copytree(synthesized("prod"), tmp_path / "out", symlinks=True)
    return tmp_path / "out"


def play(folder: Path, **changes: Any) -> None:  # noqa: ANN401 - of JSON
    """Leave a game day in a folder."""
    report = {"ended": "1 May 2026", "stacks": fingerprint(folder), "results": [PASSED]}
    (folder / "gameday.json").write_text(json.dumps(report | changes))
    (folder / "gameday.svg").write_text(PICTURE)


def test_a_game_day_of_the_same_stacks_is_current(folder: Path) -> None:
    play(folder)
    assert game_day_in(folder) == PLAYED


def test_one_of_stacks_that_have_changed_since_is_not(folder: Path) -> None:
    play(folder)
    file = folder / "stacks/networking/cdk.tf.json"
    file.write_text(file.read_text() + " ")
    found = game_day_in(folder)
    assert found is not None
    assert not found.is_current


def test_what_did_not_pass_is_named(folder: Path) -> None:
    play(folder, results=[PASSED, PASSED | {"verdict": "FAIL"}])
    found = game_day_in(folder)
    assert found is not None
    assert found.failed == ("load: app1 is loaded",)


def test_without_a_game_day_or_with_one_of_another_form_there_is_none(folder: Path) -> None:
    assert game_day_in(folder) is None
    play(folder, results=None)
    assert game_day_in(folder) is None


def test_the_page_shows_its_picture_and_runs_nothing_of_it(opened: Open) -> None:
    page = opened(game_day=PLAYED)
    picture = page.get_by_role("img", name="Ready pods by zone")
    assert picture.evaluate("each => each.naturalWidth") == 830
    assert page.get_by_text("another state").count() == 0


def test_the_page_says_that_it_is_of_other_stacks() -> None:
    old = GameDay(
        ended="1 May 2026", picture=PICTURE, is_current=False, steps=4, failed=("load: <b>",)
    )
    page = as_html(analysis(), old)
    assert "Of another state of the stacks" in page
    assert "Of 4 steps 1 did not pass: load: &lt;b&gt;." in page


def test_without_a_game_day_the_page_loads_no_picture() -> None:
    assert "img" not in as_html(analysis()).partition("<style>")[0]
