"""Plays game days: `python -m gameday [SCENARIO ...]`, on what was synthesized.

Exit status: 0; 1 when the work failed; 2 when the input is wrong; 3 when a scenario goes otherwise
than resilience predicts, or a workload is below its minimum for longer than the target allows.
"""

import logging
import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console

from config.environment import load_environment
from gameday.cluster import running
from gameday.platform import read_platform
from gameday.play import Result, play
from gameday.report.console import Report
from gameday.report.document import as_json
from gameday.report.markdown import as_markdown
from gameday.report.timeline import as_svg
from gameday.scenarios.catalogue import SCENARIOS
from gameday.scenarios.scenario import Scenario
from ops.command import Refusal, ends_well
from resilience.model.platform import Model

OUTPUT: Final = Path("cdktf.out")
LOGS: Final = Path(".logs/gameday")
FAILS: Final = 3
WIDTH: Final = 160


def main(
    scenarios: Annotated[
        list[str] | None,
        typer.Argument(help=f"Which, or with a target `zone-lost:<zone>`: {', '.join(SCENARIOS)}."),
    ] = None,
    folder: Annotated[Path, typer.Option(help="The folder that synthesis wrote.")] = OUTPUT,
) -> None:
    """Try failures on a real control plane, and hold them against what resilience predicts."""
    with ends_well():
        platform = read_platform(folder)
        chosen = _chosen(scenarios or [], platform.model)
        most = _target(platform.model.environment)
        report = Report(_console(), platform, most)
        with (
            tempfile.TemporaryDirectory(prefix="gameday-") as parent,
            running(platform, Path(parent) / "run", LOGS) as cluster,
        ):
            # What the sandbox does between two looks concerns only whoever looks for a fault.
            logging.basicConfig(filename=LOGS / "sandbox.log", level=logging.INFO, force=True)
            report.installing(cluster)
            results = [
                result
                for scenario, target in chosen
                for result in report.told(play(cluster, scenario, target))
            ]
        report.ending(results)
        _write(folder, platform.model.environment, results, most)
        if not all(report.passes(each) for each in results):
            raise typer.Exit(FAILS)


def _chosen(names: list[str], model: Model) -> list[tuple[Scenario, str]]:
    """Return the scenarios of some names, each with what it is played on.

    Args:
        names: Names, such as `zone-lost`, or with a target `zone-lost:eu-west-1a`; none for all.
        model: The platform.

    Raises:
        Refusal: There is no such scenario, or it is not played on such a target.
    """
    every = {
        f"{scenario.name}:{target}": (scenario, target)
        for scenario in SCENARIOS.values()
        for target in scenario.targets(model)
    }
    unknown = [name for name in names if name not in every and not _named(name, every)]
    if unknown:
        listed = "".join(f"\n  {name}" for name in every)
        raise Refusal(
            f"There is no scenario {', '.join(unknown)}. Name one of these, or without what stands"
            f" after the colon all of its kind:{listed}"
        )
    wanted = [key for name in names or SCENARIOS for key in _named(name, every)]
    return [every[key] for key in dict.fromkeys(wanted)]


def _named(name: str, every: Iterable[str]) -> list[str]:
    """Return the scenarios that a name stands for."""
    return [key for key in every if name in (key, key.partition(":")[0])]


def _console() -> Console:
    """Return a console as wide as the terminal; where there is none, as wide as the tables."""
    width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else WIDTH
    return Console(width=width, highlight=False, emoji=False)


def _target(environment: str) -> float:
    """Return how long a workload may be below its minimum, in seconds."""
    return load_environment(environment).resilience.game_days.most_seconds_below_minimum


def _write(folder: Path, environment: str, results: list[Result], most: float) -> None:
    """Write the reports beside what was synthesized."""
    texts = {
        "gameday.md": as_markdown(environment, results, most),
        "gameday.json": as_json(environment, results, most),
        "gameday.svg": as_svg(environment, results),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
