"""The Auto Scaling group of a node group, which counts nodes and launches none.

EKS makes and tags it, and an autoscaler sets its desired capacity:
https://docs.aws.amazon.com/eks/latest/userguide/managed-node-groups.html
"""

from itertools import count, islice
from typing import Any

from moto.autoscaling.models import AutoScalingBackend, FakeAutoScalingGroup, autoscaling_backends
from moto.eks.models import Nodegroup

from ops.command import Failure


def make(account_id: str, group: Nodegroup) -> None:
    """Make the Auto Scaling group of a new node group."""
    backend = _backend(account_id, group)
    backend.autoscaling_groups[_name(group)] = _Counting(backend, group)  # type: ignore[abstract]


def delete(account_id: str, group: Nodegroup) -> None:
    """Delete the Auto Scaling group of a node group."""
    del _backend(account_id, group).autoscaling_groups[_name(group)]


def instances(account_id: str, group: Nodegroup) -> list[int]:
    """Return the numbers of the instances that a node group's Auto Scaling group has; sorted."""
    counting = _backend(account_id, group).autoscaling_groups.get(_name(group))
    # Deleted in the meantime, it has none.
    return counting.numbers() if isinstance(counting, _Counting) else []


def set_desired_capacity(account_id: str, group: Nodegroup, size: int) -> None:
    """Change how many instances there are, as SetDesiredCapacity does.

    Raises:
        Failure: The size is not between minimum and maximum, or the group is gone.
    """
    counting = _found(account_id, group)
    if not counting.min_size <= size <= counting.max_size:
        raise Failure(f"{size} is no size of {group.nodegroup_name}: {counting.scaling}")
    counting.set_desired_capacity(size)


def terminate(account_id: str, group: Nodegroup, instance: int) -> None:
    """Take one instance away and none instead.

    It is what TerminateInstanceInAutoScalingGroup does with ShouldDecrementDesiredCapacity; moto's
    looks for an instance of EC2, and there is none.

    Args:
        account_id: The account.
        group: The node group.
        instance: The instance's number.

    Raises:
        Failure: The group is at its minimum, has no such instance, or is gone.
    """
    counting = _found(account_id, group)
    if instance not in counting.numbers() or counting.desired_capacity <= counting.min_size:
        raise Failure(
            f"{group.nodegroup_name} cannot lose its instance {instance}: {counting.scaling}"
        )
    counting.lose(instance)


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
        self._numbers: list[int] = []
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

    def numbers(self) -> list[int]:
        """Return the numbers of the instances, which follow the desired capacity.

        The highest go first, and a new one gets the lowest number that is free.
        """
        kept = self._numbers[: self.desired_capacity]
        free = (number for number in count(1) if number not in kept)
        self._numbers = sorted([*kept, *islice(free, self.desired_capacity - len(kept))])
        return list(self._numbers)

    def lose(self, instance: int) -> None:
        """Lose an instance, and want one fewer."""
        self._numbers = [number for number in self.numbers() if number != instance]
        self.desired_capacity -= 1

    def set_desired_capacity(self, new_capacity: int | None) -> None:
        self.desired_capacity = new_capacity


def _backend(account_id: str, group: Nodegroup) -> AutoScalingBackend:
    return autoscaling_backends[account_id][group.region]


def _found(account_id: str, group: Nodegroup) -> _Counting:
    counting = _backend(account_id, group).autoscaling_groups.get(_name(group))
    if not isinstance(counting, _Counting):
        raise Failure(f"the Auto Scaling group of {group.nodegroup_name} is gone")
    return counting


def _name(group: Nodegroup) -> str:
    resources: dict[str, Any] = group.resources
    name: str = resources["autoScalingGroups"][0]["name"]
    return name
