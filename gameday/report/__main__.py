"""Writes docs/game-days.md from recorded runs: `python -m gameday.report`.

Run `make gameday` and `make gameday-agreement` before.

Example: `python -m gameday.report --machine "a laptop of 8 cores"`.

Exit status: 0; 1 when it cannot be written; 2 when there is no record of a whole run.
"""

import json
import os
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from gameday.report.page import AGREEMENT, as_page
from gameday.scenarios.catalogue import ON_REQUEST, TARGETS
from ops.command import Refusal, ends_well, run

PAGE: Final = Path("docs/game-days.md")
REPORT: Final = Path("cdktf.out/gameday.json")


def main(
    report: Annotated[Path, typer.Option(help="What `make gameday` left.")] = REPORT,
    weakened: Annotated[Path, typer.Option(help="What `make gameday-agreement` left.")] = AGREEMENT,
    output: Annotated[Path, typer.Option(help="The page.")] = PAGE,
    machine: Annotated[str, typer.Option(help="On what both ran, in words.")] = "",
) -> None:
    """Write the page of game days from recorded runs."""
    with ends_well():
        played, agreement = _read(report, "gameday"), _read(weakened, "gameday-agreement")
        names = {each["scenario"] for each in played["results"]}
        if lacking := sorted(TARGETS.keys() - ON_REQUEST - names):
            raise Refusal(
                f"{report} lacks {', '.join(lacking)}: run `make gameday` for all of them."
            )
        where = machine or f"a machine of {os.cpu_count()} cores"
        output.write_text(as_page(played, agreement, where), encoding="utf-8")


def _read(file: Path, command: str) -> Any:  # noqa: ANN401 - JSON
    if not file.exists():
        raise Refusal(f"{file} is not there: run `make {command}`.")
    return json.loads(file.read_text(encoding="utf-8"))


if __name__ == "__main__":
    run(main, __doc__)
