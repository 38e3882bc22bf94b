"""`python -m bench.resilience`: the analysis of what was synthesized, against its synthesis.

Example: `python -m bench.resilience`.

Exit status: 0; 1 when something cannot be measured; 2 when the input is wrong.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median
from typing import Annotated, Final, TypeVar

import typer
from rich.console import Console
from rich.table import Table

from bench.measure import PROGRAMS, WRITTEN
from config.environment import environment_name
from ops.command import Failure, ends_well, run
from resilience.page.html import as_html
from resilience.reading import examined

T = TypeVar("T")
REPORT: Final = Path(".cache/bench-resilience.json")
MANY: Final = 200
PLATFORMS: Final = {
    "the platform": ["main.py"],
    f"{MANY} applications": [str(PROGRAMS / "applications.py"), str(MANY)],
}
DAY: Final = date(2026, 1, 1)


@dataclass(frozen=True, kw_only=True)
class Measured:
    """The time and the bytes that one platform took.

    Attributes:
        synthesis_seconds: Synthesis as a whole process.
        first_seconds: The first analysis, which renders the charts.
        analysis_seconds: A later one, which finds them in the cache: a median.
        page_bytes: The page.
    """

    synthesis_seconds: float
    first_seconds: float
    analysis_seconds: float
    page_bytes: int


def main(
    rounds: Annotated[int, typer.Option(min=3, help="Analyses of each platform.")] = 5,
) -> None:
    """Measure, print the figures and the ratios, and write them as JSON."""
    console = Console()
    with ends_well():
        found = {name: _measure(name, command, rounds) for name, command in PLATFORMS.items()}
        console.print(_table(found))
        for name, value in ratios(found).items():
            console.print(f"{name}: [bold]{value:.2f}[/bold]")
        REPORT.parent.mkdir(exist_ok=True)
        told = {name: asdict(each) for name, each in found.items()}
        text = json.dumps({"ratios": ratios(found), "platforms": told}, indent=2)
        REPORT.write_text(f"{text}\n", encoding="utf-8")
        console.print(f"Written to {REPORT}.")


def ratios(found: dict[str, Measured]) -> dict[str, float]:
    """Return the figures that hold on any machine."""
    small, large = found.values()
    return {
        "analysis takes of synthesis": small.analysis_seconds / small.synthesis_seconds,
        f"analysis takes of synthesis, with {MANY} applications": large.analysis_seconds
        / large.synthesis_seconds,
        "megabytes of the page": small.page_bytes / 1e6,
        f"megabytes of the page, with {MANY} applications": large.page_bytes / 1e6,
    }


def _measure(name: str, command: Sequence[str], rounds: int) -> Measured:
    with tempfile.TemporaryDirectory() as output:
        synthesis, done = _timed(partial(_synthesized, command, output))
        if done.returncode not in WRITTEN:
            raise Failure(f"{name} cannot be synthesized:\n{done.stderr}")
        analyse = partial(examined, environment_name(), Path(output), today=DAY)
        first, found = _timed(analyse)
        later = [_timed(analyse)[0] for _ in range(rounds)]
    return Measured(
        synthesis_seconds=synthesis,
        first_seconds=first,
        analysis_seconds=median(later),
        page_bytes=len(as_html(found.analysis).encode()),
    )


def _synthesized(command: Sequence[str], output: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, *command],
        env=os.environ | {"CDKTF_OUTDIR": output, "PYTHONPATH": str(Path.cwd())},
        check=False,
        capture_output=True,
        text=True,
    )


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    started = time.perf_counter()
    done = work()
    return time.perf_counter() - started, done


def _table(found: dict[str, Measured]) -> Table:
    table = Table(title="Resilience")
    table.add_column("")
    for heading in ("synthesis s", "first analysis s", "later ones s", "page kB"):
        table.add_column(heading, justify="right")
    for name, each in found.items():
        seconds = (each.synthesis_seconds, each.first_seconds, each.analysis_seconds)
        figures = (f"{figure:.2f}" for figure in seconds)
        table.add_row(name, *figures, f"{each.page_bytes / 1000:.0f}")
    return table


if __name__ == "__main__":
    run(main, __doc__)
