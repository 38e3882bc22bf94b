"""docs/compatibility.md: a line of its table for each run, held to what the run found."""

from pathlib import Path
from typing import Final

from tests.fixtures.checkout import ROOT

PAGE: Final = ROOT / "docs" / "compatibility.md"
REMEDY: Final = "where this is meant, run `pytest -m longevity tests/longevity --snapshot-update`"


def hold(name: str, versions: str, result: str, *, update: bool, page: Path = PAGE) -> None:
    """Compare what a run found with its line of the page, or write it there.

    Args:
        name: The run, which begins the line.
        versions: The versions that took part.
        result: What came out.
        update: Whether the line is written anew.
        page: The page.
    """
    found = f"| {name} | {versions} | {result} |"
    assert _line(name, found, update=update, page=page) == found, REMEDY


def hold_versions(
    name: str, versions: str, figures: str, *, update: bool, page: Path = PAGE
) -> None:
    """Compare the versions of a run with its line of the page, or write what it measured there.

    Figures differ from run to run, so that those of the page are compared with none.

    Args:
        name: The run, which begins the line.
        versions: The versions that took part.
        figures: What was measured.
        update: Whether the line is written anew.
        page: The page.
    """
    begin = f"| {name} | {versions} | "
    line = _line(name, f"{begin}{figures} |", update=update, page=page)
    assert line.startswith(begin), REMEDY


def _line(name: str, found: str, *, update: bool, page: Path) -> str:
    """Return the line of a run, once it is written anew where it is to be."""
    lines = page.read_text(encoding="utf-8").splitlines()
    (index,) = [number for number, line in enumerate(lines) if line.startswith(f"| {name} |")]
    if update:
        lines[index] = found
        page.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return lines[index]
