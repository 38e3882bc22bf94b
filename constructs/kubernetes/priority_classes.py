"""The priority classes: which pods go first when a node has no room for all."""

from collections.abc import Sequence

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_kubernetes.priority_class_v1 import PriorityClassV1

from config.kubernetes_names import DEFAULT_PRIORITY_CLASS, PRIORITY_CLASSES
from constructs import Construct


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
            global_default=name == DEFAULT_PRIORITY_CLASS,
            depends_on=list(after),
        )
        for name, each in PRIORITY_CLASSES.items()
    )
