"""What each role that pods get may do, asked of a local AWS that enforces IAM.

`enforced.py` says how, and how far moto goes.
"""

import json
from collections.abc import Iterator
from typing import Any, Final

import pytest
from cdktf import Testing
from moto.iam.access_control import IAMPolicy, PermissionResult

from config.applications.platform_file import IamStatement
from config.environment import load_environment
from stacks.k8s import ClusterStack
from stacks.platform import build_platform
from terraform_json.stack import resources
from terraform_json.types import Json
from tests.stacks.enforced import (
    MASTER_KEY,
    MASTER_SECRET,
    Call,
    EnforcingAws,
    arn,
    enforcing_aws,
    policies_of,
)
from tests.stacks.synthesized import of
from tests.stacks.test_k8s_apps import application

NAME: Final = "platform-staging"
QUEUE: Final = "https://sqs.eu-west-1.amazonaws.com/111122223333/staging-{}-jobs"


def balancer(kind: str) -> str:
    """Return the ARN of a load balancer."""
    return arn("elasticloadbalancing", f"loadbalancer/{kind}/one/50dc6c495c0c9188")


def secret(name: str) -> Call:
    """Return the call that reads a secret."""
    which = name if name.startswith("arn:") else arn("secretsmanager", f"secret:{name}-AbCdEf")
    return Call("secretsmanager", "get_secret_value", {"SecretId": which})


def write_to(group: str) -> Call:
    """Return the call that writes a line into a log group."""
    event = {"timestamp": 1, "message": "line"}
    return Call(
        "logs",
        "put_log_events",
        {"logGroupName": group, "logStreamName": "pod", "logEvents": [event]},
    )


def records_of(zone: str) -> Call:
    """Return the call that changes a record."""
    record = {
        "Name": "a.example.com",
        "Type": "A",
        "TTL": 1,
        "ResourceRecords": [{"Value": "1.1.1.1"}],
    }
    batch = {"Changes": [{"Action": "UPSERT", "ResourceRecordSet": record}]}
    return Call(
        "route53", "change_resource_record_sets", {"HostedZoneId": zone, "ChangeBatch": batch}
    )


def nodes_of(group: str) -> Call:
    """Return the call that sets the size of a group."""
    size = {"AutoScalingGroupName": group, "DesiredCapacity": 1}
    return Call("autoscaling", "set_desired_capacity", size)


def send_to(application: str) -> Call:
    """Return the call that sends a message to an application's queue."""
    message = {"QueueUrl": QUEUE.format(application), "MessageBody": "x"}
    return Call("sqs", "send_message", message)


def publish(topic: str) -> Call:
    """Return the call that publishes to a topic."""
    return Call("sns", "publish", {"TopicArn": arn("sns", topic), "Message": "alarm"})


MAY: Final = {
    "aws-for-fluent-bit": [write_to(f"/aws/eks/{NAME}/containers")],
    "load-balancer-controller": [
        Call("ec2", "describe_subnets"),
        Call("elbv2", "describe_load_balancers"),
        Call("elbv2", "delete_load_balancer", {"LoadBalancerArn": balancer("app")}),
    ],
    "cluster-autoscaler": [
        Call("autoscaling", "describe_auto_scaling_groups"),
        nodes_of(f"eks-{NAME}"),
        Call("eks", "describe_nodegroup", {"clusterName": NAME, "nodegroupName": "apps"}),
    ],
    "external-dns": [records_of("ZOWN"), Call("route53", "list_hosted_zones")],
    "external-secrets": [secret("staging/shop")],
    "master-secret-reader": [secret(MASTER_SECRET)],
    "alertmanager": [publish(f"{NAME}-k8s"), publish(f"{NAME}-k8s-watchdog")],
    "ebs-csi-driver": [
        Call("ec2", "describe_volumes"),
        Call("ec2", "create_volume", {"AvailabilityZone": "eu-west-1a", "Size": 1}),
        Call("ec2", "delete_volume", {"VolumeId": "vol-own"}),
    ],
    "vpc-cni": [
        Call("ec2", "assign_private_ip_addresses", {"NetworkInterfaceId": "eni-1"}),
    ],
    "app-shop": [send_to("shop")],
}
"""What each must do, by the last part of the role's name."""

MAY_NOT: Final = {
    "aws-for-fluent-bit": [write_to(f"/aws/eks/{NAME}/cluster"), secret("staging/shop")],
    "load-balancer-controller": [
        Call("elbv2", "delete_load_balancer", {"LoadBalancerArn": balancer("net")}),
        Call("ec2", "delete_security_group", {"GroupId": "sg-1"}),
        nodes_of(f"eks-{NAME}"),
    ],
    "cluster-autoscaler": [
        Call("eks", "describe_nodegroup", {"clusterName": "other", "nodegroupName": "apps"}),
        Call("autoscaling", "delete_auto_scaling_group", {"AutoScalingGroupName": NAME}),
        Call("ec2", "delete_volume", {"VolumeId": "vol-own"}),
    ],
    "external-dns": [records_of("ZOTHER"), secret("staging/shop")],
    "external-secrets": [secret("prod/shop"), secret(MASTER_SECRET)],
    "master-secret-reader": [secret("staging/shop"), records_of("ZOWN")],
    "alertmanager": [publish(f"{NAME}-databases"), publish("other")],
    "ebs-csi-driver": [
        Call("ec2", "terminate_instances", {"InstanceIds": ["i-1"]}),
        Call("elbv2", "describe_load_balancers"),
    ],
    "vpc-cni": [
        Call("ec2", "terminate_instances", {"InstanceIds": ["i-1"]}),
        Call("ec2", "delete_volume", {"VolumeId": "vol-own"}),
    ],
    "app-shop": [
        send_to("cart"),
        Call("sqs", "purge_queue", {"QueueUrl": QUEUE.format("shop")}),
        secret("staging/shop"),
    ],
}
"""What a neighbour must do, or a neighbour's that it must not."""

