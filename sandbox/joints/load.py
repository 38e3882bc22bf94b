"""Spreads the load of an application over its ready pods, as a Service does.

The load is a label of a Deployment: the cores that all its pods together are kept busy with. Each
ready pod gets its share, up to its limit, as a label of its own, by which kwok says what it uses
(usage.yaml). So more pods have less to do each, and an autoscaler comes to rest.

Labels, and not annotations: those the admission policies keep to what applications need.
"""

import logging
import re
from collections.abc import Iterator
from decimal import Decimal
from http import HTTPStatus
from typing import Final

from sandbox.kubernetes.api import Api, ApiError
from sandbox.kubernetes.objects import PODS, is_pod_ready, pod_path
from terraform_json.types import Json

CORES: Final = "sandbox/cores"
# Such as 3, 0.5 and 1500m.
_QUANTITY: Final = re.compile(r"(\d{1,6}(?:\.\d{1,3})?)(m?)")
_log = logging.getLogger(__name__)


def follow(api: Api) -> None:
    """Give each pod its share of the load of its Deployment; to be called again and again.

    Raises:
        Failure: The API does not answer.
    """
    carrying = {pod_path(pod): pod for pod in api.items(PODS, labelSelector=CORES)}
    meant = dict(_shares(api))
    for path in carrying.keys() - meant.keys():
        _label(api, path, None)
    for path, share in meant.items():
        if path not in carrying or carrying[path]["metadata"]["labels"][CORES] != share:
            _label(api, path, share)


def cores(text: str) -> Decimal | None:
    """Return the cores that a quantity of Kubernetes stands for; None if it is none."""
    match = _QUANTITY.fullmatch(text)
    return Decimal(match[1]) / (1000 if match[2] else 1) if match else None


def _shares(api: Api) -> Iterator[tuple[str, str]]:
    """Yield each pod that carries load, by its path, with its share."""
    for deployment in api.items("/apis/apps/v1/deployments", labelSelector=CORES):
        metadata = deployment["metadata"]
        load = cores(metadata["labels"][CORES])
        if load is None:
            _log.warning("%s: %s is no number of cores", metadata["name"], CORES)
            continue
        labels = deployment["spec"]["selector"].get("matchLabels", {})
        selector = ",".join(f"{key}={value}" for key, value in labels.items())
        pods = api.items(f"/api/v1/namespaces/{metadata['namespace']}/pods", labelSelector=selector)
        ready = [pod for pod in pods if is_pod_ready(pod)]
        for pod in ready:
            share = min(load / len(ready), _limit(pod))
            yield pod_path(pod), f"{max(round(1000 * share), 1)}m"


def _limit(pod: Json) -> Decimal:
    """Return the cores that the first container gets at most; it carries the load."""
    limits = pod["spec"]["containers"][0].get("resources", {}).get("limits", {})
    return cores(limits.get("cpu", "")) or Decimal("Infinity")


def _label(api: Api, path: str, share: str | None) -> None:
    """Write a pod's share, or take it away; a pod that has gone meanwhile has none."""
    try:
        api.patch(path, {"metadata": {"labels": {CORES: share}}})
    except ApiError as error:
        if error.status != HTTPStatus.NOT_FOUND:
            raise
