"""Draws changes of a platform: something dropped, led elsewhere, or of another size."""

import copy
from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random
from typing import Any

from config.room import Room
from resilience.model.cache import Cache
from resilience.model.graph import reference_graph
from resilience.model.nodes import NodeGroup
from resilience.model.platform import Model
from resilience.model.pods import HOST_LABEL, ZONE_LABEL, Budget, Spread, Toleration, Workload
from terraform_json.types import Json
from tests.resilience.removing import remove

_SUBNETS = "alb.ingress.kubernetes.io/subnets"
_ATTRIBUTES = "alb.ingress.kubernetes.io/load-balancer-attributes"
Change = Callable[["Draft"], None]


class Draft:
    """A platform that is being changed.

    Args:
        model: The platform as it was; it stays as it is.
        random: What draws.
    """

    def __init__(self, model: Model, random: Random) -> None:
        self.random = random
        self.stacks: dict[str, Json] = copy.deepcopy(dict(model.stacks))
        self.groups, self.workloads = list(model.groups), list(model.workloads)
        self.zones = model.zones

    def blocks(self, kind: str) -> list[Json]:
        """Return the blocks of all resources of a type."""
        return [block for _, named in self.named(kind) for block in named.values()]

    def named(self, kind: str) -> Iterator[tuple[Json, dict[str, Json]]]:
        """Yield each stack, and its blocks of a type by their names."""
        for stack in self.stacks.values():
            yield stack, stack.get("resource", {}).get(kind, {})

    def drop(self, kind: str) -> None:
        """Take a resource of a type out of each stack that has more than one."""
        for stack, named in self.named(kind):
            if len(named) > 1:
                remove(stack, kind, self.random.choice(sorted(named)))

    def one(self, kind: str, **having: str) -> Json | None:
        """Return one block of a type that has some attributes, if any does."""
        found = [each for each in self.blocks(kind) if having.keys() <= each.keys()]
        return self.random.choice(found) if found else None


def mutated(model: Model, random: Random) -> tuple[Model, str]:
    """Return a platform with one to three changes, and their names."""
    draft = Draft(model, random)
    changes = random.sample(CHANGES, random.choice((1, 1, 2, 3)))
    for change in changes:
        change(draft)
    references, unknowns = reference_graph(draft.stacks, Cache(None))
    changed = replace(
        model,
        stacks=draft.stacks,
        references=references,
        groups=tuple(draft.groups),
        workloads=tuple(draft.workloads),
        unknowns=(*model.unknowns, *unknowns),
    )
    return changed, ", ".join(change.__name__ for change in changes)


def _swap(draft: Draft, kind: str, attribute: str) -> None:
    """Give a block the attribute of another block of its type."""
    block, other = draft.one(kind, **{attribute: ""}), draft.one(kind, **{attribute: ""})
    if block and other:
        block[attribute] = other[attribute]


def lead_route_to_another_nat_gateway(draft: Draft) -> None:
    """Lead a default route to the NAT gateway of any zone."""
    _swap(draft, "aws_route", "nat_gateway_id")


def lead_all_routes_to_one_nat_gateway(draft: Draft) -> None:
    """Lead all default routes to one NAT gateway."""
    one = draft.one("aws_route", nat_gateway_id="")
    for block in draft.blocks("aws_route"):
        if one and "nat_gateway_id" in block:
            block["nat_gateway_id"] = one["nat_gateway_id"]


def associate_subnet_with_another_table(draft: Draft) -> None:
    """Associate a subnet with the route table of another, public or private."""
    _swap(draft, "aws_route_table_association", "route_table_id")


def put_nat_gateway_elsewhere(draft: Draft) -> None:
    """Put a NAT gateway into the public subnet of another zone."""
    _swap(draft, "aws_nat_gateway", "subnet_id")


def drop_route(draft: Draft) -> None:
    """Take a default route away."""
    draft.drop("aws_route")


def drop_instance(draft: Draft) -> None:
    """Take a database instance away."""
    draft.drop("aws_rds_cluster_instance")


def keep_one_instance(draft: Draft) -> None:
    """Take all database instances but one away."""
    for _ in draft.blocks("aws_rds_cluster_instance"):
        draft.drop("aws_rds_cluster_instance")


