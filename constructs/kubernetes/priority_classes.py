"""Who goes first when a node has no room for all."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_kubernetes.priority_class_v1 import PriorityClassV1

from constructs import Construct


@dataclass(frozen=True)
class PriorityClass:
    """A class of pods.

    Attributes:
        value: Its priority; Kubernetes keeps what is above 1,000,000,000 for itself.
        description: Who belongs to it.
    """

    value: int
    description: str


DEFAULT: Final = "platform-applications"
PRIORITY_CLASSES: Final = {
    "platform-critical": PriorityClass(
        1_000_000, "Without it nothing is scheduled, scaled or reached"
    ),
    "platform-infrastructure": PriorityClass(100_000, "Addons that applications can do without"),
    DEFAULT: PriorityClass(1_000, "Applications, and whoever names no class"),
}


def add_priority_classes(
    scope: Construct, after: Sequence[ITerraformDependable]
) -> tuple[PriorityClassV1, ...]:
    """Return the priority classes, which pods name and so must wait for."""
    return tuple(
        PriorityClassV1(
            scope,
            f"priority-{name}",
            metadata={"name": name},
            value=each.value,
            description=each.description,
            global_default=name == DEFAULT,
            depends_on=list(after),
        )
        for name, each in PRIORITY_CLASSES.items()
    )
