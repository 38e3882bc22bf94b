"""The Auto Scaling group of a node group, which counts nodes and launches none.

EKS makes and tags it, and an autoscaler sets its desired capacity:
https://docs.aws.amazon.com/eks/latest/userguide/managed-node-groups.html
"""

from typing import Any

from moto.autoscaling.models import AutoScalingBackend, FakeAutoScalingGroup, autoscaling_backends
from moto.eks.models import Nodegroup


def make(account_id: str, group: Nodegroup) -> None:
    """Make the Auto Scaling group of a new node group."""
    backend = _backend(account_id, group)
    backend.autoscaling_groups[_name(group)] = _Counting(backend, group)  # type: ignore[abstract]


def delete(account_id: str, group: Nodegroup) -> None:
    """Delete the Auto Scaling group of a node group."""
    del _backend(account_id, group).autoscaling_groups[_name(group)]


def _size(key: str) -> Any:  # noqa: ANN401 - moto's attribute is no property
    """Return a size that is the node group's."""

    def get(counting: "_Counting") -> int:
        return counting.scaling[key]

    def set_(counting: "_Counting", size: int) -> None:
        counting.scaling[key] = size

    return property(get, set_)


class _Counting(FakeAutoScalingGroup):
    min_size = _size("minSize")
    desired_capacity = _size("desiredSize")
    max_size = _size("maxSize")

    def __init__(self, backend: AutoScalingBackend, group: Nodegroup) -> None:
        self.scaling = group.scaling_config
        tags = {"eks:cluster-name": group.cluster_name, "eks:nodegroup-name": group.nodegroup_name}
        super().__init__(
            name=_name(group),
            availability_zones=[],
            vpc_zone_identifier=",".join(group.subnets),
            min_size=self.min_size,
            desired_capacity=self.desired_capacity,
            max_size=self.max_size,
            tags=[{"Key": key, "Value": value} for key, value in tags.items()],
            autoscaling_backend=backend,
            ec2_backend=backend.ec2_backend,
            launch_config_name="",
            launch_template={},
            mixed_instances_policy=None,
            default_cooldown=None,
            health_check_period=None,
            health_check_type=None,
            load_balancers=[],
            target_group_arns=[],
            placement_group=None,
            termination_policies=[],
            capacity_rebalance=True,
        )

    def set_desired_capacity(self, new_capacity: int | None) -> None:
        self.desired_capacity = new_capacity


def _backend(account_id: str, group: Nodegroup) -> AutoScalingBackend:
    return autoscaling_backends[account_id][group.region]


def _name(group: Nodegroup) -> str:
    resources: dict[str, Any] = group.resources
    name: str = resources["autoScalingGroups"][0]["name"]
    return name
