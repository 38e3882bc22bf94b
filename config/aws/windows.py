"""The windows in which AWS works on a database by itself, as minutes of the week in UTC."""

import re
from typing import Annotated, Final

from pydantic import Field

_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY: Final = "(" + "|".join(_DAYS) + ")"
_TIME: Final = r"([01][0-9]|2[0-3]):[0-5][0-9]"

DAYS: Final = len(_DAYS)
_DAY_MINUTES: Final = 24 * 60
_WEEK_MINUTES: Final = DAYS * _DAY_MINUTES

DailyWindow = Annotated[str, Field(pattern=f"^{_TIME}-{_TIME}$")]
"""Such as `23:30-00:30`."""
WeeklyWindow = Annotated[str, Field(pattern=f"^{_DAY}:{_TIME}-{_DAY}:{_TIME}$")]
"""Such as `sun:23:30-mon:00:30`."""


def daily_minutes(window: str) -> frozenset[int]:
    """Return the minutes of the week in a window that comes every day."""
    start, end = (_minute(time) for time in window.split("-"))
    length = (end - start) % _DAY_MINUTES
    return frozenset(
        (day * _DAY_MINUTES + start + minute) % _WEEK_MINUTES
        for day in range(DAYS)
        for minute in range(length)
    )


def weekly_minutes(window: str) -> frozenset[int]:
    """Return the minutes of the week in a window that comes once a week."""
    start, end = (
        _DAYS.index(day) * _DAY_MINUTES + _minute(time)
        for day, time in (part.split(":", 1) for part in window.split("-"))
    )
    length = (end - start) % _WEEK_MINUTES
    return frozenset((start + minute) % _WEEK_MINUTES for minute in range(length))


def halfway_round(window: str) -> tuple[int, int]:
    """Return the hour and the minute half a day after a daily window starts."""
    start = (_minute(window.split("-", maxsplit=1)[0]) + _DAY_MINUTES // 2) % _DAY_MINUTES
    return divmod(start, 60)


def days_later(window: str, days: int) -> str:
    """Return a weekly window at the same hours some days later."""
    return re.sub(_DAY, lambda day: _DAYS[(_DAYS.index(day[0]) + days) % DAYS], window)


def _minute(time: str) -> int:
    hours, minutes = time.split(":")
    return int(hours) * 60 + int(minutes)
