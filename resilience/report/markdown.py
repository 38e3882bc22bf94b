"""An analysis in Markdown, for a pull request."""

from collections.abc import Iterator, Sequence

from resilience.analysis import Analysis
from resilience.findings import Finding
from resilience.report.survival import Survival
from resilience.report.table import HEADINGS, LEGEND, rows

MOST_FINDINGS = 50
"""How many findings are told in full: a comment on GitHub holds 65,536 characters."""


def as_markdown(analysis: Analysis) -> str:
    """Return an analysis in Markdown."""
    return "\n".join(_lines(Survival(analysis))) + "\n"


def path_table(survival: Survival) -> Iterator[str]:
    """Yield the lines of the table of paths by failures."""
    yield from table(HEADINGS, ([row.title, *map(str, row.cells)] for row in rows(survival)))
    yield from ("", plain(LEGEND))
    if whys := [path for path in survival.analysis.paths if not path.redundant]:
        yield from ("", "Why some need not survive:", "")
        yield from (f"- {plain(path.title)}: {plain(path.why)}" for path in whys)


def table(
    headings: Sequence[str], body: Iterator[Sequence[str]] | Sequence[Sequence[str]]
) -> Iterator[str]:
    """Yield the lines of a table."""
    yield f"| {' | '.join(headings)} |"
    yield f"|{'|'.join(' --- ' for _ in headings)}|"
    for row in body:
        yield f"| {' | '.join(plain(cell) for cell in row)} |"


def plain(text: str) -> str:
    """Return text that Markdown shows as it is, and that ends no cell and no line.

    What it escapes may stand in values that somebody else wrote, such as an alarm's address.
    """
    kept = "".join(f"\\{sign}" if sign in "\\`*_[]<>|#@" else sign for sign in text)
    return " ".join(kept.split())


def _lines(survival: Survival) -> Iterator[str]:
    analysis = survival.analysis
    yield f"## {plain(survival.sentence())}"
    yield from ("", survival.counts(), "")
    yield from path_table(survival)
    for finding in analysis.findings[:MOST_FINDINGS]:
        yield from ("", *_finding(finding))
    rest = analysis.findings[MOST_FINDINGS:]
    if rest:
        yield from ("", f"and {len(rest):,} more findings.")
    if analysis.model.unknowns:
        yield from ("", "Not known, and so counted for nothing:", "")
        yield from (
            f"- {plain(each.subject)}: {plain(each.problem)}" for each in analysis.model.unknowns
        )


def _finding(finding: Finding) -> Iterator[str]:
    taken = finding.accepted
    state = f"accepted by {taken.owner} until {taken.expires}" if taken else str(finding.severity)
    yield f"**{plain(finding.rule)}** ({plain(state)}): {plain(finding.problem)}"
    yield ""
    yield f"- subject: {plain(finding.subject)}"
    yield f"- cause: {plain(str(finding.cause))}"
    yield f"- why: {plain(finding.why)}"
    yield f"- remedy: {plain(finding.remedy)}"
    if taken:
        yield f"- accepted: {plain(taken.reason)}"
