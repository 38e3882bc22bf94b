"""Ceilings of nodes: pods that never fit one, most pods against most nodes, vCPUs."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from config.aws.instance_types import vcpus
from config.room import Room, total
from resilience.causes.places import Aspect, OfWorkload, Setting
from resilience.ceiling import Ceiling
from resilience.ceilings.packing import fitting, left_by, size
from resilience.evidence import Evidence, any_node
from resilience.model.nodes import NodeGroup
from resilience.model.pods import K8S, Workload


def _for_pods(evidence: Evidence, group: NodeGroup) -> Room:
    """Return what a node of a group has for pods that are no DaemonSet's."""
    node = any_node(group)
    daemons = (w.each for w in evidence.model.workloads if w.every_node and node.suits(w))
    return group.room - total(daemons)


def requests(evidence: Evidence) -> Iterator[Ceiling]:
    """Yield what a pod of each workload asks for most, against an empty node."""
    rooms = {group.address: _for_pods(evidence, group) for group in evidence.groups}
    for workload in evidence.model.workloads:
        groups = evidence.groups_of(workload)
        if workload.every_node or not groups:
            continue
        largest = max((rooms[each.address] for each in groups), key=size)
        if any(rooms[each.address].holds(workload.each) for each in groups):
            continue
        is_cpu = workload.each.millicores > largest.millicores
        yield Ceiling(
            rule="request-never-fits",
            subject=workload.key,
            title="millicores that a pod asks for" if is_cpu else "MiB that a pod asks for",
            needed=workload.each.millicores if is_cpu else workload.each.memory_mib,
            limit=largest.millicores if is_cpu else largest.memory_mib,
            arithmetic=f"A pod asks for {workload.each}; the largest node that it may stand on has"
            f" {largest} beside its DaemonSets",
            remedy="lower its requests, or choose larger instance_types",
            places=(OfWorkload(key=workload.key, aspect=Aspect.REQUESTS),),
            explains=frozenset({workload.key}),
        )


def replicas(evidence: Evidence) -> Iterator[Ceiling]:
    """Yield the nodes for each workload's most pods, with one zone lost, others at their fewest.

    Peaks of all workloads at once are no ceiling of one of them: the nodes that a platform may
    have are chosen by what it is to cost. Where several workloads meet the limit, it is the group
    that is too small.
    """
    for name, groups in evidence.groups_by_name.items():
        found = list(_of_group(evidence, name, groups))
        above = [each for each in found if each.holds is False]
        if len(above) > 1:
            yield replace(
                max(above, key=lambda each: each.needed),
                subject=groups[0].resource,
                places=(
                    Setting(path=("cluster", "node_groups", name, "max_size"), written=True),
                    Setting(path=("cluster", "node_groups")),
                ),
                explains=frozenset({group.address for group in groups}),
            )
        else:
            yield from found


def _of_group(evidence: Evidence, name: str, groups: Sequence[NodeGroup]) -> Iterator[Ceiling]:
    room, limit = _for_pods(evidence, groups[0]), _without_a_zone(groups)
    bound = [
        each
        for each in evidence.model.workloads
        if _stands_on(evidence, each, groups) and room.holds(each.each)
    ]
    together = total(each.each * each.replicas for each in bound)
    free = left_by(bound, room)
    for workload in bound:
        more = workload.max_replicas - workload.replicas
        if more <= 0:
            continue
        others = together - workload.each * workload.replicas
        beside = more - sum(fitting(each, workload.each) for each in free)
        a_node = fitting(room, workload.each)
        yield Ceiling(
            rule="replicas-exceed-nodes",
            subject=workload.key,
            title=f"nodes of {name} for its most pods",
            needed=len(free) + -(-max(beside, 0) // a_node),
            limit=limit,
            arithmetic=f"{workload.max_replicas} x {workload.each}, of which a node holds {a_node},"
            f" and {others} of others at their fewest, on nodes with {room} each; with one zone"
            f" lost, {name} may have {limit}",
            remedy=f"raise max_size of {name}, or lower maxReplicas",
            places=(OfWorkload(key=workload.key, aspect=Aspect.MAX_REPLICAS),),
            explains=frozenset({group.address for group in groups}),
        )


def _stands_on(evidence: Evidence, workload: Workload, groups: Sequence[NodeGroup]) -> bool:
    own = {group.address for group in evidence.groups_of(workload)}
    return bool(own) and not workload.every_node and own <= {group.address for group in groups}


def _without_a_zone(groups: Sequence[NodeGroup]) -> int:
    most: Counter[str] = Counter()
    for group in groups:
        for zone in group.zones:
            most[zone] += group.max_size // len(group.zones)
    return sum(most.values()) - (max(most.values()) if len(most) > 1 else 0)


def processors(evidence: Evidence) -> Iterator[Ceiling]:
    """Yield the vCPUs of all on-demand groups at their most, against the account's quota.

    Where the environment's file does not say it, the limit is not known: AWS's default is 5 for a
    new account, and is raised with use. Nor is the figure known where an instance type is not.
    """
    groups = [group for group in evidence.groups if group.instance_types and not group.spot]
    try:
        needed = sum(each.max_size * max(map(vcpus, each.instance_types)) for each in groups)
    except ValueError:  # an expression, or a size of another family
        return
    if groups:
        yield Ceiling(
            rule="vcpus-exceed-quota",
            subject=f"{K8S}:aws_eks_node_group",
            title="vCPUs of all nodes at their most",
            needed=needed,
            limit=evidence.vcpu_quota,
            arithmetic="the sum over all groups of max_size x vCPUs; `make preflight` asks the"
            " account for its quota",
            remedy="ask AWS for a higher quota before the load comes",
            places=(Setting(path=("resilience", "vcpu_quota")),),
        )
