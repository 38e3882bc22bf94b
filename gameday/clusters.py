"""Plays scenarios on two clusters at once: each cluster waits for most of its time."""

import tempfile
from collections.abc import Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from pathlib import Path
from threading import Event
from typing import Final

from gameday.cluster import running
from gameday.platform import Platform
from gameday.play import Result, play
from gameday.report.console import Report
from gameday.scenarios.scenario import Scenario

CLUSTERS: Final = 2
FEW: Final = 3
"""Up to how many scenarios one cluster plays: another one takes as long to start as two of them."""


def played(
    platform: Platform, wanted: Sequence[tuple[Scenario, str]], report: Report, logs: Path
) -> list[Result]:
    """Play scenarios on clusters of their own; return what came of each, in order.

    Args:
        platform: The platform.
        wanted: The scenarios, each with what it is played on.
        report: Told of each as it ends.
        logs: The folder for logs.

    Raises:
        Failure: A cluster does not come to rest, or a program of it ended.
    """
    # Each takes the next one when it is done with its own.
    todo = iter(enumerate(wanted))
    results: dict[int, list[Result]] = {}
    over = Event()

    def play_some(number: int) -> None:
        with (
            tempfile.TemporaryDirectory(prefix="gameday-") as parent,
            running(platform, Path(parent) / "run", logs / str(number), over) as cluster,
        ):
            report.installing(cluster)
            for index, (scenario, target) in todo:
                results[index] = list(report.told(play(cluster, scenario, target)))

    count = min(len(wanted), 1 if len(wanted) <= FEW else CLUSTERS)
    if not count:
        return []
    with report.at_work(), ThreadPoolExecutor(count) as pool:
        try:
            futures = [pool.submit(play_some, number) for number in range(count)]
            ended, _ = wait(futures, return_when=FIRST_EXCEPTION)
        finally:
            # Also where somebody interrupts: another cluster ends with what it waits for next.
            over.set()
        for each in ended:
            each.result()
    return [result for index in sorted(results) for result in results[index]]
