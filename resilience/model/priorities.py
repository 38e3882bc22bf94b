"""The priority of pods, by the names of their classes."""

from collections.abc import Iterable, Mapping
from typing import Final

from resilience.model.shapes import misfit
from terraform_json.stack import resources
from terraform_json.types import Json

_BUILT_IN: Final = {
    "system-cluster-critical": 2_000_000_000,
    "system-node-critical": 2_000_001_000,
}
"""https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/scheduling/types.go"""
_RESOURCE: Final = "kubernetes_priority_class_v1."


class Priorities:
    """The priority classes of the cluster.

    Args:
        stacks: Terraform's JSON of each stack, by name.
        manifests: What releases make.
    """

    def __init__(self, stacks: Mapping[str, Json], manifests: Iterable[Json]) -> None:
        self._values: dict[str, int] = dict(_BUILT_IN)
        self._default = 0
        for stack in stacks.values():
            for address, block in resources(stack).items():
                if address.startswith(_RESOURCE):
                    default = block.get("global_default")
                    self._add(block["metadata"]["name"], block["value"], default=default is True)
        for each in manifests:
            if each.get("kind") == "PriorityClass" and not misfit(each):
                default = each.get("globalDefault")
                self._add(each["metadata"]["name"], each["value"], default=default is True)

    def of(self, name: str | None) -> int | None:
        """Return the priority that a class gives; None where there is no such class.

        Args:
            name: The class; without one, pods have that of the class that is everyone's default.
        """
        return self._values.get(name) if name else self._default

    def _add(self, name: str, value: int, *, default: bool) -> None:
        self._values[name] = value
        if default:
            self._default = value
