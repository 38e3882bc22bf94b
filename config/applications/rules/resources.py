"""CPU, memory and disk that a pod asks for and may use."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from config.applications.chart_values import ChartValues
from config.applications.containers import Container, containers
from config.errors import Mistake
from config.yaml.source import dotted

# https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
_UNITS: Final = {
    "": Decimal(1),
    "n": Decimal("1e-9"),
    "u": Decimal("1e-6"),
    "m": Decimal("0.001"),
    "k": Decimal(10**3),
    "M": Decimal(10**6),
    "G": Decimal(10**9),
    "T": Decimal(10**12),
    "P": Decimal(10**15),
    "E": Decimal(10**18),
    "Ki": Decimal(2**10),
    "Mi": Decimal(2**20),
    "Gi": Decimal(2**30),
    "Ti": Decimal(2**40),
    "Pi": Decimal(2**50),
    "Ei": Decimal(2**60),
}
LEAST: Final = {"memory": "6Mi", "ephemeral-storage": "1Mi"}
"""The least of each that a container asks for and may use. With less memory none starts:
https://docs.docker.com/engine/containers/resource_constraints/#limit-a-containers-access-to-memory
To Kubernetes a limit of 0 is none at all."""

_QUANTITY = re.compile(r"([0-9.]+(?:[eE][+-]?[0-9]{1,2})?)(.*)")


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


def quantity(text: str) -> Decimal:
    """Return the number that a quantity of Kubernetes stands for, in cores or bytes."""
    number, unit = _QUANTITY.fullmatch(text).groups()  # type: ignore[union-attr]
    return Decimal(number) * _UNITS[unit]


def seconds(duration: str) -> int:
    """Return the seconds of a duration of hours, minutes and seconds, such as 1h30m."""
    each = {"h": 3600, "m": 60, "s": 1}
    return sum(int(number) * each[unit] for number, unit in re.findall("([0-9]+)([hms])", duration))