def put_instance_elsewhere(draft: Draft) -> None:
    """Put a database instance into any zone."""
    _swap(draft, "aws_rds_cluster_instance", "availability_zone")


def drop_endpoint(draft: Draft) -> None:
    """Take an endpoint away."""
    draft.drop("aws_vpc_endpoint")


def drop_rule_of_security_group(draft: Draft) -> None:
    """Take away a rule by which a security group lets somebody in."""
    kind = "aws_vpc_security_group_ingress_rule"
    stack, named = draft.random.choice([each for each in draft.named(kind) if each[1]])
    remove(stack, kind, draft.random.choice(sorted(named)))


def narrow_endpoint(draft: Draft) -> None:
    """Leave an endpoint one subnet."""
    block = draft.one("aws_vpc_endpoint", subnet_ids="")
    if block:
        block["subnet_ids"] = [draft.random.choice(block["subnet_ids"])]


def leave_table_out_of_gateway_endpoint(draft: Draft) -> None:
    """Leave a route table out of the gateway endpoint."""
    block = draft.one("aws_vpc_endpoint", route_table_ids="")
    if block:
        block["route_table_ids"] = block["route_table_ids"][1:]


def narrow_load_balancer(draft: Draft) -> None:
    """Leave the load balancer one subnet."""
    block = draft.one("kubernetes_ingress_v1")
    if block:
        index = draft.random.randrange(len(draft.zones))
        state = _state_of(block["metadata"]["annotations"][_SUBNETS])
        given = f"${{{state}.public_subnet_ids[{index}]}}"
        block["metadata"]["annotations"][_SUBNETS] = given


def narrow_control_plane(draft: Draft) -> None:
    """Leave the control plane one subnet."""
    block = draft.one("aws_eks_cluster")
    if block:
        index = draft.random.randrange(len(draft.zones))
        state = _state_of(str(block["vpc_config"]["subnet_ids"]))
        block["vpc_config"]["subnet_ids"] = [f"${{{state}.private_subnet_ids[{index}]}}"]


def _state_of(text: str) -> str:
    start = text.index("data.terraform_remote_state")
    return text[start : text.index(".outputs", start)] + ".outputs"


def turn_shift_of_load_balancer_off(draft: Draft) -> None:
    """Turn the zonal shift of the load balancer off."""
    for block in draft.blocks("kubernetes_ingress_v1"):
        block["metadata"]["annotations"][_ATTRIBUTES] = "idle_timeout.timeout_seconds=60"


def turn_shift_of_cluster_off(draft: Draft) -> None:
    """Turn the zonal shift of the cluster off."""
    for block in draft.blocks("aws_eks_cluster"):
        block["zonal_shift_config"] = {"enabled": False}


def put_group_elsewhere(draft: Draft) -> None:
    """Put a node group into the zone of another."""
    index, other = (draft.random.randrange(len(draft.groups)) for _ in range(2))
    zones = draft.groups[other].zones
    # Nodes are named by group and zone, and no two groups of a name stand in one zone.
    moved = replace(draft.groups[index], zones=zones, name=f"moved-{index}")
    draft.groups[index] = moved
    _group_block(draft, index)["subnet_ids"] = _group_block(draft, other)["subnet_ids"]


def spread_group_over_zones(draft: Draft) -> None:
    """Let a node group span all zones."""
    index = draft.random.randrange(len(draft.groups))
    wide = replace(draft.groups[index], zones=draft.zones, name=f"wide-{index}")
    draft.groups[index] = wide
    subnets = [
        _group_block(draft, i)["subnet_ids"][0]
        for zone in draft.zones
        for i, group in enumerate(draft.groups)
        if group.zones == (zone,)
    ]
    block = _group_block(draft, index)
    block["subnet_ids"] = list(dict.fromkeys([*block["subnet_ids"], *subnets]))
    # Where no group is left that names a zone's subnet alone, this one does not reach it either.
    reached = {zone for zone in draft.zones for group in draft.groups if group.zones == (zone,)}
    own = set(draft.groups[index].zones) & reached
    draft.groups[index] = replace(draft.groups[index], zones=tuple(sorted(own)) or draft.zones)


def _group_block(draft: Draft, index: int) -> Json:
    kind, _, label = draft.groups[index].address.partition(".")
    block: Json = draft.stacks["k8s"]["resource"][kind][label]
    return block


