"""Checks of the database that no single field shows."""

from collections.abc import Iterator

from config.database import BackupConfig, DatabaseConfig, ReadersConfig
from config.errors import Mistake
from config.fields import is_production
from config.reading import at, section_at, valid_or_none
from config.windows import DAYS, DailyWindow, WeeklyWindow, daily_minutes, weekly_minutes
from config.yaml_source import YamlDocument

SHORTEST_WINDOW_MINUTES = 30
"""https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBCluster.html"""


def database_mistakes(document: YamlDocument) -> Iterator[Mistake]:
    """Yield the mistakes that show only where several parts of the file are read together."""
    yield from _production(document)
    yield from _bounds(document)
    yield from _windows(document)


def _production(document: YamlDocument) -> Iterator[Mistake]:
    """Production keeps what protects its data."""
    if not is_production(str(at(document, ("name",)))):
        return
    for path in (("database", "deletion_protection"), ("database", "backup", "final_snapshot")):
        if at(document, path) is False:
            yield document.mistake(
                path,
                "is off in production, where one mistaken command would lose the data",
                allowed="true, in every environment whose name begins with `prod`",
                remedy="remove the key",
            )


def _bounds(document: YamlDocument) -> Iterator[Mistake]:
    path = ("database", "readers")
    readers = section_at(document, path, ReadersConfig)
    if readers and readers.max < readers.fixed:
        yield document.mistake(
            path,
            f"has fixed {readers.fixed} and max {readers.max}: autoscaling counts the fixed"
            " readers, so it could never come down to its maximum",
            allowed="fixed <= max",
            remedy="raise max, or lower fixed",
        )


def _windows(document: YamlDocument) -> Iterator[Mistake]:
    """Backup and maintenance have half an hour each, and do not meet."""
    paths = ("database", "backup", "window"), ("database", "maintenance_window")
    written = [at(document, path) for path in paths]
    backup = valid_or_none(DailyWindow, written[0] or BackupConfig().window)
    maintenance = valid_or_none(WeeklyWindow, written[1] or DatabaseConfig().maintenance_window)
    if not backup or not maintenance:
        return
    lengths = len(daily_minutes(backup)) // DAYS, len(weekly_minutes(maintenance))
    for path, minutes in zip(paths, lengths, strict=True):
        if minutes < SHORTEST_WINDOW_MINUTES:
            yield document.mistake(
                path,
                f"lasts {minutes} minutes",
                allowed=f"{SHORTEST_WINDOW_MINUTES} minutes or longer",
                remedy="move its end",
            )
    if daily_minutes(backup) & weekly_minutes(maintenance):
        yield document.mistake(
            paths[1],
            f"meets the daily backup, {backup}",
            allowed="a window in which no backup runs",
            remedy="move one of the two",
        )
