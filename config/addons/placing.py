"""The values that give an addon's pods their priority and their place, wherever its chart asks."""

from collections.abc import Sequence
from typing import Any, Final

from config.addons.addon_file import PLACING_KEYS
from config.addons.chart_keys import chart_keys, placing_paths
from config.addons.folder import Addon
from config.kubernetes_names import GROUP_KEY, INFRASTRUCTURE_PRIORITY_CLASS
from config.sections.node_groups import INFRASTRUCTURE

_GROUP: Final = {"key": GROUP_KEY, "value": INFRASTRUCTURE}
PLACE: Final[dict[str, Any]] = {
    "priorityClassName": INFRASTRUCTURE_PRIORITY_CLASS,
    "nodeSelector": {GROUP_KEY: INFRASTRUCTURE},
    "tolerations": [_GROUP | {"operator": "Equal", "effect": "NoSchedule"}],
}
"""The pods of addons are on the group `infrastructure`, with the priority of its class."""


def placing_values(addon: Addon) -> dict[str, Any]:
    """Return the values that place an addon's pods, over which values.yaml goes.

    They stand where `scheduling` says. Without it they stand everywhere that the chart knows of, by
    its tree of keys, or at the top where there is no tree.

    Raises:
        ConfigError: The tree is of another version of the chart, or not readable.
    """
    values: dict[str, Any] = {}
    for path in _paths(addon):
        *above, key = path.split(".")
        here = values
        for part in above:
            here = here.setdefault(part, {})
        here[key] = PLACE[key]
    return values


def _paths(addon: Addon) -> Sequence[str]:
    if addon.file.scheduling is not None:
        return addon.file.scheduling
    tree = chart_keys(addon)
    return PLACING_KEYS if tree is None else sorted(placing_paths(tree))
