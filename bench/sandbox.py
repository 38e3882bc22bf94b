"""`python -m bench.sandbox`: deploying to the sandbox, against the plans of Terraform it takes.

All of it happens in a copy of the project, so that a sandbox that runs here is left alone.

Example: `python -m bench.sandbox --rounds 5`.

Exit status: 0; 1 when something cannot be measured; 2 when the input is wrong;
130 when interrupted.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Annotated, Final

import typer
import yaml
from rich.console import Console
from rich.table import Table

from bench.project import copied_project
from config.environment import environment_name, load_environment
from ops.command import Failure, ends_well, run
from sandbox import children, ending
from sandbox.client import client_of
from sandbox.environment import sandbox_environment
from sandbox.paths import CREDENTIALS, OUTPUT, RECORD
from sandbox.record import ServerRecord
from terraform_json.manifest import read_manifest

PLAN: Final = ("plan", "-input=false", "-lock=false")
DIFF, UP, CHANGED = "diff", "up, without a change", "up, after a change of an application"
# Terraform is then not asked again: nothing was written to the local AWS since a plan.
DIFF_AGAIN, CHANGED_AGAIN = (f"{name}, without plans" for name in (DIFF, CHANGED))
MEASURED: Final = (DIFF, UP, CHANGED, DIFF_AGAIN, CHANGED_AGAIN)
ONE_BY_ONE, AT_ONCE = "the plans, one after the other", "the plans, at once"

Seconds = dict[str, list[float]]


def main(
    rounds: Annotated[int, typer.Option(min=3, help="Runs of each command.")] = 3,
) -> None:
    """Deploy to a sandbox, then measure comparing and deploying again; print the ratios."""
    console = Console()
    with ends_well(), tempfile.TemporaryDirectory() as folder, _sandbox(Path(folder)) as (up, copy):
        seconds = _measure(copy, rounds)
        console.print(_table({"up, from nothing": [up], **seconds}))
        for name, value in ratios(seconds).items():
            console.print(f"{name}: [bold]{value:.2f}[/bold]")


def ratios(seconds: Seconds) -> dict[str, float]:
    """Return the figures that hold on any machine: medians of the ratios of each round."""
    return {
        f"{what} takes times {plans}": median(
            a / b for a, b in zip(seconds[what], seconds[plans], strict=True)
        )
        for what in MEASURED
        for plans in (ONE_BY_ONE, AT_ONCE)
    }


@contextmanager
def _sandbox(folder: Path) -> Iterator[tuple[float, Path]]:
    """Deploy to a sandbox of a copy, and yield the seconds that it took, and the copy."""
    copy = copied_project(folder, tools=Path.cwd())
    try:
        yield _seconds(copy, "up"), copy
    finally:
        _seconds(copy, "down")


def _measure(copy: Path, rounds: int) -> Seconds:
    """Measure in turn, so that a machine that slows down slows all of them alike."""
    seconds: Seconds = {name: [] for name in (ONE_BY_ONE, AT_ONCE, *MEASURED)}
    _seconds(copy, "diff")
    for number in range(rounds):
        seconds[ONE_BY_ONE].append(_one_by_one(copy))
        seconds[AT_ONCE].append(_at_once(copy))
        _write(copy)
        seconds[DIFF].append(_seconds(copy, "diff"))
        seconds[DIFF_AGAIN].append(_seconds(copy, "diff"))
        _write(copy)
        seconds[UP].append(_seconds(copy, "up"))
        _change_an_application(copy, 2 * number)
        seconds[CHANGED_AGAIN].append(_seconds(copy, "up"))
        _change_an_application(copy, 2 * number + 1)
        _write(copy)
        seconds[CHANGED].append(_seconds(copy, "up"))
    return seconds


def _seconds(copy: Path, command: str) -> float:
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "sandbox", command],
        cwd=copy,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Failure(f"sandbox {command} cannot be measured:\n{done.stdout}")
    return time.perf_counter() - started


def _plans(copy: Path) -> dict[Path, list[str]]:
    stacks = read_manifest(copy / OUTPUT).values()
    return {
        copy / f"{stack.name}.log": ["terraform", f"-chdir={stack.folder}", *PLAN]
        for stack in stacks
    }


def _server(copy: Path) -> ServerRecord:
    record = ServerRecord.read(copy / RECORD)
    if record is None:
        raise Failure("The sandbox has ended while it was measured.")
    return record


def _write(copy: Path) -> None:
    """Write something to the local AWS, so that the plans of before hold no more."""
    config, endpoint = load_environment(environment_name()), _server(copy).endpoint
    client_of("s3", config.region, endpoint).put_object(Bucket=config.state.bucket, Key="measured")


def _variables(copy: Path) -> Mapping[str, str]:
    config = load_environment(environment_name())
    # Marked as the copy's: whoever ends the sandbox of the project leaves it alone.
    mark = {ending.MARK: str(copy)}
    return sandbox_environment(config, _server(copy).endpoint, copy / CREDENTIALS) | mark


def _one_by_one(copy: Path) -> float:
    variables, started = _variables(copy), time.perf_counter()
    for log, command in _plans(copy).items():
        _check(children.run_at_once({log: command}, variables=variables))
    return time.perf_counter() - started


def _at_once(copy: Path) -> float:
    variables, started = _variables(copy), time.perf_counter()
    _check(children.run_at_once(_plans(copy), variables=variables))
    return time.perf_counter() - started


def _check(statuses: Mapping[Path, int]) -> None:
    for log, status in statuses.items():
        if status:
            raise Failure(f"A plan cannot be measured:\n{log.read_text(encoding='utf-8')}")


def _change_an_application(copy: Path, number: int) -> None:
    file = min((copy / "helm/apps").glob("*/values.yaml"))
    values = yaml.safe_load(file.read_text(encoding="utf-8"))
    values.setdefault("env", {})["MEASURED"] = str(number)
    file.write_text(yaml.safe_dump(values), encoding="utf-8")


def _table(seconds: Seconds) -> Table:
    table = Table("command", title="Deploying to the sandbox, in seconds")
    for heading in ("median", "fastest", "slowest"):
        table.add_column(heading, justify="right")
    for name, runs in seconds.items():
        table.add_row(name, *(f"{each:.1f}" for each in (median(runs), min(runs), max(runs))))
    return table


if __name__ == "__main__":
    run(main, __doc__)
