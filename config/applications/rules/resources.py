"""CPU, memory and disk that a pod asks for and may use."""

from collections.abc import Iterator
from typing import Final

from config.applications.chart_values import ChartValues
from config.applications.containers import Container, containers
from config.errors import Mistake
from config.quantities import quantity
from config.yaml.source import dotted

LEAST: Final = {"memory": "6Mi", "ephemeral-storage": "1Mi"}
"""The least of each that a container asks for and may use. With less memory none starts:
https://docs.docker.com/engine/containers/resource_constraints/#limit-a-containers-access-to-memory
To Kubernetes a limit of 0 is none at all."""


def requests(values: ChartValues) -> Iterator[Mistake]:
    """Refuse to ask for more than may be used."""
    for container in _stated(values):
        limits = container.resources["limits"]
        for name, request in container.resources["requests"].items():
            limit = limits.get(name)
            if limit is not None and quantity(request) > quantity(limit):
                where = (*container.path, "resources")
                yield values.mistake(
                    (*where, "requests", name),
                    f"is more than {dotted((*where, 'limits', name))}",
                    allowed=f"up to {limit}",
                    remedy="lower it, or raise the limit",
                )


def least(values: ChartValues) -> Iterator[Mistake]:
    """Refuse limits in which no program starts, such as `256` for 256 bytes, and no requests."""
    for container in _stated(values):
        for name, smallest in LEAST.items():
            for kind in ("limits", "requests"):
                if quantity(container.resources[kind][name]) < quantity(smallest):
                    yield values.mistake(
                        (*container.path, "resources", kind, name),
                        "is too little for a container to start in",
                        allowed=f"{smallest} or more",
                        remedy="write the unit, such as 256Mi",
                    )
                    break


def _stated(values: ChartValues) -> Iterator[Container]:
    """Yield the application's container, and those that state resources of their own."""
    own = Container(
        path=(), image=None, own=values.effective, resources=values.effective["resources"]
    )
    yield own
    for container in containers(values.effective):
        if container.path and "resources" in container.own:
            yield container
