"""What new pods are judged by, as Prometheus sees it: with what F5's NGINX tells of its answers.

Names and labels: https://github.com/nginx/kubernetes-ingress/blob/v5.5.4/internal/metrics/collectors/latency.go
and `createPlusAndLatencyCollectors` in cmd/nginx-ingress/main.go, for NGINX without Plus.
"""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.applications.chart_values import CHART

PROMTOOL = pytest.mark.skipif(
    not shutil.which("promtool"), reason="promtool, of Prometheus, is missing"
)
METRIC = "nginx_ingress_controller_upstream_server_response_latency_ms"
NEW, OLD = "shop-6b7f-x1", "shop-5d4c-y1"
MINUTES = 6
"""How long all has gone on when it is judged: longer than the queries look back."""
SAMPLES = 2 * MINUTES
"""Prometheus asks each half minute."""


def series(end: str, pod: str, code: int | str, **labels: str) -> str:
    """Return a series of NGINX about the answers of a pod, as Prometheus keeps it."""
    told = {
        "class": "nginx-external",
        "upstream": "shop-shop-orders.example.com-orders.example.com-shop-http",
        "server": "10.0.32.7:8080",
        "code": str(code),
        "service": "shop",
        "resource_type": "ingress",
        "resource_name": "shop-orders.example.com",
        "resource_namespace": "shop",
        "pod_name": pod,
        # Whom Prometheus asked.
        "namespace": "nginx-ingress",
        "pod": "nginx-ingress-controller-6c9d8-abcde",
    }
    text = ",".join(f'{name}="{value}"' for name, value in (told | labels).items())
    return f"{METRIC}_{end}{{{text}}}"


def answers(pod: str, code: int | str, each: int, **labels: str) -> dict[str, str]:
    """Return a series of so many more answers each half minute."""
    return {series("count", pod, code, **labels): f"0+{each}x{SAMPLES}"}


def within(milliseconds: int, pod: str, code: int, each: int) -> dict[str, str]:
    """Return the buckets of answers that take just less than a time."""
    bounds = (500, 1000, 50000)
    return {
        series("bucket", pod, code, le=str(bound)): (
            f"0+{each if bound >= milliseconds else 0}x{SAMPLES}"
        )
        for bound in bounds
    } | {series("bucket", pod, code, le="+Inf"): f"0+{each}x{SAMPLES}"}


OLD_WELL = answers(OLD, 200, 60)
CASES: dict[str, tuple[dict[str, str], set[str]]] = {
    "all answer well": (OLD_WELL | answers(NEW, 200, 20), set()),
    "one new answer of ten is an error": (
        OLD_WELL | answers(NEW, 200, 18) | answers(NEW, 503, 2),
        {"errors"},
    ),
    "few new answers are errors": (OLD_WELL | answers(NEW, 200, 99) | answers(NEW, 500, 1), set()),
    "old pods alone answer with errors": (answers(OLD, 500, 60) | answers(NEW, 200, 20), set()),
    "answers of 4xx are the client's": (OLD_WELL | answers(NEW, 404, 20), set()),
    "another application's pods answer with errors": (
        OLD_WELL | answers(NEW, 200, 20) | answers(NEW, 500, 20, resource_namespace="other"),
        set(),
    ),
    "nobody asks": ({}, set()),
    "nobody asks any more": (
        {series("count", pod, 200): f"7x{SAMPLES}" for pod in (OLD, NEW)},
        set(),
    ),
    "new pods have just come": (
        OLD_WELL | {series("count", NEW, 200): f"_x{SAMPLES - 1} 9"},
        {"silence"},
    ),
    "new pods do not answer, and NGINX asks the next": (OLD_WELL, {"silence"}),
    "nobody waits for the answers of new pods": (OLD_WELL | answers(NEW, "-", 20), {"silence"}),
    "too few ask to tell silence from chance": (answers(OLD, 200, 6), set()),
    "new pods are slow": (
        OLD_WELL | answers(NEW, 200, 20) | within(1000, NEW, 200, 20),
        {"latency"},
    ),
    "new pods are fast": (OLD_WELL | answers(NEW, 200, 20) | within(500, NEW, 200, 20), set()),
    "WebSockets of new pods last": (
        OLD_WELL
        | answers(NEW, 200, 20)
        | answers(NEW, 101, 20)
        | within(500, NEW, 200, 20)
        | within(50000, NEW, 101, 20),
        set(),
    ),
    "new pods count failed orders": (
        {f'orders_failed_share{{namespace="shop",pod="{NEW}"}}': f"0.5x{SAMPLES}"},
        {"own-failed-orders"},
    ),
    "old pods and others count failed orders": (
        {
            f'orders_failed_share{{namespace="shop",pod="{OLD}"}}': f"0.5x{SAMPLES}",
            f'orders_failed_share{{namespace="other",pod="{NEW}"}}': f"0.5x{SAMPLES}",
        },
        set(),
    ),
}


@pytest.fixture(scope="module")
def measurements(tool: Callable[..., Any]) -> dict[str, Any]:
    """Return the metrics of the AnalysisTemplate of the application `shop`, by name."""
    values = f"--values={CHART}/ci/canary-values.yaml"
    shown = ("--namespace=shop", "--show-only=templates/analysistemplate.yaml")
    rendered = tool("helm", "template", "shop", str(CHART), values, *shown)
    metrics = yaml.safe_load(rendered.stdout)["spec"]["metrics"]
    return {each["name"]: each for each in metrics}


def is_bad(metric: dict[str, Any]) -> str:
    """Return an expression that has a sample where the success condition of a metric is not met."""
    query = metric["provider"]["prometheus"]["query"].replace("{{args.revision}}", "6b7f")
    condition, limit = metric["successCondition"].rsplit(" <= ")
    # No result and NaN are not more than the limit to PromQL either.
    assert condition == "len(result) == 0 || isNaN(result[0]) || result[0]"
    return f"count(({query}) > {limit})"


@PROMTOOL
def test_new_pods_alone_are_judged_by_what_nginx_tells_of_them(
    measurements: dict[str, Any], tmp_path: Path
) -> None:
    played = [
        {
            "name": f"{case}: {name}",
            "interval": "30s",
            "input_series": [{"series": k, "values": v} for k, v in inputs.items()],
            "promql_expr_test": [
                {
                    "expr": is_bad(metric),
                    "eval_time": f"{MINUTES}m",
                    "exp_samples": [{"labels": "{}", "value": 1}] if name in bad else [],
                }
            ],
        }
        for case, (inputs, bad) in CASES.items()
        for name, metric in measurements.items()
    ]
    (tmp_path / "played.yaml").write_text(yaml.safe_dump({"tests": played}), encoding="utf-8")
    command = ["promtool", "test", "rules", "played.yaml"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_silence_is_judged_once_new_pods_have_had_time_to_answer(
    measurements: dict[str, Any],
) -> None:
    assert measurements["silence"]["initialDelay"] == "180s"
    assert measurements["errors"]["initialDelay"] == "30s"
