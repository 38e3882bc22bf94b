"""Decides which groups grow for pods that find no room, or says why none does.

https://github.com/kubernetes/autoscaler/blob/cluster-autoscaler-1.35.0/cluster-autoscaler/core/scaleup/orchestrator/orchestrator.go
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from config.kubernetes_names import NODE_GROUP_LABEL
from sandbox.joints.autoscaler.groups import Group
from sandbox.joints.autoscaler.options import Options
from sandbox.joints.autoscaler.placement import MEASURED, Place, misfit, settle
from sandbox.joints.autoscaler.pods import Pod
from sandbox.joints.node_groups import GENERATION_LABEL
from sandbox.kubernetes.objects import ZONE_LABEL

FULL: Final = "max node group size reached"
# The last stands for labels of EKS that the platform has the program ignore.
_NO_DIFFERENCE: Final = {
    "kubernetes.io/hostname",
    "topology.kubernetes.io/region",
    ZONE_LABEL,
    "topology.ebs.csi.aws.com/zone",
    "topology.k8s.aws/zone-id",
    NODE_GROUP_LABEL,
    GENERATION_LABEL,
}


@dataclass(frozen=True, kw_only=True)
class ScaleUp:
    """The decision on pods that find no room.

    Attributes:
        sizes: The new size of each group that grows, by its name.
        helped: The pods for which groups grow.
        refused: Why no group can help a pod, if none grows.
    """

    sizes: Mapping[str, int] = field(default_factory=dict)
    helped: Collection[Pod] = ()
    refused: Mapping[Pod, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class _Option:
    """One group that could grow, for whom, and which part of its new nodes stays unused."""

    group: Group
    nodes: int
    pods: Sequence[Pod]
    waste: Decimal


def unplaced(pods: Iterable[Pod], places: Sequence[Place]) -> list[Pod]:
    """Put pods on nodes that they fit, and return those that fit none."""
    left: list[Pod] = []
    failed: set[str] = set()
    for pod in pods:
        # Where one has no room, no other of its kind has.
        if pod.kind in failed or not settle(pod, places, places):
            failed.add(pod.kind)
            left.append(pod)
    return left


def scale_up(
    pods: Sequence[Pod],
    places: Sequence[Place],
    groups: Sequence[Group],
    templates: Mapping[str, Place],
    options: Options,
) -> ScaleUp:
    """Decide which groups grow.

    Args:
        pods: Those for which there is no room.
        places: The nodes, and those that are on their way.
        groups: All groups.
        templates: A new node of each group, with the pods that its node brings.
        options: The settings.
    """
    growing = [group for group in groups if group.size < group.maximum]
    kinds = list({pod.kind: pod for pod in pods}.values())
    fits = {group.name: _fitting(kinds, templates[group.name], places) for group in growing}
    similar = {group.name: _similar(group, growing, templates, fits, options) for group in growing}
    found = [
        _option(
            group,
            [pod for pod in pods if fits[group.name][pod.kind] is None],
            places,
            templates[group.name],
            most=sum(each.maximum - each.size for each in similar[group.name]),
        )
        for group in growing
    ]
    useful = [option for option in found if option.nodes]
    if not useful:
        return ScaleUp(refused={pod: _reason(fits, pod, len(groups)) for pod in pods})
    best = min(useful, key=lambda option: (option.waste, option.group.name))
    return ScaleUp(sizes=_balanced(similar[best.group.name], best.nodes), helped=best.pods)


def _similar(
    group: Group,
    growing: Iterable[Group],
    templates: Mapping[str, Place],
    fits: Mapping[str, Mapping[str, str | None]],
    options: Options,
) -> list[Group]:
    """Return the groups that grow in turn with one, itself among them.

    Their nodes are alike, and take all pods that its nodes take.
    """
    if not options.balance_similar_node_groups:
        return [group]
    helped = {kind for kind, reason in fits[group.name].items() if reason is None}
    return [
        other
        for other in growing
        if _is_similar(templates[group.name], templates[other.name], options)
        and not any(fits[other.name][kind] for kind in helped)
    ]


def _fitting(
    kinds: Iterable[Pod], template: Place, places: Sequence[Place]
) -> dict[str, str | None]:
    """Return by its kind why a pod would not fit a new node; None if it would."""
    return {pod.kind: misfit(pod, template, [*places, template]) for pod in kinds}


def _option(
    group: Group, pods: Sequence[Pod], places: Sequence[Place], template: Place, *, most: int
) -> _Option:
    """Return how many nodes a group would need for pods, of which the largest come first.

    Args:
        group: The group.
        pods: The pods that a new node of it would take.
        places: The nodes.
        template: A new node of it.
        most: How many nodes it may add.
    """
    new: list[Place] = []
    taken: list[Pod] = []
    failed: set[str] = set()
    for pod in sorted(pods, key=lambda pod: -_share(pod, template)):
        if pod.kind in failed:
            continue
        place = settle(pod, new, [*places, *new])
        if place is None and len(new) < most:
            added = template.another(f"{template.name}-{len(new)}", template.pods)
            place = settle(pod, [added], [*places, *new, added])
            new += [added] if place else []
        if place:
            taken.append(pod)
        else:
            failed.add(pod.kind)
    used = sum((_share(pod, template) for pod in taken), Decimal(0))
    return _Option(
        group=group, nodes=len(new), pods=taken, waste=len(MEASURED) - used / max(len(new), 1)
    )


def _share(pod: Pod, template: Place) -> Decimal:
    """Return the part of a node's CPUs and that of its memory which a pod asks for, added up."""
    asked, room = pod.requests, template.allocatable
    return sum((asked.get(name, Decimal(0)) / room[name] for name in MEASURED), Decimal(0))


def _is_similar(one: Place, other: Place, options: Options) -> bool:
    """Tell whether two groups have nodes of one kind.

    https://github.com/kubernetes/autoscaler/blob/cluster-autoscaler-1.35.0/cluster-autoscaler/processors/nodegroupset/aws_nodegroups.go
    """
    ignored = _NO_DIFFERENCE.union(options.balancing_ignore_label)
    compared = [
        {key: value for key, value in place.labels.items() if key not in ignored}
        for place in (one, other)
    ]
    return one.allocatable == other.allocatable and compared[0] == compared[1]


def _balanced(groups: Sequence[Group], nodes: int) -> dict[str, int]:
    """Give nodes to groups, each to the smallest; return the new sizes of those that grow."""
    sizes = {group.name: group.size for group in groups}
    room = {group.name: group.maximum for group in groups}
    for _ in range(nodes):
        growing = [name for name in sizes if sizes[name] < room[name]]
        sizes[min(growing, key=lambda name: (sizes[name], name))] += 1
    return {group.name: sizes[group.name] for group in groups if sizes[group.name] > group.size}


def _reason(fits: Mapping[str, Mapping[str, str | None]], pod: Pod, groups: int) -> str:
    """Return why no group can help a pod, as the program says it."""
    reasons = Counter(reason for group in fits.values() if (reason := group[pod.kind]))
    if groups > len(fits):
        reasons[FULL] = groups - len(fits)
    said = ", ".join(f"{count} {reason}" for reason, count in sorted(reasons.items()))
    return f"pod didn't trigger scale-up: {said}"
