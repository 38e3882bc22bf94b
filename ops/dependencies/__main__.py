"""The command: lists what the project depends on directly, by ecosystem, from the pinning files.

Examples: `make dependencies`; `python -m ops.dependencies --json`.

Exit status: 0; 1 when a file cannot be read; 2 when the file of an addon has mistakes.
"""

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ops.command import ends_well, run
from ops.dependencies.ecosystem import Ecosystem
from ops.dependencies.report import report

WIDTH: Final = 132
"""Columns of the table where it is not printed on a terminal."""


def main(*, as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Print each direct dependency with its version, its licence and the file that pins it."""
    with ends_well():
        found = report()
        if as_json:
            typer.echo(json.dumps({name: asdict(each) for name, each in found.items()}, indent=2))
        else:
            width = None if sys.stdout.isatty() else WIDTH
            console = Console(width=width, highlight=False, emoji=False, markup=False)
            console.print(_table(found))


def _table(found: Mapping[str, Ecosystem]) -> Table:
    table = Table("", "version", "licence", "pinned in", box=None, pad_edge=False)
    for column in table.columns:
        column.overflow = "fold"
    for name, ecosystem in found.items():
        table.add_row(Text(name, style="bold"), "", "", _counted(ecosystem))
        for each in ecosystem.direct:
            first, *others = each.files
            files = f"{first} and {len(others)} more" if others else first
            table.add_row(f"  {each.name}", each.version, each.licence, files)
    return table


def _counted(ecosystem: Ecosystem) -> str:
    brought = "" if ecosystem.indirect is None else f", which bring {ecosystem.indirect} more"
    return f"{len(ecosystem.direct)} direct{brought}"


if __name__ == "__main__":
    run(main, __doc__)