MOTO_LETS: Final = [
    (
        "load-balancer-controller",
        "aws:ResourceTag/elbv2.k8s.aws/cluster",
        Call("elbv2", "delete_load_balancer", {"LoadBalancerArn": balancer("app")}),
    ),
    ("cluster-autoscaler", "aws:ResourceTag/eks:cluster-name", nodes_of("eks-of-another-cluster")),
    (
        "ebs-csi-driver",
        "aws:RequestTag/ebs.csi.aws.com/cluster",
        Call("ec2", "create_volume", {"AvailabilityZone": "eu-west-1a", "Size": 1}),
    ),
    (
        "ebs-csi-driver",
        "aws:ResourceTag/ebs.csi.aws.com/cluster",
        Call("ec2", "delete_volume", {"VolumeId": "vol-untagged"}),
    ),
    (
        "master-secret-reader",
        "kms:ViaService",
        Call("kms", "decrypt", {"KeyId": MASTER_KEY, "CiphertextBlob": b"x"}),
    ),
]
"""What AWS denies by a condition alone, of which this is the key; moto allows it."""


def cases(table: dict[str, list[Call]]) -> list[Any]:
    """Return a parameter for each call of a role."""
    return [
        pytest.param(role, call, id=f"{role} {call}")
        for role, calls in table.items()
        for call in calls
    ]


@pytest.fixture(scope="module")
def stack() -> Json:
    """Return the stack k8s of staging with an application that has rights in AWS."""
    jobs = IamStatement(actions=("sqs:SendMessage",), resources=(arn("sqs", "staging-shop-*"),))
    shop = application("shop", database=True, statements=(jobs,))
    stacks = build_platform(Testing.app(), load_environment("staging"), [shop])
    (cluster,) = [each for each in stacks if isinstance(each, ClusterStack)]
    data: Json = json.loads(Testing.synth(cluster))
    return data


@pytest.fixture(scope="module")
def iam(stack: Json) -> Iterator[EnforcingAws]:
    """Return a local AWS that asks IAM."""
    with enforcing_aws(stack) as enforcing:
        yield enforcing


@pytest.mark.parametrize(("role", "call"), cases(MAY))
def test_a_role_may_do_what_it_must(iam: EnforcingAws, role: str, call: Call) -> None:
    assert iam.allows(f"{NAME}-{role}", call)


@pytest.mark.parametrize(("role", "call"), cases(MAY_NOT))
def test_a_role_may_not_do_what_is_its_neighbours(iam: EnforcingAws, role: str, call: Call) -> None:
    assert not iam.allows(f"{NAME}-{role}", call)


@pytest.mark.parametrize(("role", "key", "call"), MOTO_LETS)
def test_where_only_a_condition_denies_moto_lets_a_role_through(
    iam: EnforcingAws, stack: Json, role: str, key: str, call: Call
) -> None:
    # The condition is there, and tests/stacks/test_k8s_permissions.py reads it.
    assert key in json.dumps(policies_of(stack, f"{NAME}-{role}"))
    assert iam.allows(f"{NAME}-{role}", call)


@pytest.mark.parametrize(("login", "allowed"), [("shop", True), ("cart", False)])
def test_an_application_logs_in_to_its_own_database_only(
    stack: Json, login: str, *, allowed: bool
) -> None:
    # A login to a database is no call of an API: moto's evaluation is asked without one.
    database = arn("rds-db", f"dbuser:cluster-ABC/{login}")
    policies = policies_of(stack, f"{NAME}-app-shop").values()
    results = {
        IAMPolicy(json.dumps(policy)).is_action_permitted("rds-db:connect", database)
        for policy in policies
    }
    assert (PermissionResult.PERMITTED in results) == allowed


def test_every_role_that_pods_get_is_asked(stack: Json) -> None:
    names = {
        f"${{{a}.arn}}": block["name"] for a, block in resources(stack).items() if "name" in block
    }
    given = {names[each["role_arn"]] for each in of(stack, "aws_eks_pod_identity_association")}
    by_token = {
        role["name"]
        for role in of(stack, "aws_iam_role")
        if "sts:AssumeRoleWithWebIdentity" in role["assume_role_policy"]
    }
    asked = {f"{NAME}-{role}" for role in MAY}
    assert given | by_token == asked == {f"{NAME}-{role}" for role in MAY_NOT}
