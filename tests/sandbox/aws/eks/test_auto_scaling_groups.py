"""Auto Scaling groups of node groups."""

from typing import Any

import boto3
import pytest

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
