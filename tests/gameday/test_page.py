"""docs/game-days.md: what a recorded run showed."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import typer

import gameday.report.__main__
from gameday.report.page import as_page
from gameday.scenarios.catalogue import ON_REQUEST, TARGETS
from tests.gameday.cases import EXAMPLES

PAGE = Path(__file__).parents[2] / "docs/game-days.md"
PASSED = {"verdict": "pass", "row": ["load: app1 is loaded", *7 * ["x"]]}
WEAKNESS = {
    "platform": "one NGINX",
    "scenario": "zone-lost: a is lost",
    "workload": "nginx/Deployment/nginx",
    "predicted": "1 > 0 > 1",
    "observed": "1 > 0 > 1",
    "differ": 0,
    "shown": True,
}


def first_cells() -> list[str]:
    """Return the first cell of each row of the page's tables."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    return [line.split(" | ")[0].removeprefix("| ") for line in lines if line.startswith("| ")]


def test_every_scenario_and_no_other_is_on_the_page() -> None:
    found = {cell.split(":")[0] for cell in first_cells() if ":" in cell}
    assert found == TARGETS.keys() - ON_REQUEST


def test_every_weakened_platform_is_on_the_page() -> None:
    assert {case.name for case in EXAMPLES} <= set(first_cells())


def test_the_page_tells_of_no_difference_and_no_failure() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert re.findall(r"DISAGREES|FAIL|\d+ differ|NOT SEEN", text) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [({}, "On 1 of 1"), ({"differ": 2}, "On 0 of 1"), ({"shown": False}, "NOT SEEN")],
)
def test_what_differs_or_is_not_seen_is_told(change: dict[str, Any], told: str) -> None:
    report = {"environment": "prod", "ended": "today", "results": [PASSED]}
    assert told in as_page(report, [WEAKNESS | change], "a machine")


def write(folder: Path, *scenarios: str) -> dict[str, Path]:
    """Write what runs of some scenarios left, and return where, as the command takes it."""
    results = [PASSED | {"scenario": name} for name in scenarios]
    files = {name: folder / f"{name}.json" for name in ("report", "weakened")}
    told = {"environment": "prod", "ended": "today", "results": results}
    files["report"].write_text(json.dumps(told), encoding="utf-8")
    files["weakened"].write_text(json.dumps([WEAKNESS]), encoding="utf-8")
    return files | {"output": folder / "page.md"}


def test_the_command_writes_the_page_of_a_whole_run(tmp_path: Path) -> None:
    files = write(tmp_path, *(TARGETS.keys() - ON_REQUEST))
    gameday.report.__main__.main(**files, machine="a laptop")
    assert (
        "on a laptop, today; written by `python -m gameday.report`" in files["output"].read_text()
    )


def test_a_run_that_lacks_a_scenario_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = write(tmp_path, *(TARGETS.keys() - ON_REQUEST - {"load"}))
    with pytest.raises(typer.Exit) as ended:
        gameday.report.__main__.main(**files, machine="a laptop")
    assert ended.value.exit_code == 2
    assert "lacks load: run `make gameday` for all of them." in capsys.readouterr().err
    assert not files["output"].exists()
