"""The AWS half of the k8s stack, applied onto the networking stack, and destroyed."""

import json
import re
import subprocess
from typing import Any

import pytest

from config.model import EnvironmentConfig
from config.sections.cluster import ClusterConfig
from stacks.base import StackName
from tests.terraform.support import Folder, LocalAws, with_network

pytestmark = pytest.mark.long

A, B, C = (f"eu-west-1{letter}" for letter in "abc")
NEW = {"instance_types": ["m8i.large"]}

# What the stack reads of the databases; the databases' own tests apply that stack.
DATABASES = {
    "writer_endpoint": "writer.example.internal",
    "reader_endpoint": "reader.example.internal",
    "port": "5432",
    "cluster_resource_id": "cluster-ABC",
    "master_secret_arn": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:rds!cluster-1",
    "kms_key_arn": "arn:aws:kms:eu-west-1:111122223333:key/1",
}


def with_apps(config: EnvironmentConfig, **changes: object) -> EnvironmentConfig:
    """Return an environment with changes to the node group `apps`."""
    data = config.cluster.model_dump(mode="json") | {"node_groups": {"apps": changes}}
    return config.model_copy(update={"cluster": ClusterConfig.model_validate(data)})


def with_draining(config: EnvironmentConfig, zone: str) -> EnvironmentConfig:
    """Return an environment in which a zone is draining."""
    zones = config.network.model_dump(mode="json")["zones"]
    zones[zone]["draining"] = True
    return with_network(config, zones=zones)


@pytest.fixture(scope="module")
def cluster(aws: LocalAws) -> Folder:
    """The stack, applied."""
    aws.networking("network").succeeds("apply", "-auto-approve", "-input=false")
    aws.hand_over(StackName.DATABASES, DATABASES)
    folder = aws.cluster("cluster")
    folder.succeeds("apply", "-auto-approve", "-input=false")
    return folder


@pytest.fixture(scope="module")
def second_plan(cluster: Folder) -> subprocess.CompletedProcess[str]:
    """A plan right after the apply."""
    return cluster.terraform("plan", "-input=false", "-detailed-exitcode")


def test_terraform_finds_the_configuration_valid(cluster: Folder) -> None:
    assert "The configuration is valid" in cluster.succeeds("validate")


def test_an_apply_creates_every_resource(cluster: Folder) -> None:
    assert cluster.managed() == cluster.declared()


def test_a_second_plan_has_no_changes(second_plan: subprocess.CompletedProcess[str]) -> None:
    # 0 is no change, 1 an error, 2 a change.
    assert second_plan.returncode == 0, second_plan.stdout


def test_the_outputs_have_a_value_for_everything(cluster: Folder) -> None:
    outputs = json.loads(cluster.succeeds("output", "-json"))
    assert [name for name, each in outputs.items() if not each["value"]] == []


def test_the_autoscalers_size_is_no_change(cluster: Folder) -> None:
    scale(cluster, 4)
    plan = cluster.terraform("plan", "-input=false", "-detailed-exitcode")
    assert plan.returncode == 0, plan.stdout


def test_a_minimum_above_the_autoscalers_size_is_deployed(cluster: Folder, aws: LocalAws) -> None:
    scale(cluster, 2)
    raised = aws.cluster("raised", with_apps(aws.config, min_size=7, desired_size=7))
    assert changes(raised) == {f"apps {A}": "update", f"apps {B}": "update", f"apps {C}": "update"}
    raised.succeeds("apply", "-input=false", "plan")
    assert sizes(cluster) == (3, 3)


@pytest.mark.usefixtures("cluster")
def test_a_maximum_below_the_autoscalers_size_takes_no_node(cluster: Folder, aws: LocalAws) -> None:
    scale(cluster, 4)
    lowered = aws.cluster("lowered", with_apps(aws.config, min_size=3, max_size=4))
    lowered.succeeds("apply", "-auto-approve", "-input=false")
    assert sizes(cluster) == (1, 4)
    assert [group["MaxSize"] for zone in (A, B) for group in groups(cluster, zone)] == [4, 3]


def test_nodes_are_not_replaced_before_they_are_drained(aws: LocalAws) -> None:
    direct = aws.cluster("direct", with_apps(aws.config, **NEW))
    plan = direct.terraform("plan", "-input=false")
    assert plan.returncode == 1
    said = " ".join(plan.stdout.replace("│", " ").split())
    assert "A node group is deleted that still has nodes" in said
    assert "drain its nodes (`python -m ops.replace_nodes`)" in said


