"""`make bench`: synthesis with lean and with stock bindings, against the floor, and its growth.

Example: `python -m bench`.

Exit status: 0; 1 when something cannot be measured; 2 when the input is wrong.
"""

import json
from dataclasses import asdict
from pathlib import Path
from statistics import median
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from bench.measure import PROGRAMS, Program, Sample
from ops.command import ends_well, run

REPORT: Final = Path(".cache/bench.json")
GROWN: Final = {"resource": (100, 1000), "application": (10, 1000)}
"""The things that grow, and how many the smaller and the larger program have."""

LEAN = Program(name="lean", command=["main.py"], environ={})
STOCK = Program(name="stock", command=["main.py"], environ={"LEAN_BINDINGS": "0"})
FLOOR = Program(name="floor", command=[str(PROGRAMS / "floor.py")], environ={})
GROWTH = [
    Program(name=f"{size} {what}s", command=[str(PROGRAMS / f"{what}s.py"), str(size)], environ={})
    for what, sizes in GROWN.items()
    for size in sizes
]

Samples = dict[str, list[Sample]]


def main(
    rounds: Annotated[int, typer.Option(min=5, help="Runs of each program.")] = 5,
) -> None:
    """Measure, print the medians and the ratios, and write them as JSON."""
    console = Console()
    with ends_well():
        samples = _measure(console, rounds)
        console.print(_table(samples))
        for name, value in ratios(samples).items():
            console.print(f"{name}: [bold]{value:.2f}[/bold]")
        _write(samples)
        console.print(f"Written to {REPORT}.")


def _measure(console: Console, rounds: int) -> Samples:
    programs = [LEAN, STOCK, FLOOR, *GROWTH]
    samples: Samples = {program.name: [] for program in programs}
    for program in track(programs, "Warming up", console=console, transient=True):
        program.run()
    # In turn, so that a machine that slows down slows all of them alike.
    for _ in track(range(rounds), f"Measuring {rounds} rounds", console=console):
        for program in programs:
            samples[program.name].append(program.run())
    return samples


def ratios(samples: Samples) -> dict[str, float]:
    """Return the figures that hold on any machine: medians of the ratios of each round."""

    def ratio(over: str, under: str, figure: str) -> float:
        pairs = zip(samples[over], samples[under], strict=True)
        values: list[float] = [getattr(a, figure) / getattr(b, figure) for a, b in pairs]
        return median(values)

    def growth(what: str, small: int, large: int) -> float:
        pairs = zip(samples[f"{small} {what}s"], samples[f"{large} {what}s"], strict=True)
        return 1000 * median(b.seconds - a.seconds for a, b in pairs) / (large - small)

    return {
        "stock takes times the seconds of lean": ratio("stock", "lean", "seconds"),
        "stock takes times the memory of lean": ratio("stock", "lean", "mebibytes"),
        "lean takes times the seconds of the floor": ratio("lean", "floor", "seconds"),
        **{
            f"milliseconds for each further {what}": growth(what, *sizes)
            for what, sizes in GROWN.items()
        },
    }


def _table(samples: Samples) -> Table:
    table = Table(title="Synthesis, medians")
    table.add_column("program")
    for heading in ("seconds", "fastest", "slowest", "peak MiB"):
        table.add_column(heading, justify="right")
    for name, runs in samples.items():
        seconds = [run.seconds for run in runs]
        figures = (median(seconds), min(seconds), max(seconds))
        memory = median(run.mebibytes for run in runs)
        table.add_row(name, *(f"{figure:.2f}" for figure in figures), f"{memory:.0f}")
    return table


def _write(samples: Samples) -> None:
    runs = {name: [asdict(run) for run in group] for name, group in samples.items()}
    REPORT.parent.mkdir(exist_ok=True)
    text = json.dumps({"ratios": ratios(samples), "samples": runs}, indent=2)
    REPORT.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    run(main, __doc__)
