"""CPU, memory and disk that a pod asks for and may use."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from config.applications.chart_values import ChartValues
from config.errors import Mistake

# https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
_UNITS: Final = {
    "": Decimal(1),
    "m": Decimal("0.001"),
    "k": Decimal(10**3),
    "M": Decimal(10**6),
    "G": Decimal(10**9),
    "T": Decimal(10**12),
    "Ki": Decimal(2**10),
    "Mi": Decimal(2**20),
    "Gi": Decimal(2**30),
    "Ti": Decimal(2**40),
}
LEAST_MEMORY: Final = 6 * _UNITS["Mi"]
"""Bytes with which a container starts at least:
https://docs.docker.com/engine/containers/resource_constraints/#limit-a-containers-access-to-memory"""

_QUANTITY = re.compile(r"([0-9.]+)(.*)")


def requests(values: ChartValues) -> Iterator[Mistake]:
    """Refuse to ask for more than may be used."""
    resources = values.effective["resources"]
    for name, request in resources["requests"].items():
        limit = resources["limits"].get(name)
        if limit is not None and quantity(request) > quantity(limit):
            yield values.mistake(
                ("resources", "requests", name),
                f"is more than resources.limits.{name}",
                allowed=f"up to {limit}",
                remedy="lower it, or raise the limit",
            )


def memory(values: ChartValues) -> Iterator[Mistake]:
    """Refuse memory in which no program starts, such as `256` for 256 bytes."""
    limit = values.effective["resources"]["limits"]["memory"]
    if quantity(limit) < LEAST_MEMORY:
        yield values.mistake(
            ("resources", "limits", "memory"),
            "is too little for a container to start in",
            allowed="6Mi or more",
            remedy="write the unit, such as 256Mi",
        )


def quantity(text: str) -> Decimal:
    """Return the number that a quantity of Kubernetes stands for, in cores or bytes."""
    number, unit = _QUANTITY.fullmatch(text).groups()  # type: ignore[union-attr]
    return Decimal(number) * _UNITS[unit]
