"""Applications that get more pods, and nodes with them."""

from collections.abc import Mapping
from typing import Final

from resilience.model.platform import Model
from resilience.model.pods import Origin
from sandbox.kubernetes.api import Api

_SCALERS: Final = "/apis/autoscaling/v2/namespaces/{}/horizontalpodautoscalers/{}"
_DEPLOYMENTS: Final = "/apis/apps/v1/namespaces/{}/deployments/{}"
_ALL_AT_ONCE: Final = {"type": "Percent", "value": 100, "periodSeconds": 15}


def deployment_path(key: str) -> str:
    """Return the path of an application in the API, from its key `app1/Deployment/app1`."""
    namespace, _, name = key.split("/")
    return _DEPLOYMENTS.format(namespace, name)


def fewest(model: Model) -> dict[str, int]:
    """Return the fewest pods of each application that its autoscaler may give more, by its key."""
    return {
        each.key: each.replicas
        for each in model.workloads
        if each.origin is Origin.RENDERED and each.max_replicas > each.replicas > 0
    }


def more_pods(api: Api, least: Mapping[str, int], more: Mapping[str, int]) -> None:
    """Let autoscalers keep more pods than their fewest.

    Args:
        api: The control plane.
        least: The fewest pods of each application.
        more: How many more it shall have.
    """
    for key, count in more.items():
        _keep(api, key, least[key] + count)


def fewest_again(api: Api, least: Mapping[str, int]) -> None:
    """Let autoscalers keep their fewest pods again, and have no more than those at once."""
    for key, count in least.items():
        if _keep(api, key, count):
            api.patch(deployment_path(key), {"spec": {"replicas": count}})


def _keep(api: Api, key: str, count: int) -> bool:
    path = _scaler_path(key)
    found = api.get(path)
    if not found or found["spec"].get("minReplicas") == count:
        return False
    api.patch(path, {"spec": {"minReplicas": count}})
    return True


def scale_down_at_once(api: Api, key: str) -> None:
    """Let an autoscaler take pods away as soon as the load is gone, and not after minutes."""
    down = {"stabilizationWindowSeconds": 0, "policies": [_ALL_AT_ONCE]}
    api.patch(_scaler_path(key), {"spec": {"behavior": {"scaleDown": down}}})


def _scaler_path(key: str) -> str:
    namespace, _, name = key.split("/")
    return _SCALERS.format(namespace, name)
