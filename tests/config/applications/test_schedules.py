"""When schedules run: what Kubernetes takes, and what comes at all."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from config.applications.chart_rules import rule_mistakes
from config.applications.chart_schema import schema_mistakes
from config.applications.chart_values import merge
from config.applications.rules.schedules import LONGEST_RUN, MOST_HISTORY
from config.yaml.source import load_yaml
from tests.config.applications.folders import IMAGE
from tests.helm.texts import schema_of


def problems(**values: Any) -> dict[str, str]:  # noqa: ANN401 - JSON
    """Return what is wrong with values, by their path."""
    text = yaml.safe_dump({"image": IMAGE} | values)
    merged = merge([load_yaml(text, Path("values.yaml"))])
    mistakes = [*schema_mistakes(merged)] or [*rule_mistakes(merged, ())]
    return {mistake.path: mistake.problem for mistake in mistakes}


def scheduled(**more: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    """Return values with a schedule."""
    return {"schedules": {"a": {"cron": "@daily"} | more}}


@pytest.mark.parametrize(
    "cron",
    [
        *("@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"),
        *("0 3 * * *", "*/15 * * * *", "5/20 * ? * *", "0-30/7,45 00-07 01 1 0", "59 23 31 12 6"),
        *("0 0 * JAN-MAR,dec Mon-Fri", "0 0 29 2 *", "0 0 31 2 1", "0 0 29-31/2 2 */2"),
    ],
)
def test_times_that_kubernetes_takes_are_taken(cron: str) -> None:
    assert problems(**scheduled(cron=cron)) == {}


@pytest.mark.parametrize(
    "cron",
    [
        *("* * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * 32 * *", "* * * 13 *"),
        *("* * * * 7", "*/0 * * * *", "1,,2 * * * *", "1- * * * *", " * * * * *", "* * * * * *"),
        *("@reboot", "@every 1h", "TZ=UTC 0 3 * * *", "CRON_TZ=UTC @daily", "* * * * MONDAY"),
        *("L * * * *", "0 0 1W * *", "0 0 * * 1#2", "-1 * * * *", "* * * * *\n"),
    ],
)
def test_times_that_kubernetes_refuses_are_refused(cron: str) -> None:
    assert problems(**scheduled(cron=cron)) == {
        "schedules.a.cron": "is not a value that the chart takes"
    }


@pytest.mark.parametrize(
    ("cron", "problem"),
    [
        ("0 0 * * 5-1", "has a range that ends before it begins: 5-1"),
        ("0 5-1,7 * * FRI-MON", "has a range that ends before it begins: 5-1, FRI-MON"),
        ("0 0 31 2,4,6 *", "never comes, as none of its months has such a day"),
        ("0 0 30,31 FEB ?", "never comes, as none of its months has such a day"),
    ],
)
def test_times_that_cannot_be_are_told_why(cron: str, problem: str) -> None:
    assert problems(**scheduled(cron=cron)) == {"schedules.a.cron": problem}


@pytest.mark.parametrize("zone", ["Etc/UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires"])
def test_a_time_zone_is_taken_for_one_and_for_all(zone: str) -> None:
    assert problems(**scheduled(timeZone=zone), scheduleDefaults={"timeZone": zone}) == {}


def test_a_time_zone_that_nobody_knows_is_refused_where_it_stands() -> None:
    found = problems(**scheduled(timeZone="Europe/Atlantis"), scheduleDefaults={"timeZone": "Utc"})
    assert set(found) == {"scheduleDefaults.timeZone", "schedules.a.timeZone"}
    assert set(found.values()) == {"is no time zone of the tz database"}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("timeZone", "Local time"),
        ("concurrencyPolicy", "Never"),
        ("startingDeadlineSeconds", 9),
        ("activeDeadlineSeconds", 0),
        ("activeDeadlineSeconds", LONGEST_RUN + 1),
        ("backoffLimit", -1),
        ("failOnExitCodes", [0]),
        ("failOnExitCodes", [1, 1]),
        ("failedJobsHistoryLimit", 0),
        ("successfulJobsHistoryLimit", MOST_HISTORY + 1),
        ("command", []),
        ("parallelism", 2),
    ],
)
def test_what_a_schedule_may_not_be_is_refused(key: str, value: Any) -> None:  # noqa: ANN401
    assert len(problems(**scheduled(**{key: value}))) == 1


def test_the_chart_bounds_runs_as_the_api_server_does() -> None:
    bounds = schema_of("microservice")["definitions"]
    assert bounds["activeDeadlineSeconds"]["maximum"] == LONGEST_RUN
    assert bounds["failedJobsHistoryLimit"]["maximum"] == MOST_HISTORY
    assert bounds["successfulJobsHistoryLimit"]["maximum"] == MOST_HISTORY