def resize_group(draft: Draft) -> None:
    """Give a node group other sizes."""
    fewest = draft.random.randrange(4)
    _of_group(draft, min_size=fewest, max_size=fewest + draft.random.randrange(3))


def shrink_nodes(draft: Draft) -> None:
    """Give the nodes of a group less room."""
    room = Room(millicores=draft.random.choice((400, 900, 1500)), memory_mib=2200, pods=20)
    _of_group(draft, room=room)


def _of_group(draft: Draft, **changed: Any) -> None:  # noqa: ANN401 - of a field
    index = draft.random.randrange(len(draft.groups))
    group: NodeGroup = replace(draft.groups[index], **changed)
    draft.groups[index] = group


def _of_workload(draft: Draft, **changed: Any) -> None:  # noqa: ANN401 - of a field
    """Change a workload that is no DaemonSet."""
    counted = [i for i, each in enumerate(draft.workloads) if not each.every_node]
    index = draft.random.choice(counted)
    workload: Workload = replace(draft.workloads[index], **changed)
    draft.workloads[index] = workload


def resize_workload(draft: Draft) -> None:
    """Give a workload other numbers of pods."""
    fewest = draft.random.randrange(1, 8)
    _of_workload(draft, replicas=fewest, max_replicas=fewest + draft.random.randrange(3))


def swell_pods(draft: Draft) -> None:
    """Let the pods of a workload ask for more."""
    each = Room(millicores=draft.random.choice((300, 700, 1400, 5000)), memory_mib=900, pods=1)
    _of_workload(draft, each=each)


def change_budget(draft: Draft) -> None:
    """Give a workload another budget, or none."""
    least = draft.random.randrange(5)
    _of_workload(draft, budget=Budget(name="drawn", least=least) if least else None)


def change_spread(draft: Draft) -> None:
    """Spread a workload otherwise, or not at all."""
    spread = Spread(
        key=draft.random.choice((ZONE_LABEL, ZONE_LABEL, HOST_LABEL)),
        max_skew=draft.random.choice((1, 1, 2)),
        hard=draft.random.choice((True, False)),
        min_domains=draft.random.choice((None, None, 3)),
        honors_taints=draft.random.choice((True, False)),
    )
    _of_workload(draft, spreads=draft.random.choice(((), (spread,), (spread,))))


def change_apartness(draft: Draft) -> None:
    """Keep pods of a workload apart, by zone or by host, or let them meet."""
    keys = draft.random.choice(((), (HOST_LABEL,), (ZONE_LABEL,)))
    field = draft.random.choice(("apart", "prefers_apart"))
    _of_workload(draft, **{field: keys})


def tolerate_all_for_ever(draft: Draft) -> None:
    """Let a workload tolerate everything for ever."""
    _of_workload(draft, tolerations=(Toleration(),))


def tie_to_volumes(draft: Draft) -> None:
    """Make a workload a StatefulSet with volumes."""
    _of_workload(draft, zonal_volumes=True)


def change_priority(draft: Draft) -> None:
    """Give a workload another priority."""
    _of_workload(draft, priority=draft.random.choice((-100, 0, 1_000, 2_000_000)))


def drop_agent(draft: Draft) -> None:
    """Take the Pod Identity agent away."""
    draft.workloads = [w for w in draft.workloads if w.name != "eks-pod-identity-agent"]


CHANGES: tuple[Change, ...] = (
    lead_route_to_another_nat_gateway,
    lead_all_routes_to_one_nat_gateway,
    associate_subnet_with_another_table,
    put_nat_gateway_elsewhere,
    drop_route,
    drop_instance,
    keep_one_instance,
    put_instance_elsewhere,
    drop_endpoint,
    drop_rule_of_security_group,
    narrow_endpoint,
    leave_table_out_of_gateway_endpoint,
    narrow_load_balancer,
    narrow_control_plane,
    turn_shift_of_load_balancer_off,
    turn_shift_of_cluster_off,
    put_group_elsewhere,
    spread_group_over_zones,
    resize_group,
    shrink_nodes,
    resize_workload,
    swell_pods,
    change_budget,
    change_spread,
    change_apartness,
    tolerate_all_for_ever,
    tie_to_volumes,
    change_priority,
    drop_agent,
)
