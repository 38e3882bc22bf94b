"""Alerts on schedules, as Prometheus sees them: with what kube-state-metrics tells."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.applications.chart_values import CHART

JOB = '{namespace="shop", job_name="shop-hourly-29000001"'
CRON_JOB = '{namespace="shop", cronjob="shop-hourly"'
OTHERS = '{namespace="shop", job_name="shop-hourly-check-29000001"'
# Minute by minute: a run that began after 10 minutes failed after 12, and one succeeded after 30.
# The next one was to start after 40 minutes, and started an hour later.
SERIES = {
    f"kube_job_status_start_time{JOB}}}": "_x10 600x200",
    f'kube_job_failed{JOB}, condition="true"}}': "_x12 1x200",
    f"kube_cronjob_status_last_successful_time{CRON_JOB}}}": "_x30 1800x200",
    f"kube_cronjob_next_schedule_time{CRON_JOB}}}": "2400x100 9000x100",
    # A schedule whose name begins alike.
    f"kube_job_status_start_time{OTHERS}}}": "4800x200",
    f'kube_job_failed{OTHERS}, condition="true"}}': "1x200",
}
FIRES = {
    "ScheduleFailed": {15: True, 35: False, 100: False},
    "ScheduleMissed": {45: False, 60: True, 110: False},
}


@pytest.mark.skipif(not shutil.which("promtool"), reason="promtool, of Prometheus, is missing")
def test_a_run_that_failed_or_did_not_start_is_told_until_one_succeeds(
    tool: Callable[..., Any], tmp_path: Path
) -> None:
    values = f"--values={CHART}/ci/schedules-values.yaml"
    shown = ("--namespace=shop", "--show-only=templates/prometheusrule.yaml")
    rendered = tool("helm", "template", "shop", str(CHART), values, *shown)
    rules = yaml.safe_load(rendered.stdout)["spec"]
    (tmp_path / "rules.yaml").write_text(yaml.safe_dump(rules), encoding="utf-8")
    summaries = {
        rule["alert"]: rule["annotations"]
        for rule in rules["groups"][0]["rules"]
        if "shop-hourly" in rule["expr"]
    }
    played = {
        "rule_files": ["rules.yaml"],
        "tests": [
            {
                "interval": "1m",
                "input_series": [{"series": k, "values": v} for k, v in SERIES.items()],
                "alert_rule_test": [
                    {
                        "alertname": alert,
                        "eval_time": f"{minute}m",
                        "exp_alerts": [expected(alert, summaries)] if fires else [],
                    }
                    for alert, minutes in FIRES.items()
                    for minute, fires in minutes.items()
                ],
            }
        ],
    }
    (tmp_path / "played.yaml").write_text(yaml.safe_dump(played), encoding="utf-8")
    command = ["promtool", "test", "rules", "played.yaml"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def expected(alert: str, summaries: dict[str, Any]) -> dict[str, Any]:
    """Return an alert as promtool expects it, with the labels of what it is about."""
    about = {"cronjob": "shop-hourly", "namespace": "shop"} if alert == "ScheduleMissed" else {}
    return {"exp_labels": {"severity": "warning"} | about, "exp_annotations": summaries[alert]}
