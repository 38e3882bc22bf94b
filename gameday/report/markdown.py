"""Game days in Markdown, for a pull request."""

from collections.abc import Iterator, Sequence

from gameday.play import Result
from gameday.report.table import (
    HEADINGS,
    LEGEND,
    WORKLOAD_HEADINGS,
    row,
    touched,
    workload_row,
)
from resilience.report.markdown import plain, table


def as_markdown(environment: str, results: Sequence[Result], most_seconds: float) -> str:
    """Return the results in Markdown.

    Args:
        environment: The name of the environment.
        results: What came of each phase.
        most_seconds: How long a workload may be below its minimum.
    """
    return "\n".join(_lines(environment, results, most_seconds)) + "\n"


def _lines(environment: str, results: Sequence[Result], most_seconds: float) -> Iterator[str]:
    yield from (f"## Game days of {plain(environment)}", "")
    yield from table(HEADINGS, [row(each, most_seconds) for each in results])
    yield from ("", plain(LEGEND))
    for result in results:
        rows = [workload_row(result, key) for key in touched(result)]
        yield from ("", f"### {plain(result.scenario)}: {plain(result.title)}", "")
        if result.beyond:
            yield from (f"Beyond the target: {plain(result.beyond)}.", "")
        if rows:
            yield from table(WORKLOAD_HEADINGS, rows)
        else:
            yield plain(result.told) if result.told else "No workload lost a pod."
        if result.disagreements:
            yield from ("", "Resilience and the cluster differ:", "")
            yield from (f"- {plain(str(each))}" for each in result.disagreements)
