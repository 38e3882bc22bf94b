"""What the controllers inside the cluster may do in AWS, and with what only."""

from collections.abc import Callable

import pytest

from terraform_json.types import Json
from tests.stacks.synthesized import of, statements

Cluster = Callable[..., Json]
Permissions = Callable[[str], list[Json]]

NAME = "platform-staging"
OWN_BALANCERS = {"StringEquals": {"aws:ResourceTag/elbv2.k8s.aws/cluster": NAME}}
OWN_NODES = {"StringEquals": {"aws:ResourceTag/eks:cluster-name": NAME}}
OWN_VOLUMES = {"StringLike": {"aws:ResourceTag/ebs.csi.aws.com/cluster": "true"}}


@pytest.fixture
def permissions(cluster: Cluster) -> Permissions:
    """Return a function that gives the statements of a controller's role."""
    data = cluster()
    names = {
        f"${{aws_iam_role.{key}.name}}": role["name"].removeprefix(f"{NAME}-")
        for key, role in data["resource"]["aws_iam_role"].items()
    }
    found = {
        names[policy["role"]]: statements(policy["policy"])
        for policy in of(data, "aws_iam_role_policy")
        if policy["name"] == "pods"
    }
    return found.__getitem__


def conditions(statements: list[Json], action: str) -> list[Json]:
    """Return the condition of every statement with an action, an empty one where there is none."""
    return [each.get("Condition", {}) for each in statements if action in each["Action"]]


@pytest.mark.parametrize(
    ("role", "action", "own"),
    [
        ("cluster-autoscaler", "autoscaling:SetDesiredCapacity", OWN_NODES),
        ("cluster-autoscaler", "autoscaling:TerminateInstanceInAutoScalingGroup", OWN_NODES),
        ("ebs-csi-driver", "ec2:DeleteVolume", OWN_VOLUMES),
        ("ebs-csi-driver", "ec2:ModifyVolume", OWN_VOLUMES),
        ("ebs-csi-driver", "ec2:DeleteSnapshot", OWN_VOLUMES),
        ("load-balancer-controller", "elasticloadbalancing:DeleteLoadBalancer", OWN_BALANCERS),
        ("load-balancer-controller", "elasticloadbalancing:RegisterTargets", OWN_BALANCERS),
    ],
)
def test_a_controller_changes_what_is_its_own_only(
    permissions: Permissions, role: str, action: str, own: Json
) -> None:
    assert conditions(permissions(role), action) == [own]


@pytest.mark.parametrize(
    ("role", "action", "tag"),
    [
        ("ebs-csi-driver", "ec2:CreateSnapshot", "ebs.csi.aws.com/cluster"),
        ("load-balancer-controller", "elasticloadbalancing:CreateRule", "elbv2.k8s.aws/cluster"),
    ],
)
def test_a_controller_marks_what_it_makes(
    permissions: Permissions, role: str, action: str, tag: str
) -> None:
    first, *_ = conditions(permissions(role), action)
    (asked,) = first.values()
    assert asked.keys() == {f"aws:RequestTag/{tag}"}


@pytest.mark.parametrize("action", ["ec2:CreateSnapshot", "ec2:CreateVolume"])
def test_the_storage_driver_copies_from_what_it_made_only(
    permissions: Permissions, action: str
) -> None:
    marked, source = conditions(permissions("ebs-csi-driver"), action)
    assert "aws:RequestTag/ebs.csi.aws.com/cluster" in marked["StringLike"]
    assert source == OWN_VOLUMES


def test_the_storage_driver_learns_what_instances_can_carry(permissions: Permissions) -> None:
    look, *_ = permissions("ebs-csi-driver")
    assert {"ec2:DescribeInstanceTypes", "ec2:DescribeVolumeStatus"} <= set(look["Action"])


def test_records_are_changed_in_the_environments_zone_only(permissions: Permissions) -> None:
    (change,) = [
        each
        for each in permissions("external-dns")
        if "route53:ChangeResourceRecordSets" in each["Action"]
    ]
    zone = "${data.terraform_remote_state.networking-state.outputs.hosted_zone_id}"
    assert change["Resource"] == f"arn:aws:route53:::hostedzone/{zone}"


def test_logs_are_written_into_the_containers_log_group_only(permissions: Permissions) -> None:
    (write,) = permissions("aws-for-fluent-bit")
    group, streams = write["Resource"]
    assert group.startswith("${aws_cloudwatch_log_group.addons_containers-log-group")
    assert streams == f"{group}:*"


def test_alertmanager_publishes_to_the_encrypted_topic_and_does_nothing_else(
    permissions: Permissions,
) -> None:
    publish, encrypt = permissions("alertmanager")
    assert publish["Action"] == "sns:Publish"
    assert all(topic.startswith("${aws_sns_topic.") for topic in publish["Resource"])
    assert len(publish["Resource"]) == len(["alarms", "watchdog"])
    assert encrypt["Action"] == ["kms:Decrypt", "kms:GenerateDataKey*"]
    assert encrypt["Resource"].startswith("${aws_kms_key.alarm-topic")


def test_cloudwatch_encrypts_the_logs_of_this_cluster_only_by_its_key(cluster: Cluster) -> None:
    keys = cluster()["resource"]["aws_kms_key"]
    (policy,) = [key["policy"] for name, key in keys.items() if name.startswith("control-plane")]
    _, logs = statements(policy)
    assert logs["Principal"] == {"Service": "logs.eu-west-1.amazonaws.com"}
    (source,) = logs["Condition"]["ArnEquals"].values()
    assert source == "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/eks/platform-staging/*"
