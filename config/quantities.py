"""Quantities, durations and numbers of pods, as Kubernetes writes them."""

import re
from decimal import Decimal
from math import ceil, floor
from typing import Final

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
_QUANTITY = re.compile(r"([0-9.]+(?:[eE][+-]?[0-9]{1,2})?)(.*)")


def quantity(text: str) -> Decimal:
    """Return the number that a quantity of Kubernetes stands for, in cores or bytes."""
    number, unit = _QUANTITY.fullmatch(text).groups()  # type: ignore[union-attr]
    return Decimal(number) * _UNITS[unit]


def seconds(duration: str) -> int:
    """Return the seconds of a duration of hours, minutes and seconds, such as 1h30m."""
    each = {"h": 3600, "m": 60, "s": 1}
    return sum(int(number) * each[unit] for number, unit in re.findall("([0-9]+)([hms])", duration))


def portion(written: int | str, whole: int, *, up: bool) -> int:
    """Return a number of pods: as it is written, or that part of the whole, rounded.

    https://github.com/kubernetes/apimachinery/blob/master/pkg/util/intstr/intstr.go
    (GetScaledValueFromIntOrPercent)

    Args:
        written: A number, or such as `25%`.
        whole: All the pods.
        up: Whether a part of a pod counts as one, or as none.

    Raises:
        ValueError: It is text of another form.
    """
    if isinstance(written, int):
        return written
    hundredths = int(written.removesuffix("%")) * whole
    return ceil(hundredths / 100) if up else floor(hundredths / 100)
