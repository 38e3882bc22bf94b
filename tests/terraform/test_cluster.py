"""The AWS half of the k8s stack, applied onto the networking stack, and destroyed."""

import json
import subprocess
from typing import Any

import pytest

from config.model import EnvironmentConfig
from config.sections.cluster import ClusterConfig
from stacks.base import StackName
from tests.terraform.support import Folder, LocalAws

# What the stack reads of the databases; the databases' own tests apply that stack.
DATABASES = {
    "writer_endpoint": "writer.example.internal",
    "reader_endpoint": "reader.example.internal",
    "port": "5432",
    "cluster_arn": "arn:aws:rds:eu-west-1:111122223333:cluster:platform-staging",
    "cluster_resource_id": "cluster-ABC",
    "master_secret_arn": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:rds!cluster-1",
    "kms_key_arn": "arn:aws:kms:eu-west-1:111122223333:key/1",
    "application_databases": {"backend": "backend"},
    "application_logins": {"backend": "backend"},
}


def with_apps(config: EnvironmentConfig, **sizes: int) -> EnvironmentConfig:
    """Return an environment with other sizes of the node group `apps`."""
    data = config.cluster.model_dump(mode="json") | {"node_groups": {"apps": sizes}}
    return config.model_copy(update={"cluster": ClusterConfig.model_validate(data)})


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
    scale(cluster, 5)
    plan = cluster.terraform("plan", "-input=false", "-detailed-exitcode")
    assert plan.returncode == 0, plan.stdout


def test_a_minimum_above_the_autoscalers_size_is_deployed(cluster: Folder, aws: LocalAws) -> None:
    scale(cluster, 5)
    raised = aws.cluster("raised", with_apps(aws.config, min_size=7, desired_size=7))
    changed = {a: do for a, do in raised.planned().items() if do not in (["no-op"], ["read"])}
    assert [(address.split(".")[1][:10], do) for address, do in changed.items()] == [
        ("nodes_apps", ["update"])
    ]
    raised.succeeds("apply", "-input=false", "plan")
    assert sizes(cluster) == (7, 7)


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


def scale(cluster: Folder, size: int) -> None:
    """Do what the cluster autoscaler does."""
    client = cluster.aws.client("autoscaling")
    client.set_desired_capacity(
        AutoScalingGroupName=group(cluster)["AutoScalingGroupName"], DesiredCapacity=size
    )


def sizes(cluster: Folder) -> tuple[int, int]:
    """Return the minimum and the desired size of the group `apps`."""
    found = group(cluster)
    return found["MinSize"], found["DesiredCapacity"]


def group(cluster: Folder) -> dict[str, Any]:
    """Return the Auto Scaling group behind the node group `apps`."""
    groups = cluster.aws.client("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"]
    (found,) = [
        each for each in groups if any(tag["Value"].startswith("apps-") for tag in each["Tags"])
    ]
    return dict(found)
