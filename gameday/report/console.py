"""Game days on a console."""

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from rich.console import Console
from rich.status import Status
from rich.table import Table
from rich.text import Text

from gameday.cluster import Cluster
from gameday.platform import Platform
from gameday.play import Result
from gameday.report import table

DETAILED: Final = 3
"""Up to how many results each workload is told of: the other reports tell of all."""
STYLES: Final = {"pass": "green", "beyond target": "yellow"}


class Report:
    """Tells what happens, and what came of it.

    Args:
        console: Where.
        platform: The platform.
        most_seconds: How long a workload may be below its minimum.
    """

    def __init__(self, console: Console, platform: Platform, most_seconds: float = 0.0) -> None:
        self._console, self._platform, self._most = console, platform, most_seconds
        self._began = time.monotonic()
        self._status: Status | None = None

    def passes(self, result: Result) -> bool:
        """Return whether a scenario went as predicted, and met the target."""
        return not result.disagreements and result.meets(self._most)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Say what the clusters lack; on a terminal, also what goes on until the context ends."""
        left_out = self._platform.inside.left_out
        if left_out:
            self._say(f"Stand-ins by addon.yaml for the charts of {', '.join(left_out)}.")
        with self._console.status("installing the platform") as self._status:
            yield

    def installing(self, cluster: Cluster) -> None:
        """Install the platform on a cluster, and say so."""
        cluster.install()
        self._say(f"Installed after {self._seconds()} s.")
        if self._status:
            self._status.update("playing scenarios")

    def told(self, results: Iterable[Result]) -> Iterator[Result]:
        """Yield results, each after a line that says what came of it."""
        for result in results:
            self._tell(result)
            yield result

    def _tell(self, result: Result) -> None:
        verdict = table.verdict(result, self._most)
        text = Text(f"{self._seconds():>4} s  {result.scenario}: {result.title}: ")
        text.append(verdict, style=STYLES.get(verdict, "bold red"))
        self._console.print(text, soft_wrap=True)
        for each in (result.told, *map(str, result.disagreements)):
            if each:
                self._console.print(Text(f"        {each}"), soft_wrap=True)

    def ending(self, results: Sequence[Result]) -> None:
        """Print the tables."""
        self._console.print()
        self._console.print(self._table(table.HEADINGS, [self._row(each) for each in results]))
        self._say(table.LEGEND)
        for result in results if len(results) <= DETAILED else ():
            self._details(result)

    def _details(self, result: Result) -> None:
        rows = [table.workload_row(result, key) for key in table.touched(result)]
        if rows:
            self._console.print(Text(f"\n{result.scenario}: {result.title}", style="bold"))
            self._console.print(self._table(table.WORKLOAD_HEADINGS, rows))

    def _row(self, result: Result) -> tuple[str, ...]:
        return table.row(result, self._most)

    @staticmethod
    def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
        made = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
        for heading in headings:
            made.add_column(heading)
        for row in rows:
            made.add_row(*map(Text, row))
        return made

    def _say(self, text: str) -> None:
        self._console.print(Text(text, style="dim"), soft_wrap=True)

    def _seconds(self) -> int:
        return round(time.monotonic() - self._began)
