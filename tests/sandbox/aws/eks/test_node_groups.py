"""Managed node groups."""

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from config.aws.bottlerocket import BOTTLEROCKET_RELEASE

Client = Any

ROLE = "arn:aws:iam::111122223333:role/nodes"
GIVEN: dict[str, Any] = {
    "amiType": "BOTTLEROCKET_x86_64",
    "capacityType": "SPOT",
    "instanceTypes": ["m6i.large", "m5.large"],
    "labels": {"node": "apps"},
    "nodeRepairConfig": {"enabled": True},
    "scalingConfig": {"minSize": 3, "desiredSize": 4, "maxSize": 10},
    "tags": {"Owner": "team"},
    "taints": [{"key": "node", "value": "apps", "effect": "NO_SCHEDULE"}],
    "updateConfig": {"maxUnavailablePercentage": 33},
}


@pytest.fixture
def template(ec2: Client) -> Iterator[str]:
    made = ec2.create_launch_template(
        LaunchTemplateName="template", LaunchTemplateData={"EbsOptimized": True}
    )
    yield made["LaunchTemplate"]["LaunchTemplateId"]
    ec2.delete_launch_template(LaunchTemplateName="template")


@pytest.fixture
def given(eks: Client, cluster: str, subnets: list[str], template: str) -> dict[str, Any]:
    """Return a node group of which everything is said."""
    made = eks.create_nodegroup(
        clusterName=cluster,
        nodegroupName="given",
        nodeRole=ROLE,
        subnets=subnets,
        launchTemplate={"id": template, "version": "1"},
        **GIVEN,
    )
    group: dict[str, Any] = made["nodegroup"]
    return group


def described(eks: Client, cluster: str, group: str) -> dict[str, Any]:
    found = eks.describe_nodegroup(clusterName=cluster, nodegroupName=group)
    group_: dict[str, Any] = found["nodegroup"]
    return group_


def sizes(minimum: int, desired: int, maximum: int) -> dict[str, int]:
    return {"minSize": minimum, "desiredSize": desired, "maxSize": maximum}


@pytest.mark.parametrize("key", GIVEN)
def test_a_node_group_keeps_what_it_is_made_with(given: dict[str, Any], key: str) -> None:
    assert given[key] == GIVEN[key]


def test_a_node_group_says_id_name_and_version_of_its_launch_template(
    given: dict[str, Any], template: str
) -> None:
    assert given["launchTemplate"] == {"id": template, "name": "template", "version": "1"}


def test_a_node_group_leaves_the_volumes_to_its_launch_template(given: dict[str, Any]) -> None:
    assert "diskSize" not in given


def test_nobody_reaches_a_node_by_ssh(given: dict[str, Any]) -> None:
    assert "remoteAccess" not in given
    assert "remoteAccessSecurityGroup" not in given["resources"]


def test_a_node_group_of_which_little_is_said_is_as_aws_makes_it(
    eks: Client, cluster: str, node_group: str
) -> None:
    found = described(eks, cluster, node_group)
    assert found["updateConfig"] == {"maxUnavailable": 1}
    assert found["diskSize"] == 20
    assert "nodeRepairConfig" not in found


def test_a_node_group_has_the_version_of_its_cluster(
    eks: Client, cluster: str, node_group: str
) -> None:
    version = eks.describe_cluster(name=cluster)["cluster"]["version"]
    found = described(eks, cluster, node_group)
    assert found["version"] == version
    assert found["releaseVersion"].startswith(f"{version}.")


def test_a_node_group_takes_a_version_of_its_own(
    eks: Client, cluster: str, node_group: str
) -> None:
    update = eks.update_nodegroup_version(
        clusterName=cluster, nodegroupName=node_group, version="1.35", releaseVersion="1.35.2-7"
    )["update"]
    found = described(eks, cluster, node_group)
    assert update["type"] == "VersionUpdate"
    assert (found["version"], found["releaseVersion"]) == ("1.35", "1.35.2-7")
    assert found["modifiedAt"] > found["createdAt"]


def test_a_new_version_of_the_launch_template_is_taken(
    eks: Client, cluster: str, given: dict[str, Any], template: str
) -> None:
    eks.update_nodegroup_version(
        clusterName=cluster, nodegroupName="given", launchTemplate={"id": template, "version": "2"}
    )
    assert described(eks, cluster, "given")["launchTemplate"] == {
        **given["launchTemplate"],
        "version": "2",
    }


def test_what_is_not_a_version_changes_in_place(
    eks: Client, cluster: str, given: dict[str, Any]
) -> None:
    taint = {"key": "node", "value": "other", "effect": "NO_SCHEDULE"}
    update = eks.update_nodegroup_config(
        clusterName=cluster,
        nodegroupName="given",
        labels={"addOrUpdateLabels": {"team": "one"}, "removeLabels": ["node"]},
        taints={"addOrUpdateTaints": [taint]},
        nodeRepairConfig={"enabled": False},
        updateConfig={"maxUnavailable": 2},
        scalingConfig={"maxSize": 12},
    )["update"]
    changed = described(eks, cluster, "given")
    assert update["type"] == "ConfigUpdate"
    assert changed == given | {
        "labels": {"team": "one"},
        "taints": [taint],
        "nodeRepairConfig": {"enabled": False},
        "updateConfig": {"maxUnavailable": 2},
        "scalingConfig": sizes(3, 4, 12),
        "modifiedAt": changed["modifiedAt"],
    }


@pytest.mark.parametrize("misfit", [sizes(3, 2, 10), sizes(3, 11, 10)])
def test_a_node_group_whose_desired_size_does_not_fit_is_refused(
    eks: Client, cluster: str, subnets: list[str], misfit: dict[str, int]
) -> None:
    with pytest.raises(ClientError, match="desiredSize must be between") as raised:
        eks.create_nodegroup(
            clusterName=cluster,
            nodegroupName="misfit",
            nodeRole=ROLE,
            subnets=subnets,
            scalingConfig=misfit,
        )
    assert raised.value.response["Error"]["Code"] == "InvalidParameterException"
    assert eks.list_nodegroups(clusterName=cluster)["nodegroups"] == []


def test_a_minimum_above_the_desired_size_is_refused(
    eks: Client, cluster: str, given: dict[str, Any]
) -> None:
    group = {"clusterName": cluster, "nodegroupName": "given"}
    with pytest.raises(ClientError, match="desiredSize must be between"):
        eks.update_nodegroup_config(**group, scalingConfig={"minSize": 5})
    assert described(eks, cluster, "given") == given


def test_an_update_to_another_kubernetes_takes_the_newest_bottlerocket(
    eks: Client, cluster: str, subnets: list[str]
) -> None:
    eks.create_nodegroup(
        clusterName=cluster,
        nodegroupName="rockets",
        nodeRole=ROLE,
        subnets=subnets,
        amiType="BOTTLEROCKET_x86_64",
        releaseVersion="1.53.0-1234abcd",
        scalingConfig=GIVEN["scalingConfig"],
    )
    eks.update_nodegroup_version(clusterName=cluster, nodegroupName="rockets", version="1.35")
    found = described(eks, cluster, "rockets")
    assert (found["version"], found["releaseVersion"]) == ("1.35", BOTTLEROCKET_RELEASE)
