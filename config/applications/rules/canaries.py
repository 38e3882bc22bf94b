"""Canaries: by what new pods are judged, and how many there are at each step."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any, Final

from config.applications.chart_values import ChartValues
from config.errors import Mistake

CANARY: Final = "canary"
"""The value of `rollout.strategy` by which an update begins with some of the pods."""


def is_canary(values: ChartValues) -> bool:
    """Return whether an application's releases begin with some of its pods."""
    return bool(values.effective["rollout"]["strategy"] == CANARY)


def judged(values: ChartValues) -> Iterator[Mistake]:
    """Refuse a canary that goes on whatever its pods do."""
    rollout = values.effective["rollout"]
    analysis = rollout["canary"]["analysis"]
    limits = (analysis.get("maxErrorPercent"), analysis.get("maxLatencyMilliseconds"))
    counted = any(map(_is_counted, values.effective["ingresses"]))
    asked = counted and any(limit is not None for limit in limits)
    if is_canary(values) and not (asked or analysis["metrics"]):
        yield values.mistake(
            ("rollout", "strategy"),
            "makes canaries that nothing judges",
            allowed="rolling, as long as there is no Ingress of HTTP and no metric",
            remedy="name a metric in rollout.canary.analysis.metrics, add an Ingress that is not"
            " gRPC, or give rollout.canary.analysis.maxErrorPercent a number",
        )


def _is_counted(ingress: Mapping[str, Any]) -> bool:
    """Return whether NGINX counts the answers to an Ingress: of gRPC it knows no upstream.

    https://github.com/nginx/kubernetes-ingress/blob/v5.5.4/internal/metrics/collectors/latency.go
    """
    annotations = ingress.get("annotations") or {}
    return ingress.get("protocol") != "grpc" and "nginx.org/grpc-services" not in annotations


def steps(values: ChartValues) -> Iterator[Mistake]:
    """Refuse steps that do not rise: a step back would take judged pods away."""
    weights = [each["weight"] for each in values.effective["rollout"]["canary"]["steps"]]
    if any(after <= before for before, after in pairwise(weights)):
        yield values.mistake(
            ("rollout", "canary", "steps"),
            "do not rise",
            allowed="weights of which each is more than the one before",
            remedy="put them in order, or remove one",
        )
