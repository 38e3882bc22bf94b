"""Rules about how nodes are bought, repaired and replaced."""

from collections.abc import Iterator
from typing import Final

from resilience.causes.places import Attribute, Setting
from resilience.evidence import Evidence
from resilience.findings import Severity
from resilience.model.pods import K8S
from resilience.rules.rule import Rule, Weakness, weakness_at

_SPOT: Final = "https://docs.aws.amazon.com/eks/latest/userguide/managed-node-groups.html"
_REPAIR: Final = "https://docs.aws.amazon.com/eks/latest/userguide/node-health.html"
_UPDATE: Final = (
    "https://docs.aws.amazon.com/eks/latest/userguide/managed-node-update-behavior.html"
)
_MOST_PERCENT: Final = 50
"""Percent of a group's nodes that an update may take at a time: half of them keep their pods."""


def _spot_only(evidence: Evidence) -> Iterator[Weakness]:
    for name, groups in evidence.groups_by_name.items():
        if all(group.spot for group in groups):
            yield Weakness(
                subject=groups[0].resource,
                problem=f"all nodes of the group {name} are spot instances",
                why="AWS takes them back with two minutes' notice, in all zones at once where"
                " capacity is short",
                remedy="make the group on-demand, and give spot instances a group of their own",
                places=(
                    Setting(path=("cluster", "node_groups", name, "capacity_type"), written=True),
                    Attribute(stack=K8S, address=groups[0].address, path=("capacity_type",)),
                ),
                resources=tuple(each.resource for each in groups),
            )


def _unrepaired(evidence: Evidence) -> Iterator[Weakness]:
    for group in evidence.node_groups:
        if group.at("node_repair_config", "enabled") is not True:
            yield weakness_at(
                group,
                "node_repair_config",
                "enabled",
                problem="EKS does not replace nodes of the group that are ill",
                why="A node whose kubelet or network fails takes pods until a person replaces it",
                remedy="turn node repair on",
            )


def _many_at_once(evidence: Evidence) -> Iterator[Weakness]:
    for group in evidence.node_groups:
        percent = group.at("update_config", "max_unavailable_percentage")
        if isinstance(percent, int) and percent > _MOST_PERCENT:
            yield weakness_at(
                group,
                "update_config",
                "max_unavailable_percentage",
                problem=f"an update takes {percent} % of the group's nodes at a time",
                why="Pods of several nodes wait for room together, and budgets stop the update"
                " half-way",
                remedy=f"let it take {_MOST_PERCENT} % or less",
            )


RULES: Final = (
    Rule(
        id="spot-nodes-only",
        severity=Severity.MEDIUM,
        title="A group has spot instances only",
        example="`capacity_type: SPOT` of the group for applications.",
        source=_SPOT,
        find=_spot_only,
    ),
    Rule(
        id="node-repair-off",
        severity=Severity.LOW,
        title="Ill nodes are not replaced by themselves",
        example="`node_repair_config` is missing.",
        source=_REPAIR,
        find=_unrepaired,
    ),
    Rule(
        id="update-takes-many-nodes",
        severity=Severity.MEDIUM,
        title="An update of a group takes most of its nodes at a time",
        example="`max_unavailable_percentage = 100`.",
        source=_UPDATE,
        find=_many_at_once,
    ),
)
