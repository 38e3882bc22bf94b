"""Replicas, and how many of them a drain must leave."""

from collections.abc import Iterator

from config.applications.chart_values import ChartValues
from config.errors import Mistake


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
    # Kubernetes rounds a percentage up.
    least = -(-int(wanted[:-1]) * least_replicas // 100) if isinstance(wanted, str) else wanted
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
