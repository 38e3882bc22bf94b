"""The node groups that retire, as EKS knows them."""

from typing import Any, Final

from config.kubernetes_names import RETIRING_TAINT

Client = Any
"""A client of EKS, of a class that botocore makes while the program runs."""

SMALLEST_MAXIMUM: Final = 1
"""The least that EKS takes for the largest size of a group."""


def retiring_groups(eks: Client, cluster: str) -> list[str]:
    """Return the names of a cluster's node groups with the taint of those that retire."""
    pages = eks.get_paginator("list_nodegroups").paginate(clusterName=cluster)
    names = sorted(name for page in pages for name in page["nodegroups"])
    return [name for name in names if _retires(eks, cluster, name)]


def take_nodes_away(eks: Client, cluster: str, group: str) -> None:
    """Let a group have no node any more. Its deletion is left to Terraform, which made it."""
    eks.update_nodegroup_config(
        clusterName=cluster,
        nodegroupName=group,
        scalingConfig={"minSize": 0, "desiredSize": 0, "maxSize": SMALLEST_MAXIMUM},
    )


def _retires(eks: Client, cluster: str, name: str) -> bool:
    group = eks.describe_nodegroup(clusterName=cluster, nodegroupName=name)["nodegroup"]
    return any(taint["key"] == RETIRING_TAINT for taint in group.get("taints", []))
