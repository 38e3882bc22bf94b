import pytest

from config.aws.windows import days_later, halfway_round, weekly_minutes


@pytest.mark.parametrize(
    ("window", "days", "later"),
    [
        ("sun:03:00-sun:04:00", 1, "mon:03:00-mon:04:00"),
        ("mon:03:00-mon:04:00", 6, "sun:03:00-sun:04:00"),
        ("sat:23:30-sun:00:30", 1, "sun:23:30-mon:00:30"),
    ],
)
def test_a_weekly_window_moves_by_whole_days(window: str, days: int, later: str) -> None:
    assert days_later(window, days) == later


def test_the_seven_days_of_a_window_shorter_than_a_day_do_not_meet() -> None:
    windows = [weekly_minutes(days_later("sun:00:30-mon:00:29", days)) for days in range(7)]
    assert len(frozenset().union(*windows)) == sum(map(len, windows))


@pytest.mark.parametrize(("window", "time"), [("01:00-02:00", (13, 0)), ("13:45-14:45", (1, 45))])
def test_half_a_day_later_is_the_other_half(window: str, time: tuple[int, int]) -> None:
    assert halfway_round(window) == time
