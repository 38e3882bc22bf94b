"""How many pods a rollout may have too many or too few."""

from typing import Any, Final

from config.quantities import portion
from terraform_json.types import Json

_QUARTER: Final = "25%"


def rollout(kind: str, spec: Json, replicas: int) -> tuple[int, int]:
    """Return the pods that a rollout may have above `replicas`, and those that it may lack.

    https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#rolling-update-deployment,
    https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#maximum-unavailable-pods
    and https://kubernetes.io/docs/tasks/manage-daemon/update-daemon-set/

    Args:
        kind: Of the controller.
        spec: Its `spec`.
        replicas: Its fewest pods.
    """
    strategy: dict[str, Any] = (
        spec.get("strategy" if kind == "Deployment" else "updateStrategy") or {}
    )
    rolling = strategy.get("rollingUpdate") or {}
    if kind == "Deployment":
        if strategy.get("type") == "Recreate":
            return 0, replicas
        surge = portion(_or(rolling.get("maxSurge"), _QUARTER), replicas, up=True)
        lacking = portion(_or(rolling.get("maxUnavailable"), _QUARTER), replicas, up=False)
        return surge, lacking if surge or lacking else 1
    if kind in ("StatefulSet", "DaemonSet"):
        return 0, max(portion(_or(rolling.get("maxUnavailable"), 1), replicas, up=True), 1)
    return 0, 0


def _or(written: int | str | None, default: int | str) -> int | str:
    return default if written is None else written
