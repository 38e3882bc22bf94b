"""Reads the node groups: their sizes, their zones, and the room of their nodes."""

import base64
import binascii
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

import networkx as nx

from config.aws.instance_types import architecture
from config.aws.node_room import node_room
from config.kubernetes_names import GROUP_KEY, NODE_GROUP_LABEL
from config.room import Room
from resilience.model.expressions import arguments
from resilience.model.nodes import NodeGroup
from resilience.model.platform import Unknown
from resilience.model.pods import Taint
from resilience.model.targets import Targets, UnresolvedError
from terraform_json.order import Part
from terraform_json.stack import resources
from terraform_json.templates import Expression, parts_of
from terraform_json.types import Json

_TYPE: Final = "aws_eks_node_group"
_EFFECTS: Final = {
    "NO_SCHEDULE": "NoSchedule",
    "NO_EXECUTE": "NoExecute",
    "PREFER_NO_SCHEDULE": "PreferNoSchedule",
}
"""Kubernetes's names of the effects that EKS has names for:
https://docs.aws.amazon.com/eks/latest/APIReference/API_Taint.html"""
_MOST_NODES: Final = 5_000
"""Nodes of a cluster: https://kubernetes.io/docs/setup/best-practices/cluster-large/"""
_KUBERNETES_ARCHITECTURE: Final = {"x86_64": "amd64", "ARM_64": "arm64"}


class Groups:
    """Reads the node groups of all stacks.

    Args:
        stacks: Terraform's JSON of each stack, by name.
        references: What refers to what, with the zones of each part.
        region: The region, which is a label of each node.

    Attributes:
        unknowns: What of them could not be found out.
    """

    def __init__(
        self, stacks: Mapping[str, Json], references: "nx.DiGraph[Part]", region: str
    ) -> None:
        self._stacks, self._references, self._region = stacks, references, region
        self._targets = Targets(stacks)
        self.unknowns: list[Unknown] = []

    def read(self) -> tuple[NodeGroup, ...]:
        """Return the node groups, in the order of their addresses."""
        found: list[NodeGroup] = []
        for name, stack in self._stacks.items():
            for address, block in sorted(resources(stack).items()):
                if address.startswith(f"{_TYPE}."):
                    group = self._group(Part(name, address), block)
                    found.append(replace(group, first_index=_nodes_before(group, found)))
        return tuple(found)

    def _group(self, part: Part, block: Json) -> NodeGroup:
        types = _types(block)
        sizes = block.get("scaling_config", {})
        eks_name = str(block.get("node_group_name", part.address))
        labels = {str(key): str(value) for key, value in block.get("labels", {}).items()}
        room = self._room(part, block, types)
        return NodeGroup(
            address=part.address,
            name=labels.get(GROUP_KEY, eks_name),
            zones=self._references.nodes[part]["zones"],
            min_size=self._size(part, sizes, "min_size"),
            max_size=self._size(part, sizes, "max_size"),
            labels={**self._labels_of_eks(block, eks_name, types), **labels},
            taints=tuple(self._taints(part, block)),
            room=room,
            instance_types=types,
            spot=block.get("capacity_type") == "SPOT",
        )

    def _size(self, part: Part, sizes: Json, name: str) -> int:
        """Return a size, or the least that its expression can have."""
        size = sizes.get(name)
        if isinstance(size, int) and 0 <= size <= _MOST_NODES:
            return size
        least = _least(size) if isinstance(size, str) else None
        if least is None:
            self._unknown(part, f"its {name} is not known, and counts for 0: {size}")
        return least or 0

    def _room(self, part: Part, block: Json, types: tuple[str, ...]) -> Room:
        """Return the smallest room that a node of the group may have; none if it is not known."""
        max_pods = self._max_pods(part, block)
        if max_pods is None:
            problem = "its launch template has no max-pods"
            self._unknown(part, f"{problem}, so that the room of its nodes counts for 0")
            return Room()
        try:
            rooms = [node_room(each, max_pods) for each in types]
        except (KeyError, ValueError):  # a series of which nobody has written the memory down
            rooms = []
        if not rooms:
            problem = f"its instance types ({', '.join(types) or 'none'}) are not known"
            self._unknown(part, f"{problem}, so that the room of its nodes counts for 0")
            return Room()
        return Room(
            millicores=min(each.millicores for each in rooms),
            memory_mib=min(each.memory_mib for each in rooms),
            pods=max_pods,
        )

    def _max_pods(self, part: Part, block: Json) -> int | None:
        """Return the pods that a node may run, by Bottlerocket's settings in its user data.

        https://bottlerocket.dev/en/os/latest/api/settings/kubernetes/#max-pods
        """
        try:
            templates = self._targets.of(part.stack, block["launch_template"]["id"])
            (template,) = (resources(self._stacks[each.stack])[each.address] for each in templates)
            settings = tomllib.loads(base64.b64decode(template["user_data"]).decode())
            return int(settings["settings"]["kubernetes"]["max-pods"])
        except (KeyError, ValueError, TypeError, UnresolvedError, binascii.Error):
            return None

    def _labels_of_eks(self, block: Json, name: str, types: tuple[str, ...]) -> dict[str, str]:
        """Return the labels that EKS and the kubelet give the nodes.

        https://kubernetes.io/docs/reference/node/node-labels/
        """
        labels = {
            "eks.amazonaws.com/capacityType": str(block.get("capacity_type", "ON_DEMAND")),
            NODE_GROUP_LABEL: name,
            "kubernetes.io/os": "linux",
            "topology.kubernetes.io/region": self._region,
        }
        if len(types) == 1:
            labels["node.kubernetes.io/instance-type"] = types[0]
        if types:
            labels["kubernetes.io/arch"] = _KUBERNETES_ARCHITECTURE[str(architecture(types[0]))]
        return labels

    def _taints(self, part: Part, block: Json) -> Iterator[Taint]:
        """Yield the taints. One of an effect that is not known keeps pods away."""
        taints = block.get("taint", ())
        for each in [taints] if isinstance(taints, dict) else taints:
            effect = _EFFECTS.get(each["effect"])
            if effect is None:
                problem = f"the effect of its taint {each['key']} is not known"
                self._unknown(part, f"{problem}, and counts as NO_SCHEDULE: {each['effect']}")
            yield Taint(key=each["key"], value=each.get("value", ""), effect=effect or "NoSchedule")

    def _unknown(self, part: Part, problem: str) -> None:
        self.unknowns.append(Unknown(subject=f"{part.stack}:{part.address}", problem=problem))


def _types(block: Json) -> tuple[str, ...]:
    """Return the instance types; none where they are an expression."""
    types = block.get("instance_types")
    return tuple(types) if isinstance(types, list) else ()


def _least(text: str) -> int | None:
    """Return the largest whole number among the arguments of `max(...)`, which is never less."""
    parts = parts_of(text)
    if len(parts) != 1 or not isinstance(parts[0], Expression):
        return None
    tokens = parts[0].tokens
    if len(tokens) == 1 and tokens[0].kind == "number":
        return int(tokens[0].text)
    whole = [
        int(each[0].text)
        for each in arguments(tokens, "max")
        if len(each) == 1 and each[0].kind == "number"
    ]
    return max(whole, default=None)


def _nodes_before(group: NodeGroup, earlier: Iterable[NodeGroup]) -> int:
    """Return how many nodes of the group's name others may have in its zones."""
    return sum(
        each.max_size
        for each in earlier
        if each.name == group.name and not set(each.zones).isdisjoint(group.zones)
    )
