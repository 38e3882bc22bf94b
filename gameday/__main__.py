"""Plays game days: `python -m gameday [SCENARIO ...]`, on what was synthesized.

Examples: `make gameday`; `python -m gameday zone-lost`; `python -m gameday zone-lost:eu-west-1a`.

Exit status: 0; 1 when the work failed; 2 when the input is wrong; 3 when a scenario goes otherwise
than resilience predicts, or a workload is below its minimum for longer than the target allows;
130 when interrupted.
"""

import logging
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console

from config.environment import load_environment
from gameday.clusters import played
from gameday.database.alongside import alongside
from gameday.platform import read_platform
from gameday.play import Result
from gameday.report.console import Report
from gameday.report.document import as_json
from gameday.report.markdown import as_markdown
from gameday.report.timeline import as_svg
from gameday.scenarios import failover
from gameday.scenarios.catalogue import SCENARIOS, TARGETS, chosen
from gameday.scenarios.scenario import Scenario
from ops.command import ends_well, run
from resilience.model.platform import Model
from terraform_json.fingerprint import fingerprint

OUTPUT: Final = Path("cdktf.out")
LOGS: Final = Path(".logs/gameday")
FAILS: Final = 3
WIDTH: Final = 160

Wanted = Sequence[tuple[str, str]]
"""Scenarios by name, each with what it is played on."""


def main(
    scenarios: Annotated[
        list[str] | None,
        typer.Argument(help=f"Which, or with a target `zone-lost:<zone>`: {', '.join(TARGETS)}."),
    ] = None,
    folder: Annotated[Path, typer.Option(help="The folder that synthesis wrote.")] = OUTPUT,
) -> None:
    """Try failures on a real control plane, and hold them against what resilience predicts."""
    with ends_well():
        platform, stacks = read_platform(folder), fingerprint(folder)
        wanted = chosen(scenarios or [], platform.model)
        most = _target(platform.model.environment)
        report = Report(_console(), platform, most)
        LOGS.mkdir(parents=True, exist_ok=True)
        # What the sandbox does between two looks concerns only whoever looks for a fault.
        logging.basicConfig(filename=LOGS / "sandbox.log", level=logging.INFO, force=True)
        with alongside(partial(_failovers, platform.model, folder, wanted)) as failovers:
            results = played(platform, _on_clusters(wanted), report, LOGS)
            results += report.told(failovers.result())
        report.ending(results)
        _write(folder, platform.model.environment, results, most, stacks)
        if not all(report.passes(each) for each in results):
            raise typer.Exit(FAILS)


def _on_clusters(wanted: Wanted) -> list[tuple[Scenario, str]]:
    """Return those that need a cluster."""
    return [(SCENARIOS[name], target) for name, target in wanted if name in SCENARIOS]


def _failovers(model: Model, folder: Path, wanted: Wanted) -> list[Result]:
    """Play the failovers: they wait for Terraform most of their time."""
    return [
        failover.play(model, folder, target, LOGS / "database")
        for name, target in wanted
        if name == failover.NAME
    ]


def _console() -> Console:
    """Return a console as wide as the terminal; where there is none, as wide as the tables."""
    width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else WIDTH
    return Console(width=width, highlight=False, emoji=False)


def _target(environment: str) -> float:
    """Return how long a workload may be below its minimum, in seconds."""
    return load_environment(environment).resilience.game_days.most_seconds_below_minimum


def _write(folder: Path, environment: str, results: list[Result], most: float, stacks: str) -> None:
    """Write the reports beside what was synthesized."""
    ended = datetime.now(UTC).strftime("%d %B %Y at %H:%M UTC")
    texts = {
        "gameday.md": as_markdown(environment, results, most),
        "gameday.json": as_json(environment, results, most, stacks=stacks, ended=ended),
        "gameday.svg": as_svg(environment, results),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    run(main, __doc__)
