"""The room that a pod asks for."""

from math import ceil
from typing import Any, Final

from config.quantities import quantity
from config.room import Room
from terraform_json.types import Json

_RESTARTS: Final = "Always"
"""The policy by which an init container is a sidecar, which runs on beside the others."""


def asked_by(spec: Json, defaults: Json) -> Room:
    """Return what a pod asks for, itself included.

    Sidecars count with the containers; other init containers, which end before those start, count
    where one of them asks for more, together with the sidecars that started before it.
    https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#resource-sharing-within-containers

    Args:
        spec: The pod's `spec`.
        defaults: The `resources` of a container that states none.

    Raises:
        ValueError: A quantity is none.
    """
    sidecars, greatest = Room(), Room()
    for container in spec.get("initContainers") or ():
        if container.get("restartPolicy") == _RESTARTS:
            sidecars += _asked(container, defaults)
        else:
            greatest = greatest.at_least(sidecars + _asked(container, defaults))
    containers = spec.get("containers") or ()
    together = sum((_asked(each, defaults) for each in containers), start=sidecars)
    return together.at_least(greatest) + _overhead(spec) + Room(pods=1)


def _asked(container: Json, defaults: Json) -> Room:
    """Return what a container asks for: its requests, or else its limits, which stand for them."""
    amounts: dict[str, Any] = {}
    for resources in (defaults, container.get("resources") or {}):
        for each in ("limits", "requests"):
            amounts |= resources.get(each) or {}
    return _room(amounts)


def _overhead(spec: Json) -> Room:
    return _room(spec.get("overhead") or {})


def _room(amounts: dict[str, Any]) -> Room:
    try:
        cpu, memory = (quantity(str(amounts.get(name, 0))) for name in ("cpu", "memory"))
    except (AttributeError, ArithmeticError, KeyError) as error:
        raise ValueError(f"{amounts} holds no quantities") from error
    return Room(millicores=ceil(cpu * 1000), memory_mib=ceil(memory / 2**20))
