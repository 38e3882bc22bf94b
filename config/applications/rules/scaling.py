"""Replicas, and how many of them a drain must leave."""

from collections.abc import Iterator

from config.applications.chart_values import ChartValues
from config.errors import Mistake


def pods_of(number: int | str, replicas: int) -> int:
    """Return a number of pods, which may be a percentage of replicas: Kubernetes rounds it up."""
    return -(-int(number[:-1]) * replicas // 100) if isinstance(number, str) else number


def replicas(values: ChartValues) -> Iterator[Mistake]:
    """Refuse fewer replicas at most than at least."""
    scaling = values.effective["autoscaling"]
    if scaling["maxReplicas"] < scaling["minReplicas"]:
        yield values.mistake(
            ("autoscaling", "maxReplicas"),
            "is less than autoscaling.minReplicas",
            allowed=f"{scaling['minReplicas']} or more",
            remedy="raise it, or lower autoscaling.minReplicas",
        )


def disruption_budget(values: ChartValues) -> Iterator[Mistake]:
    """Refuse a budget that lets no node be drained."""
    least_replicas = values.effective["autoscaling"]["minReplicas"]
    wanted = values.effective["podDisruptionBudget"]["minAvailable"]
    least = pods_of(wanted, least_replicas)
    if least >= least_replicas:
        effect = (
            "can never be met by" if least > least_replicas else "blocks every drain of a node at"
        )
        yield values.mistake(
            ("podDisruptionBudget", "minAvailable"),
            f"{effect} autoscaling.minReplicas",
            allowed=f"fewer than {least_replicas} pods",
            remedy="lower it, or raise autoscaling.minReplicas",
        )
