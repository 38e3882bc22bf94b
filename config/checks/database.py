"""Checks of the database that no single field shows."""

from collections.abc import Iterator

from config.aws.aurora import FIRST_MINORS, SERVERLESS
from config.aws.windows import DAYS, DailyWindow, WeeklyWindow, daily_minutes, weekly_minutes
from config.errors import Mistake
from config.reading import at, section_at, valid_or_none
from config.sections.database import DatabaseConfig, ReadersConfig, ServerlessConfig
from config.sections.database_backup import BackupConfig
from config.yaml.source import YamlDocument

SHORTEST_WINDOW_MINUTES = 30
"""https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBCluster.html"""


def database_mistakes(document: YamlDocument) -> Iterator[Mistake]:
    """Yield the mistakes that show only where several parts of the file are read together."""
    yield from _instance_class(document)
    yield from _serverless(document)
    yield from _bounds(document)
    yield from _windows(document)


def _instance_class(document: YamlDocument) -> Iterator[Mistake]:
    """The engine's version runs on the instance class."""
    database = section_at(document, ("database",), DatabaseConfig)
    if not database:
        return
    major, minor = (int(number) for number in database.engine_version.split("."))
    family = database.instance_class.split(".")[1]
    first = FIRST_MINORS[family].get(major, 0)
    if minor < first:
        yield document.mistake(
            ("database", "engine_version"),
            f"does not run on {database.instance_class}",
            allowed=f"{major}.{first} or a later minor of {major} on db.{family}",
            remedy="raise the version, or choose an older family of instance classes",
        )


def _serverless(document: YamlDocument) -> Iterator[Mistake]:
    """Bounds stand only with the class that they are of, and in order."""
    path = ("database", "serverless")
    database = section_at(document, ("database",), DatabaseConfig)
    if database and at(document, path) is not None and database.instance_class != SERVERLESS:
        yield document.mistake(
            path,
            f"bounds a capacity that {database.instance_class} does not change",
            allowed=f"only with instance_class: {SERVERLESS}",
            remedy="remove the key, or choose that class",
        )
    bounds = section_at(document, path, ServerlessConfig)
    if bounds and bounds.min_acu > bounds.max_acu:
        yield document.mistake(
            path,
            f"has min_acu {bounds.min_acu:g} and max_acu {bounds.max_acu:g}",
            allowed="min_acu <= max_acu",
            remedy="raise max_acu, or lower min_acu",
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