def test_nodes_of_other_types_come_in_the_size_of_those_that_retire(
    cluster: Folder, aws: LocalAws
) -> None:
    scale(cluster, 4)
    replaced = aws.cluster("replaced", with_apps(aws.config, **NEW, retiring={}))
    replaced.succeeds("apply", "-auto-approve", "-input=false")
    assert sorted(group["DesiredCapacity"] for group in groups(cluster, A)) == [4, 4]
    again = replaced.terraform("plan", "-input=false", "-detailed-exitcode")
    assert again.returncode == 0, again.stdout

    for zone in (A, B, C):
        (old,) = [group for group in groups(cluster, zone) if group["MinSize"] == 0]
        empty(cluster, old)
    assert set(changes(replaced).values()) == {"delete"}
    replaced.succeeds("apply", "-input=false", "plan")
    assert sizes(cluster) == (1, 4)
    after = aws.cluster("after", with_apps(aws.config, **NEW))
    assert changes(after) == {}


def test_a_zone_is_drained_and_comes_back(cluster: Folder, aws: LocalAws) -> None:
    config = with_apps(aws.config, **NEW)
    drained = aws.cluster("drained", with_draining(config, C))
    planned = changes(drained)
    assert planned[f"apps {C}"] == planned[f"infrastructure {C}"] == "update"
    assert set(planned.values()) == {"update", "delete"}  # and the alarms of its nodes go
    drained.succeeds("apply", "-input=false", "plan")

    for group in every_group(cluster):
        if group["MinSize"] == 0:
            empty(cluster, group)
    assert changes(drained) == {f"apps {C}": "delete", f"infrastructure {C}": "delete"}
    drained.succeeds("apply", "-input=false", "plan")
    assert groups(cluster, C) == []

    back = aws.cluster("back", config)
    planned = changes(back)
    assert planned[f"apps {C}"] == planned[f"infrastructure {C}"] == "create"
    assert "delete" not in planned.values()


def test_a_destroy_leaves_nothing_but_the_zone_of_the_network(
    cluster: Folder, aws: LocalAws
) -> None:
    route53 = aws.client("route53")
    before = [zone["Id"] for zone in route53.list_hosted_zones()["HostedZones"]]
    cluster.succeeds("destroy", "-auto-approve", "-input=false")
    assert cluster.managed() == set()
    assert aws.client("eks").list_clusters()["clusters"] == []
    (zone,) = route53.list_hosted_zones()["HostedZones"]
    assert [zone["Id"]] == before
    records = route53.list_resource_record_sets(HostedZoneId=zone["Id"])["ResourceRecordSets"]
    assert {record["Type"] for record in records} == {"NS", "SOA"}


def changes(folder: Folder) -> dict[str, str]:
    """Return what a plan would do: to node groups by name and zone, to all else by address."""
    done = {a: do for a, do in folder.planned().items() if do not in (["no-op"], ["read"])}
    named: dict[str, str] = {}
    for address, do in done.items():
        found = re.match(r"aws_eks_node_group\.nodes_([a-z]+)_([a-z0-9-]+)-[0-9a-f]{8}_", address)
        named[f"{found[1]} {found[2]}" if found else address] = ", ".join(do)
    return named


def scale(cluster: Folder, size: int) -> None:
    """Do what the cluster autoscaler does."""
    (group,) = groups(cluster, A)
    client = cluster.aws.client("autoscaling")
    name = group["AutoScalingGroupName"]
    client.set_desired_capacity(AutoScalingGroupName=name, DesiredCapacity=size)


def empty(cluster: Folder, group: dict[str, Any]) -> None:
    """Do what `ops.replace_nodes` does once the nodes of a group are drained."""
    cluster.aws.client("eks").update_nodegroup_config(
        clusterName=cluster.aws.config.cluster_name,
        nodegroupName=eks_name(group),
        scalingConfig={"minSize": 0, "desiredSize": 0, "maxSize": group["MaxSize"]},
    )


def sizes(cluster: Folder) -> tuple[int, int]:
    """Return the minimum and the desired size of the group `apps` in zone a."""
    (found,) = groups(cluster, A)
    return found["MinSize"], found["DesiredCapacity"]


def groups(cluster: Folder, zone: str) -> list[dict[str, Any]]:
    """Return the Auto Scaling groups behind the node groups `apps` of a zone."""
    found = every_group(cluster)
    return [group for group in found if eks_name(group).startswith(f"apps-{zone}-")]


def every_group(cluster: Folder) -> list[dict[str, Any]]:
    """Return all Auto Scaling groups."""
    client = cluster.aws.client("autoscaling")
    return list(client.describe_auto_scaling_groups()["AutoScalingGroups"])


def eks_name(group: dict[str, Any]) -> str:
    """Return the name of the node group behind which an Auto Scaling group is."""
    (name,) = [t["Value"] for t in group["Tags"] if t["Key"] == "eks:nodegroup-name"]
    return str(name)
