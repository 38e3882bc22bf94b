"""How a line of the page is held and written: quick, and so part of every run of the tests."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.longevity.page import hold, hold_versions

LINE = "| a run | one 1.0 | fine |"
OTHER = "| another | one 1.0 | fine |"


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """Return a page with two lines."""
    file = tmp_path / "page.md"
    file.write_text(f"{LINE}\n{OTHER}\n", encoding="utf-8")
    return file


def test_a_line_that_a_run_finds_again_holds(page: Path) -> None:
    hold("a run", "one 1.0", "fine", update=False, page=page)


@pytest.mark.parametrize(("versions", "result"), [("one 1.1", "fine"), ("one 1.0", "less fine")])
def test_a_line_that_is_no_longer_true_fails(page: Path, versions: str, result: str) -> None:
    with pytest.raises(AssertionError, match="--snapshot-update"):
        hold("a run", versions, result, update=False, page=page)


def test_figures_that_differ_hold(page: Path) -> None:
    hold_versions("a run", "one 1.0", "twice as fine", update=False, page=page)


def test_figures_of_other_versions_fail(page: Path) -> None:
    with pytest.raises(AssertionError, match="--snapshot-update"):
        hold_versions("a run", "one 1.1", "fine", update=False, page=page)


@pytest.mark.parametrize("write", [hold, hold_versions])
def test_an_update_writes_the_line_of_the_run_alone(page: Path, write: Callable[..., None]) -> None:
    write("a run", "one 1.1", "finer", update=True, page=page)
    assert page.read_text(encoding="utf-8") == f"| a run | one 1.1 | finer |\n{OTHER}\n"
