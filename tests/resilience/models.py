"""Small platforms, as tests make them up: two groups over three zones, and workloads on them."""

from typing import Any

import networkx as nx

from config.room import Room
from resilience.model.nodes import NodeGroup
from resilience.model.platform import Model
from resilience.model.pods import (
    HOST_LABEL,
    ZONE_LABEL,
    Budget,
    Origin,
    Spread,
    Taint,
    Toleration,
    Workload,
)

ZONES = ("eu-west-1a", "eu-west-1b", "eu-west-1c")
NODE_ROOM = Room(millicores=1930, memory_mib=6000, pods=110)
BY_ZONE = Spread(key=ZONE_LABEL, honors_taints=True)


def group(name: str, zone: str, **changed: Any) -> NodeGroup:  # noqa: ANN401 - of a field
    """Return the part of a group in a zone: one node, five at most."""
    told: dict[str, Any] = {
        "address": f"aws_eks_node_group.{name}_{zone}",
        "name": name,
        "zones": (zone,),
        "min_size": 1,
        "max_size": 5,
        "labels": {"node": name},
        "taints": (Taint(key="node", value=name),),
        "room": NODE_ROOM,
        "instance_types": ("m7i.large",),
    }
    return NodeGroup(**told | changed)


def workload(name: str, on: str = "apps", **changed: Any) -> Workload:  # noqa: ANN401 - of a field
    """Return a Deployment of three pods, one a zone, on the nodes of a group."""
    told: dict[str, Any] = {
        "namespace": name,
        "kind": "Deployment",
        "name": name,
        "release": f"helm_release.{name}",
        "origin": Origin.RENDERED,
        "replicas": 3,
        "max_replicas": 10,
        "each": Room(millicores=100, memory_mib=256, pods=1),
        "labels": {"app.kubernetes.io/name": name},
        "node_labels": {"node": frozenset({on})},
        "tolerations": (Toleration(key="node", value=on, effect="NoSchedule"),),
        "spreads": (BY_ZONE,),
        "prefers_apart": (HOST_LABEL,),
        "budget": Budget(name=name, least=2, evicts_unhealthy=True),
        "max_surge": 1,
    }
    return Workload(**told | changed)


def model(*workloads: Workload, **changed: Any) -> Model:  # noqa: ANN401 - of a field
    """Return a platform of two groups over three zones, with workloads."""
    told: dict[str, Any] = {
        "environment": "staging",
        "region": "eu-west-1",
        "zones": ZONES,
        "stacks": {},
        "references": nx.DiGraph(),
        "groups": tuple(group(name, zone) for name in ("apps", "infrastructure") for zone in ZONES),
        "workloads": tuple(sorted(workloads, key=lambda each: each.key)),
    }
    return Model(**told | changed)
