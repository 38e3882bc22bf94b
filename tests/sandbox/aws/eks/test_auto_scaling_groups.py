"""Auto Scaling groups of node groups."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from moto.ec2.models import ec2_backends

from ops.command import Failure
from sandbox.aws.eks import auto_scaling_groups
from sandbox.record import ServerRecord

Client = Any


@pytest.fixture
def autoscaling(server: ServerRecord, session: boto3.Session) -> Client:
    return session.client("autoscaling", endpoint_url=server.endpoint)


def tagged(autoscaling: Client, group: str) -> list[dict[str, Any]]:
    """Return the Auto Scaling groups that the tag of a node group leads to."""
    tag = {"Name": "tag:eks:nodegroup-name", "Values": [group]}
    answer = autoscaling.describe_auto_scaling_groups(Filters=[tag])
    found: list[dict[str, Any]] = answer["AutoScalingGroups"]
    return found


def described(eks: Client, cluster: str, group: str) -> dict[str, Any]:
    answer = eks.describe_nodegroup(clusterName=cluster, nodegroupName=group)
    found: dict[str, Any] = answer["nodegroup"]
    return found


def test_it_is_the_one_that_the_node_group_names(
    autoscaling: Client, eks: Client, cluster: str, node_group: str
) -> None:
    (found,) = tagged(autoscaling, node_group)
    named = described(eks, cluster, node_group)["resources"]["autoScalingGroups"]
    assert named == [{"name": found["AutoScalingGroupName"]}]


def test_it_has_the_tags_that_eks_gives_it(
    autoscaling: Client, cluster: str, node_group: str
) -> None:
    (found,) = tagged(autoscaling, node_group)
    tags = {tag["Key"]: tag["Value"] for tag in found["Tags"]}
    assert tags == {"eks:cluster-name": cluster, "eks:nodegroup-name": node_group}


def test_it_is_in_the_subnets_of_the_node_group(
    autoscaling: Client, node_group: str, subnets: list[str]
) -> None:
    (found,) = tagged(autoscaling, node_group)
    assert found["VPCZoneIdentifier"].split(",") == subnets


def test_it_launches_nothing(autoscaling: Client, node_group: str) -> None:
    (found,) = tagged(autoscaling, node_group)
    assert found["Instances"] == []


def test_it_has_the_sizes_of_the_node_group(
    autoscaling: Client, eks: Client, cluster: str, node_group: str
) -> None:
    sizes = {"minSize": 4, "desiredSize": 5, "maxSize": 11}
    eks.update_nodegroup_config(clusterName=cluster, nodegroupName=node_group, scalingConfig=sizes)
    (found,) = tagged(autoscaling, node_group)
    assert (found["MinSize"], found["DesiredCapacity"], found["MaxSize"]) == (4, 5, 11)


def test_an_autoscaler_changes_the_desired_size_of_the_node_group(
    autoscaling: Client, eks: Client, cluster: str, node_group: str
) -> None:
    (found,) = tagged(autoscaling, node_group)
    autoscaling.set_desired_capacity(
        AutoScalingGroupName=found["AutoScalingGroupName"], DesiredCapacity=2
    )
    sizes = described(eks, cluster, node_group)["scalingConfig"]
    assert sizes == {"minSize": 1, "desiredSize": 2, "maxSize": 2}


def test_it_goes_with_the_node_group(
    autoscaling: Client, eks: Client, cluster: str, node_group: str
) -> None:
    eks.delete_nodegroup(clusterName=cluster, nodegroupName=node_group)
    assert tagged(autoscaling, node_group) == []


ACCOUNT = "111122223333"


@pytest.fixture
def group() -> Iterator[Any]:
    """Return a node group of this process, between 1 and 4 instances, that has 3."""
    made = SimpleNamespace(
        nodegroup_name="group",
        cluster_name="cluster",
        region="eu-west-1",
        subnets=[ec2_backends[ACCOUNT]["eu-west-1"].describe_subnets()[0].id],
        scaling_config={"minSize": 1, "desiredSize": 3, "maxSize": 4},
        resources={"autoScalingGroups": [{"name": "group-of-this-process"}]},
    )
    group: Any = made
    auto_scaling_groups.make(ACCOUNT, group)
    yield group
    if auto_scaling_groups.instances(ACCOUNT, group):
        auto_scaling_groups.delete(ACCOUNT, group)


def test_instances_are_numbered(group: Any) -> None:  # noqa: ANN401 - moto's
    assert auto_scaling_groups.instances(ACCOUNT, group) == [1, 2, 3]


def test_the_highest_instance_goes_first(group: Any) -> None:  # noqa: ANN401 - moto's
    auto_scaling_groups.set_desired_capacity(ACCOUNT, group, 2)
    assert auto_scaling_groups.instances(ACCOUNT, group) == [1, 2]


def test_the_instance_goes_that_is_named(group: Any) -> None:  # noqa: ANN401 - moto's
    auto_scaling_groups.terminate(ACCOUNT, group, 2)
    assert auto_scaling_groups.instances(ACCOUNT, group) == [1, 3]
    assert group.scaling_config["desiredSize"] == 2


def test_a_new_instance_has_the_lowest_number_that_is_free(group: Any) -> None:  # noqa: ANN401 - moto's
    auto_scaling_groups.terminate(ACCOUNT, group, 1)
    auto_scaling_groups.set_desired_capacity(ACCOUNT, group, 4)
    assert auto_scaling_groups.instances(ACCOUNT, group) == [1, 2, 3, 4]


@pytest.mark.parametrize("size", [0, 5])
def test_a_size_is_between_minimum_and_maximum(group: Any, size: int) -> None:  # noqa: ANN401 - moto's
    with pytest.raises(Failure, match=f"{size} is no size of group"):
        auto_scaling_groups.set_desired_capacity(ACCOUNT, group, size)
    assert group.scaling_config["desiredSize"] == 3


def test_the_last_instance_of_the_minimum_stays(group: Any) -> None:  # noqa: ANN401 - moto's
    auto_scaling_groups.set_desired_capacity(ACCOUNT, group, 1)
    with pytest.raises(Failure, match="cannot lose its instance 1"):
        auto_scaling_groups.terminate(ACCOUNT, group, 1)


def test_a_group_that_is_gone_has_no_instances(group: Any) -> None:  # noqa: ANN401 - moto's
    auto_scaling_groups.delete(ACCOUNT, group)
    assert auto_scaling_groups.instances(ACCOUNT, group) == []
    with pytest.raises(Failure, match="is gone"):
        auto_scaling_groups.terminate(ACCOUNT, group, 1)
