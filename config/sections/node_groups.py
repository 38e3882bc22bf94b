"""The part of an environment file that describes the groups of nodes."""

import hashlib
import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Final

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from config.aws.instance_types import (
    DEFAULT_INSTANCE_TYPES,
    INFRASTRUCTURE_INSTANCE_TYPES,
    InstanceType,
    ami_type,
)
from config.capacity import GroupSizes
from config.kubernetes_names import GROUP_KEY
from config.sections.fields import NOT_EMPTY
from config.sections.section import Section

MOST_INSTANCE_TYPES: Final = 20
"""https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateNodegroup.html"""

MOST_NODES: Final = 450
"""Nodes of a managed group: https://docs.aws.amazon.com/general/latest/gr/eks.html"""

APPS: Final = "apps"
INFRASTRUCTURE: Final = "infrastructure"
"""The groups that every environment has, of the applications and of the addons."""

_RESERVED: Final = ("kubernetes.io", "k8s.io", "amazonaws.com", "amazonaws.com.cn")
"""Whose labels are Kubernetes's and AWS's:
https://kubernetes.io/docs/reference/labels-annotations-taints/"""
_OURS: Final = (GROUP_KEY, "platform")


def _not_reserved(key: str) -> str:
    prefix, slash, _ = key.partition("/")
    taken = any(prefix == name or prefix.endswith(f".{name}") for name in _RESERVED)
    if prefix in _OURS or (slash and taken):
        raise PydanticCustomError(
            "label_reserved",
            "is a key of the platform's, of Kubernetes's or of AWS's",
            {"remedy": "choose a key with a domain of yours, such as `example.com/team`"},
        )
    return key


# https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
_NAME = r"[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?"
LabelKey = Annotated[
    str,
    Field(pattern=rf"^([a-z0-9]([-a-z0-9.]{{0,251}}[a-z0-9])?/)?{_NAME}$"),
    AfterValidator(_not_reserved),
]
LabelValue = Annotated[str, Field(pattern=rf"^({_NAME})?$")]
# The name, a zone and a fingerprint are EKS's name of a group, of up to 63 characters.
NodeGroupName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=30)]
Size = Annotated[int, Field(ge=0, le=MOST_NODES)]


class CapacityType(StrEnum):
    """How EC2 sells a group's instances."""

    ON_DEMAND = "ON_DEMAND"
    SPOT = "SPOT"


class NodeKind(Section):
    """What the nodes of a group are, which EKS cannot change."""

    instance_types: Annotated[tuple[InstanceType, ...], NOT_EMPTY] = Field(
        default=DEFAULT_INSTANCE_TYPES, strict=False, max_length=MOST_INSTANCE_TYPES
    )
    """1 to 20 EC2 instance types of the series c, m or r from generation 5 on, x from 2, or with
    NVIDIA GPUs g from 4 or p from 4, all of one series, size and architecture, the preferred
    first: where one is not to be had, another is; left out, m7i.large and the like, of the group
    `infrastructure` r7i.large and the like, which have twice the memory"""
    capacity_type: Annotated[CapacityType, Field(strict=False)] = CapacityType.ON_DEMAND
    """`ON_DEMAND`, or `SPOT`: cheaper, and taken away with two minutes' notice"""

    @property
    def ami_type(self) -> str:
        """The type of image for its instance types."""
        return ami_type(self.instance_types[0])

    @property
    def fingerprint(self) -> str:
        """Return what stands for all that cannot be changed in a group, in its name."""
        fixed = json.dumps([self.ami_type, self.capacity_type, self.instance_types])
        return hashlib.sha256(fixed.encode()).hexdigest()[:8]


class NodeGroupConfig(NodeKind):
    """One group of nodes: the bounds of all zones together, and what its nodes are."""

    min_size: Size = 3
    """the fewest nodes, spread over the zones and rounded up in each: 0 to 450, for `apps` and
    `infrastructure` 1 or more"""
    desired_size: Size = 3
    """the nodes at creation, left to the autoscaler afterwards: 0 to 450"""
    max_size: Annotated[int, Field(ge=1, le=MOST_NODES)] = 10
    """the nodes that are reached with any one zone lost: 1 to 450. With all zones there are up to
    one zone's share more"""
    max_unavailable_percentage: Annotated[int, Field(ge=1, le=100)] = 33
    """how many of a zone's nodes an update may replace at a time: 1 to 100 percent, one at least"""
    labels: dict[LabelKey, LabelValue] = Field(default={})
    """labels of the nodes, beside `node`, which is the group's name"""
    retiring: NodeKind | None = None
    """what the nodes were before instance types or capacity type changed, until they are drained:
    docs/decisions/0016-nodes.md"""
    draining: bool = False
    """whether its nodes go, so that the group can be removed: docs/decisions/0016-nodes.md"""

    def in_zone(self, zones: int) -> GroupSizes:
        """Return the sizes of the part of the group that stands in one zone of these."""
        sizes = GroupSizes(
            min_size=self.min_size, desired_size=self.desired_size, max_size=self.max_size
        )
        return sizes.in_zone(zones)


NodeGroups = Mapping[str, NodeGroupConfig]


def with_own_types(name: str, group: NodeGroupConfig) -> NodeGroupConfig:
    """Return a group with the instance types that its name stands for, where it names none."""
    if name != INFRASTRUCTURE or "instance_types" in group.model_fields_set:
        return group
    return group.model_copy(update={"instance_types": INFRASTRUCTURE_INSTANCE_TYPES})


def with_own_groups(groups: dict[str, NodeGroupConfig]) -> dict[str, NodeGroupConfig]:
    """Return the groups with those that every environment has, these first."""
    own = {name: groups.get(name, NodeGroupConfig()) for name in (APPS, INFRASTRUCTURE)}
    ordered = own | dict(sorted(groups.items()))
    return {name: with_own_types(name, group) for name, group in ordered.items()}
