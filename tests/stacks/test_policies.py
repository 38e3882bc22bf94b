"""Every policy that any stack of any environment gives to anyone."""

import json
from collections.abc import Callable, Iterator

import pytest
from cdktf import TerraformStack, Testing

from config.environment import available_environments
from config.platform import load_platform
from stacks.platform import build_platform
from terraform_json.types import Json

# Actions for which AWS's Service Authorization Reference lists no resource type, so that no policy
# can confine them: https://docs.aws.amazon.com/service-authorization/latest/reference/
WITHOUT_RESOURCES = {
    "autoscaling:DescribeAutoScalingGroups",
    "autoscaling:DescribeAutoScalingInstances",
    "autoscaling:DescribeLaunchConfigurations",
    "autoscaling:DescribeScalingActivities",
    "autoscaling:DescribeTags",
    "ec2:DescribeAccountAttributes",
    "ec2:DescribeAddresses",
    "ec2:DescribeAvailabilityZones",
    "ec2:DescribeImages",
    "ec2:DescribeInstanceTypes",
    "ec2:DescribeInstances",
    "ec2:DescribeInternetGateways",
    "ec2:DescribeLaunchTemplateVersions",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeRouteTables",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeSnapshots",
    "ec2:DescribeSubnets",
    "ec2:DescribeTags",
    "ec2:DescribeVolumeStatus",
    "ec2:DescribeVolumes",
    "ec2:DescribeVolumesModifications",
    "ec2:DescribeVpcs",
    "ec2:GetInstanceTypesFromInstanceRequirements",
    "elasticloadbalancing:DescribeListenerAttributes",
    "elasticloadbalancing:DescribeListenerCertificates",
    "elasticloadbalancing:DescribeListeners",
    "elasticloadbalancing:DescribeLoadBalancerAttributes",
    "elasticloadbalancing:DescribeLoadBalancers",
    "elasticloadbalancing:DescribeRules",
    "elasticloadbalancing:DescribeSSLPolicies",
    "elasticloadbalancing:DescribeTags",
    "elasticloadbalancing:DescribeTargetGroupAttributes",
    "elasticloadbalancing:DescribeTargetGroups",
    "elasticloadbalancing:DescribeTargetHealth",
    "route53:ListHostedZones",
}
IDENTITY_POLICIES = ("aws_iam_policy", "aws_iam_role_policy")


@pytest.fixture(scope="module", params=available_environments())
def policies(
    request: pytest.FixtureRequest, synthesize: Callable[[TerraformStack], Json]
) -> list[tuple[str, Json]]:
    """Return the statements of every identity policy of an environment, each with its address."""
    environment = str(request.param)
    platform = load_platform(environment)
    stacks = build_platform(Testing.app(), platform.config, platform.applications)
    return [found for stack in stacks for found in identity_statements(synthesize(stack))]


def identity_statements(data: Json) -> Iterator[tuple[str, Json]]:
    """Yield the statements that say what a role may do; a boundary lets nobody do anything."""
    roles = data["resource"].get("aws_iam_role", {}).values()
    boundaries = {role.get("permissions_boundary") for role in roles}
    for kind in IDENTITY_POLICIES:
        for name, resource in data["resource"].get(kind, {}).items():
            if f"${{{kind}.{name}.arn}}" in boundaries:
                continue
            for statement in json.loads(resource["policy"])["Statement"]:
                yield name, statement


def listed(value: str | list[str]) -> list[str]:
    """Return what may stand in a policy as one string or as several."""
    return [value] if isinstance(value, str) else value


def test_there_are_policies_to_judge(policies: list[tuple[str, Json]]) -> None:
    assert len(policies) > 20


def test_every_resource_is_named_where_the_action_has_resources(
    policies: list[tuple[str, Json]],
) -> None:
    unconfined = {
        (name, action)
        for name, statement in policies
        for action in listed(statement["Action"])
        if "*" in listed(statement["Resource"]) and action not in WITHOUT_RESOURCES
    }
    assert unconfined == set()


def test_no_action_is_held_to_have_no_resources_that_is_not_used_so(
    policies: list[tuple[str, Json]],
) -> None:
    used = {
        action
        for _, statement in policies
        for action in listed(statement["Action"])
        if "*" in listed(statement["Resource"])
    }
    assert WITHOUT_RESOURCES - used == set()


def test_no_statement_allows_a_whole_service(policies: list[tuple[str, Json]]) -> None:
    actions = {action for _, statement in policies for action in listed(statement["Action"])}
    assert {action for action in actions if action.endswith(":*") or action == "*"} == set()


def test_no_statement_says_what_is_not_allowed(policies: list[tuple[str, Json]]) -> None:
    keys = {key for _, statement in policies for key in statement}
    assert keys & {"NotAction", "NotResource"} == set()
