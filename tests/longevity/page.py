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
    lines = page.read_text(encoding="utf-8").splitlines()
    (index,) = [number for number, line in enumerate(lines) if line.startswith(f"| {name} |")]
    found = f"| {name} | {versions} | {result} |"
    if update:
        lines[index] = found
        page.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert lines[index] == found, REMEDY
