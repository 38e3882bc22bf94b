"""Which file and key decide an aspect of a workload."""

from collections.abc import Iterator, Mapping
from typing import Final

from config.addons.addon_file import AddonFile
from config.addons.placed import EXTRA_OBJECTS, TOP
from config.addons.workloads import Workload as Told
from config.yaml.key_path import KeyPath
from resilience.causes.places import Aspect
from resilience.model.pods import Workload

# The keys of our own chart, helm/microservice. What it fixes has none.
CHART_KEYS: Final[Mapping[Aspect, KeyPath]] = {
    Aspect.REPLICAS: ("autoscaling", "minReplicas"),
    Aspect.MAX_REPLICAS: ("autoscaling", "maxReplicas"),
    Aspect.REQUESTS: ("resources", "requests"),
    Aspect.SPREAD: ("zoneSpread",),
    Aspect.BUDGET: ("podDisruptionBudget", "minAvailable"),
    Aspect.PRIORITY: ("priorityClassName",),
    Aspect.ROLLOUT: ("rollout", "maxSurge"),
    Aspect.NODES: ("nodeGroup",),
    Aspect.TOLERATIONS: ("nodeGroup",),
}
_PLACED: Final = {
    Aspect.SPREAD: "topologySpreadConstraints",
    Aspect.APART: "affinity",
    Aspect.TOLERATIONS: "tolerations",
    Aspect.PRIORITY: "priorityClassName",
    Aspect.NODES: "nodeSelector",
}


def addon_keys(file: AddonFile, addon: str, workload: Workload, aspect: Aspect) -> list[KeyPath]:
    """Return the keys of an addon's values that may decide an aspect, the likeliest first.

    Args:
        file: What addon.yaml says.
        addon: The addon's name.
        workload: The workload.
        aspect: The aspect.
    """
    told = next((each for each in _told(file, addon, workload)), None)
    return [tuple(each.split(".")) for each in _keys(told, aspect)] if told else []


def _told(file: AddonFile, addon: str, workload: Workload) -> Iterator[Told]:
    """Yield what addon.yaml says of a workload."""
    for name, told in file.workloads.items():
        if workload.name in (told.name, name) or (told.name is None and workload.name == addon):
            yield told


def _keys(told: Told, aspect: Aspect) -> Iterator[str]:
    if key := _PLACED.get(aspect):
        yield from (key if prefix == TOP else f"{prefix}.{key}" for prefix in told.placing)
        return
    single = {
        Aspect.REPLICAS: told.replicas,
        Aspect.MAX_REPLICAS: told.max_replicas or told.replicas,
        Aspect.REQUESTS: told.requests[0],
        Aspect.BUDGET: told.budget or EXTRA_OBJECTS,
        Aspect.ROLLOUT: told.rollout,
    }
    if found := single.get(aspect):
        yield found
