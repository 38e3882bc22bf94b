"""Replicas, and how many of them a drain must leave."""

from collections.abc import Iterator
from typing import Final

from config.applications.chart_values import ChartValues
from config.errors import Mistake
from config.quantities import portion

LONGEST_SHUTDOWN: Final = 840
"""Seconds that a pod may take to end: EKS gives up on a node that has not been drained after 15
minutes, of which the eviction takes a part.
https://docs.aws.amazon.com/eks/latest/userguide/managed-node-update-behavior.html"""

MOST_REVISIONS: Final = 100
"""Old revisions of a Deployment, each of which is an object that Kubernetes keeps for all."""


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
    least = portion(wanted, least_replicas, up=True)
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


def shutdown(values: ChartValues) -> Iterator[Mistake]:
    """Refuse pods that take longer to end than nodes wait for them."""
    keys = values.effective["shutdown"]
    if keys["delaySeconds"] + keys["drainSeconds"] > LONGEST_SHUTDOWN:
        yield values.mistake(
            ("shutdown", "drainSeconds"),
            "with shutdown.delaySeconds is longer than a drain of a node waits",
            allowed=f"up to {LONGEST_SHUTDOWN} seconds together",
            remedy="lower it; the rest of long work is for another pod to take up",
        )


def revisions(values: ChartValues) -> Iterator[Mistake]:
    """Refuse more old revisions than anybody goes back to."""
    if values.effective["rollout"]["revisionHistoryLimit"] > MOST_REVISIONS:
        yield values.mistake(
            ("rollout", "revisionHistoryLimit"),
            "keeps objects that nobody goes back to, in a store that is for all",
            allowed=f"up to {MOST_REVISIONS}",
            remedy="lower it; the default is 5",
        )
