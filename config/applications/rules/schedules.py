"""When schedules run."""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final
from zoneinfo import available_timezones

from config.applications.chart_values import ChartValues
from config.errors import Mistake
from config.yaml.source import KeyPath

LONGEST_RUN: Final = 86_400
"""Seconds of a run with its retries, as the chart's schema has it: a day."""
MOST_HISTORY: Final = 10
"""Jobs of each kind that a schedule keeps, likewise."""
_LEAP_YEAR: Final = 2024


@dataclass(frozen=True)
class _Field:
    """A field of a cron expression: its numbers, and the names that stand for them."""

    least: int
    most: int
    names: Sequence[str] = field(default=())

    def numbers(self, item: str) -> range:
        """Return the numbers of an item of the field; none where they would go backward."""
        bounds, _, step = item.partition("/")
        first, dash, last = bounds.partition("-")
        begin = self.least if first in ("*", "?") else self._number(first)
        open_ended = step or first in ("*", "?")
        end = self._number(last) if dash else self.most if open_ended else begin
        return range(begin, end + 1, int(step or 1))

    def _number(self, text: str) -> int:
        name = text.upper()
        return self.names.index(name) + self.least if name in self.names else int(text)


_FIELDS: Final = (
    _Field(0, 59),
    _Field(0, 23),
    _Field(1, 31),
    _Field(
        1, 12, ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
    ),
    _Field(0, 6, ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]),
)


def times(values: ChartValues) -> Iterator[Mistake]:
    """Refuse times that Kubernetes does not take, and those that never come.

    The form is the schema's. https://pkg.go.dev/github.com/robfig/cron/v3, by which Kubernetes
    reads them, refuses a range that ends before it begins.
    """
    for name, schedule in values.effective["schedules"].items():
        if schedule["cron"].startswith("@"):
            continue
        fields = [each.split(",") for each in schedule["cron"].split()]
        backward = [
            item
            for items, known in zip(fields, _FIELDS, strict=True)
            for item in items
            if not known.numbers(item)
        ]
        if backward:
            yield values.mistake(
                ("schedules", name, "cron"),
                f"has a range that ends before it begins: {', '.join(backward)}",
                allowed="ranges that go upwards; Sunday, 0, is the first day of a week",
                remedy="write two ranges with a comma between them, such as 5-6,0-1",
            )
        elif not _comes(fields):
            yield values.mistake(
                ("schedules", name, "cron"),
                "never comes, as none of its months has such a day",
                allowed="a day that one of the months has",
                remedy="correct the day or the month",
            )


def _comes(fields: Sequence[Sequence[str]]) -> bool:
    """Return whether a month has one of the days; days of the week stand in for them."""
    *_, days, months, weekdays = fields
    if not any(item[0] in "*?" for item in weekdays):
        return True
    longest = max(
        monthrange(_LEAP_YEAR, month)[1] for item in months for month in _FIELDS[3].numbers(item)
    )
    return any(day <= longest for item in days for day in _FIELDS[2].numbers(item))


def time_zones(values: ChartValues) -> Iterator[Mistake]:
    """Refuse time zones that nobody knows, where this machine has the tz database."""
    known = available_timezones()
    given: dict[KeyPath, str] = {
        ("scheduleDefaults", "timeZone"): values.effective["scheduleDefaults"]["timeZone"]
    }
    for name, schedule in values.effective["schedules"].items():
        if "timeZone" in schedule:
            given["schedules", name, "timeZone"] = schedule["timeZone"]
    for path, zone in given.items():
        if known and zone not in known:
            yield values.mistake(
                path,
                "is no time zone of the tz database",
                allowed="its names, such as Europe/Berlin or Etc/UTC, in this writing",
                remedy="correct the name: https://en.wikipedia.org/wiki/List_of_tz_database_time_zones",
            )
