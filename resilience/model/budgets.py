"""Disruption budgets, reckoned as the disruption controller does.

https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/disruption/disruption.go
(getExpectedPodCount): of a percentage, a part of a pod counts as a whole one, be it of those that
must stay or of those that may go.
"""

from config.quantities import portion
from resilience.model.pods import Budget
from terraform_json.types import Json


def budget_of(manifest: Json, replicas: int) -> Budget:
    """Return what a `PodDisruptionBudget` means for a workload.

    Args:
        manifest: The budget.
        replicas: The workload's fewest pods.

    Raises:
        ValueError: Its number is none.
    """
    spec = manifest.get("spec") or {}
    if spec.get("maxUnavailable") is not None:
        least = replicas - portion(spec["maxUnavailable"], replicas, up=True)
    else:
        least = portion(spec.get("minAvailable") or 0, replicas, up=True)
    return Budget(
        name=manifest["metadata"]["name"],
        least=max(least, 0),
        evicts_unhealthy=spec.get("unhealthyPodEvictionPolicy") == "AlwaysAllow",
    )
