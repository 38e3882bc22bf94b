"""An analysis on a console."""

from collections.abc import Iterable
from io import StringIO

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from resilience.analysis import Analysis
from resilience.findings import Finding, Severity
from resilience.model.platform import Unknown
from resilience.outcomes import Verdict
from resilience.report.survival import Survival
from resilience.report.table import HEADINGS, LEGEND, Cell, rows

STYLES = {Severity.HIGH: "bold red", Severity.MEDIUM: "yellow", Severity.LOW: "cyan"}
WIDTH = 100
"""Columns of a report that goes to a file or another program."""
NAMED = 10
"""How many unknowns are named before the rest is counted: the other forms list all."""


def shown(analysis: Analysis) -> RenderableType:
    """Return all that the console shows of an analysis."""
    survival = Survival(analysis)
    parts: list[RenderableType] = [
        _verdict(survival),
        Text(survival.counts()),
        Text(),
        _table(survival),
        *_notes(survival),
        *(part for finding in analysis.findings for part in _finding(finding)),
        *_unknowns(analysis.model.unknowns),
    ]
    return Group(*parts)


def printed(analysis: Analysis, console: Console) -> None:
    """Print an analysis."""
    console.print(shown(analysis))


def as_text(analysis: Analysis) -> str:
    """Return what the console shows, without colours, as wide as a report."""
    console = Console(file=StringIO(), width=WIDTH, color_system=None, highlight=False, emoji=False)
    with console.capture() as captured:
        printed(analysis, console)
    return "\n".join(line.rstrip() for line in captured.get().splitlines()) + "\n"


def _verdict(survival: Survival) -> Text:
    weak = survival.breaks or survival.grave
    style = "bold red" if weak else "bold yellow" if survival.unknown else "bold green"
    return Text(survival.sentence(), style=style)


def _table(survival: Survival) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in HEADINGS:
        table.add_column(heading, no_wrap=heading != "path")
    for row in rows(survival):
        table.add_row(Text(row.title), *(_cell(cell) for cell in row.cells))
    return table


def _cell(cell: Cell) -> Text:
    styles = {Verdict.HOLDS: "green", Verdict.BREAKS: "red", Verdict.UNKNOWN: "yellow"}
    return Text(str(cell), style=styles[cell.verdict])


def _notes(survival: Survival) -> Iterable[RenderableType]:
    whys = {path.title: path.why for path in survival.analysis.paths if not path.redundant}
    yield Text(LEGEND, style="dim")
    if whys:
        yield Text()
        yield Text("* Why they need not survive:")
        yield from (Text(f"  {title}: {why}") for title, why in whys.items())


def _finding(finding: Finding) -> Iterable[RenderableType]:
    yield Text()
    head = Text(f"{finding.severity.upper()} ", style=STYLES[finding.severity])
    head.append(f"{finding.rule}: {finding.subject}", style="bold")
    yield head
    explained = {
        "cause": str(finding.cause),
        "problem": finding.problem,
        "why": finding.why,
        "remedy": finding.remedy,
    }
    if finding.accepted:
        taken = finding.accepted
        explained["accepted"] = f"by {taken.owner} until {taken.expires}: {taken.reason}"
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 1, 0, 0))
    for name, text in explained.items():
        table.add_row(Text(f"{name}:", style="dim"), Text(text))
    yield Padding(table, (0, 0, 0, 2))


def _unknowns(unknowns: tuple[Unknown, ...]) -> Iterable[RenderableType]:
    if unknowns:
        yield Text()
        yield Text("Not known, and so counted for nothing:", style="yellow")
        yield from (Text(f"  {each.subject}: {each.problem}") for each in unknowns[:NAMED])
        if len(unknowns) > NAMED:
            yield Text(f"  and {len(unknowns) - NAMED:,} more: `--format json` lists all")
