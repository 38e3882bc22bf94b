"""Numbers that may be written as a part of a hundred, and how Kubernetes rounds them."""

from math import ceil, floor


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
