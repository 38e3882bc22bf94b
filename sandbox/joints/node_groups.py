"""The nodes that the node groups of the local AWS stand for."""

import hashlib
import json
import logging
import tomllib
from collections.abc import Iterable, Iterator
from typing import Any, Final

from moto.ec2.models import EC2Backend, ec2_backends
from moto.eks.models import Cluster, EKSBackend, Nodegroup, eks_backends

from config.kubernetes_names import NODE_GROUP_LABEL
from ops.command import Failure
from sandbox.aws.eks import auto_scaling_groups
from sandbox.aws.eks.addons import ADDONS
from sandbox.joints.instance_types import node_size
from sandbox.kubernetes.nodes import Node

_log = logging.getLogger(__name__)

GENERATION_LABEL: Final = "sandbox/generation"
"""The label that tells from which versions a node was made. A node of another generation than
its group's is replaced."""
# EKS's API writes the effects of taints in its own way.
_EFFECTS: Final = {
    "NO_SCHEDULE": "NoSchedule",
    "NO_EXECUTE": "NoExecute",
    "PREFER_NO_SCHEDULE": "PreferNoSchedule",
}


def wanted_nodes(account: str, region: str, cluster: str) -> dict[str, list[Node] | None]:
    """Return the nodes of each group of a cluster, by the group's name; None where nobody knows.

    Each group has its desired size, spread evenly over the zones of its subnets. Which of its
    instance types AWS would have at hand nobody knows: all its nodes are of the first.
    """
    backend: EKSBackend = eks_backends[account][region]
    if cluster not in backend.clusters:
        return {}
    found = backend.clusters[cluster]
    # A copy, since requests change it meanwhile.
    groups = list(found.nodegroups.values())
    return {group.nodegroup_name: _nodes_or_none(account, found, group) for group in groups}


def _nodes_or_none(account: str, cluster: Cluster, group: Nodegroup) -> list[Node] | None:
    try:
        instances = auto_scaling_groups.instances(account, group)
        return list(nodes_of(account, cluster, group, instances))
    except Failure as failure:
        _log.warning("the node group %s: %s", group.nodegroup_name, failure)
        return None


def nodes_of(
    account: str, cluster: Cluster, group: Nodegroup, instances: Iterable[int]
) -> Iterator[Node]:
    """Yield the nodes that instances of a group are, standing or not.

    Args:
        account: The account.
        cluster: The cluster.
        group: The node group.
        instances: Their numbers, from 1.

    Raises:
        Failure: The local AWS knows no such instance type.
    """
    ec2 = ec2_backends[account][group.region]
    zones = sorted(ec2.get_subnet(subnet).availability_zone for subnet in group.subnets)
    template = _template(ec2, group)
    max_pods = template["settings"].get("kubernetes", {}).get("max-pods")
    size = node_size(group.instance_types[0], max_pods=max_pods, prefixes=_has_prefixes(cluster))
    generation = f"{group.version}-{group.release_version}-{template['version']}"
    suffix = hashlib.sha256(generation.encode()).hexdigest()[:4]
    for number in instances:
        # Another generation has other names, since both stand at once.
        name = f"{group.nodegroup_name}-{number}-{suffix}"
        zone = zones[(number - 1) % len(zones)]
        yield Node(
            name=name,
            zone=zone,
            region=group.region,
            labels={
                **(group.labels or {}),
                NODE_GROUP_LABEL: group.nodegroup_name,
                GENERATION_LABEL: generation,
                "eks.amazonaws.com/capacityType": group.capacity_type or "ON_DEMAND",
            },
            taints=tuple(
                {
                    "key": taint["key"],
                    "value": taint.get("value", ""),
                    "effect": _EFFECTS[taint["effect"]],
                }
                for taint in group.taints or ()
            ),
            size=size,
            version=f"v{group.version}.0",
            provider_id=f"aws:///{zone}/i-{_number(name):017x}",
        )


def _template(ec2: EC2Backend, group: Nodegroup) -> dict[str, Any]:
    """Return the version of a group's launch template, and the settings in its user data."""
    named = group.launch_template or {}
    if not named:
        return {"version": "0", "settings": {}}
    template = ec2.get_launch_template(named["id"])
    version = template.get_version(named.get("version"))
    data = version.data.get("UserData")
    text = data.decode() if data else ""
    return {"version": named.get("version"), "settings": tomllib.loads(text).get("settings", {})}


def _has_prefixes(cluster: Cluster) -> bool:
    addon = ADDONS.of(cluster).get("vpc-cni", {})
    configured = json.loads(addon.get("configurationValues") or "{}")
    enabled: bool = configured.get("env", {}).get("ENABLE_PREFIX_DELEGATION") == "true"
    return enabled


def _number(name: str) -> int:
    """Return a number that is the same for a name in every process."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:7], "big")
