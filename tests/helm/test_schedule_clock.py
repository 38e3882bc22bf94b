"""A schedule on a control plane whose clock goes on: it takes up to a minute."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import yaml

from config.applications.chart_values import CHART
from sandbox.chart.release import Release
from sandbox.inside.status import not_executed
from sandbox.kubernetes import LocalControlPlane
from tests.patience import eventually

pytestmark = pytest.mark.long

NAME = "clock"


def test_the_clock_starts_runs_and_each_is_kept_as_the_schedule_says(
    control_plane: LocalControlPlane,
    install: Callable[[Mapping[str, Path]], dict[str, Release]],
    tmp_path: Path,
) -> None:
    values = yaml.safe_load((CHART / "ci/schedules-values.yaml").read_text(encoding="utf-8"))
    values["schedules"] = {"minutely": {"cron": "* * * * *", "successfulJobsHistoryLimit": 1}}
    file = tmp_path / "values.yaml"
    file.write_text(yaml.safe_dump(values), encoding="utf-8")
    release = install({NAME: file})[NAME]

    def succeeded() -> bool:
        status = release.get("cronjob", f"{NAME}-minutely").get("status", {})
        return "lastSuccessfulTime" in status

    eventually(succeeded)
    # The simulated node completes the pod without executing it, which is told.
    assert f"{NAME}/{NAME}-minutely" in not_executed(control_plane.api)
    # The next minute may have begun.
    run = next(each for each in release.get("jobs") if "completionTime" in each["status"])
    (owner,) = run["metadata"]["ownerReferences"]
    assert (owner["kind"], owner["name"]) == ("CronJob", f"{NAME}-minutely")
    release.helm("uninstall", NAME, "--wait")
