"""Rules about the groups of nodes: their zones and their sizes."""

from collections.abc import Iterator, Sequence
from typing import Final

from resilience.causes.places import Attribute, Place, Setting
from resilience.evidence import Evidence
from resilience.findings import Severity
from resilience.model.nodes import NodeGroup
from resilience.model.pods import K8S
from resilience.rules.rule import Rule, Weakness
from resilience.words import counted

_RELIABILITY: Final = "https://docs.aws.amazon.com/eks/latest/best-practices/reliability.html"
_PLANE: Final = "https://docs.aws.amazon.com/eks/latest/best-practices/data-plane.html"


def _size(group: NodeGroup, key: str) -> tuple[Place, ...]:
    return (
        Setting(path=("cluster", "node_groups", group.name, key), written=True),
        Attribute(stack=K8S, address=group.address, path=("scaling_config", key)),
    )


def _zones(groups: Sequence[NodeGroup]) -> list[str]:
    return sorted({zone for group in groups for zone in group.zones if group.max_size})


def _in_one_zone(evidence: Evidence) -> Iterator[Weakness]:
    for name, groups in evidence.groups_by_name.items():
        zones = _zones(groups)
        if len(zones) == 1 < len(evidence.model.zones):
            yield Weakness(
                subject=groups[0].resource,
                problem=f"all nodes of the group {name} stand in {zones[0]}",
                why=f"With {zones[0]} all its pods are lost, and no new node may start elsewhere",
                remedy="give the group nodes in every zone",
                places=(Attribute(stack=K8S, address=groups[0].address, path=("subnet_ids",)),),
                domain=f"zone {zones[0]} is lost",
                resources=tuple(each.resource for each in groups),
                explains=_everything(evidence, groups),
            )


def _everything(evidence: Evidence, groups: Sequence[NodeGroup]) -> frozenset[str]:
    """Return the groups, and the workloads that can stand on no others."""
    addresses = {group.address for group in groups}
    bound = {
        workload.key
        for workload in evidence.model.workloads
        if (own := evidence.groups_of(workload)) and {each.address for each in own} <= addresses
    }
    return frozenset(addresses | bound)


def _misses_zone(evidence: Evidence) -> Iterator[Weakness]:
    for name, groups in evidence.groups_by_name.items():
        zones = _zones(groups)
        missing = [zone for zone in _zones(evidence.groups) if zone not in zones]
        if len(zones) > 1 and missing:
            yield Weakness(
                subject=groups[0].resource,
                problem=f"the group {name} has no nodes in {', '.join(missing)}, others have",
                why=f"With one of {', '.join(zones)} lost, only {counted(len(zones) - 1, 'zone')}"
                " can carry its pods",
                remedy="give the group nodes in every zone",
                places=(Setting(path=("cluster", "node_groups", name)),),
                resources=tuple(each.resource for each in groups),
                explains=_everything(evidence, groups),
            )


def _without_spare(evidence: Evidence) -> Iterator[Weakness]:
    """A group whose other zones may not have as many nodes as all zones have at the fewest."""
    for name, groups in evidence.groups_by_name.items():
        fewest = sum(group.min_size for group in groups)
        zones = _zones(groups)
        if len(zones) < 2 or any(len(group.zones) > 1 for group in groups):  # noqa: PLR2004
            continue
        for zone in zones:
            left = sum(group.max_size for group in groups if group.zones != (zone,))
            if left < fewest:
                smallest = min(groups, key=lambda each: each.max_size)
                yield Weakness(
                    subject=smallest.resource,
                    problem=f"without {zone} the group {name} may have {left} nodes, fewer than its"
                    f" fewest, {fewest}",
                    why="Pods of a lost zone wait until it returns, since no new node may start",
                    remedy=f"raise max_size of {name}",
                    places=_size(smallest, "max_size"),
                    domain=f"zone {zone} is lost",
                    resources=tuple(each.resource for each in groups),
                    explains=_everything(evidence, groups),
                )
                break


def _without_fewest(evidence: Evidence) -> Iterator[Weakness]:
    for name, groups in evidence.groups_by_name.items():
        empty = [group for group in groups if group.min_size == 0 < group.max_size]
        if empty and any(group.min_size for group in groups):
            yield Weakness(
                subject=empty[0].resource,
                problem=f"the group {name} may have no node in {', '.join(empty[0].zones)}",
                why="Pods that spread over the zones wait for minutes until a node has started"
                " there",
                remedy="write a min_size of one node a zone or more",
                places=_size(empty[0], "min_size")[1:],
                resources=tuple(each.resource for each in empty),
                explains=_everything(evidence, groups),
            )


RULES: Final = (
    Rule(
        id="node-group-in-one-zone",
        severity=Severity.HIGH,
        title="All nodes of a group stand in one zone",
        example="The nodes for applications stand in eu-west-1a only.",
        source=_RELIABILITY,
        find=_in_one_zone,
    ),
    Rule(
        id="node-group-misses-zone",
        severity=Severity.HIGH,
        title="A group has no nodes in a zone in which others have some",
        example="The nodes for applications stand in two of three zones.",
        source=_RELIABILITY,
        find=_misses_zone,
    ),
    Rule(
        id="node-group-without-spare",
        severity=Severity.HIGH,
        title="A group's other zones may not replace the nodes of a lost one",
        example="`max_size` equals `min_size` in every zone.",
        source=_PLANE,
        find=_without_spare,
    ),
    Rule(
        id="node-group-may-be-empty",
        severity=Severity.HIGH,
        title="A group may have no node in a zone",
        example="`min_size: 0` in one zone of a group.",
        source=_PLANE,
        find=_without_fewest,
    ),
)
