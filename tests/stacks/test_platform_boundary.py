"""The boundary that bootstrap makes holds back nothing that the platform's own roles need."""

import json
from collections.abc import Callable, Iterator

from cdktf import TerraformStack, Testing
from moto.iam.aws_managed_policies import aws_managed_policies_data

from config.aws.actions import matching
from config.environment import load_environment
from ops.bootstrap.policies import boundary
from stacks.platform import build_platform
from terraform_json.types import Json
from tests.stacks.iam import Request, allows
from tests.stacks.synthesized import of
from tests.stacks.test_policies import listed

LINKED = "arn:aws:iam::444455556666:role/aws-service-role/any"


def statements(stack: Json) -> Iterator[Json]:
    """Yield what the roles of a stack are allowed, by their own policies and by AWS's."""
    managed = json.loads(aws_managed_policies_data)
    for policy in of(stack, "aws_iam_role_policy"):
        yield from json.loads(policy["policy"])["Statement"]
    for attached in of(stack, "aws_iam_role_policy_attachment"):
        given = managed[attached["policy_arn"].rpartition("/")[2]]["Document"]["Statement"]
        yield from given if isinstance(given, list) else [given]


def test_every_right_of_the_platforms_roles_lies_within_the_boundary(
    synthesize: Callable[[TerraformStack], Json],
) -> None:
    config = load_environment("prod")
    bound = boundary(config)["Statement"]
    stacks = map(synthesize, build_platform(Testing.app(), config, ()))
    patterns = {
        pattern
        for stack in stacks
        for statement in statements(stack)
        for pattern in listed(statement["Action"])
    }
    needed = {action.name for pattern in patterns for action in matching(pattern)}
    beyond = {
        name
        for name in needed
        if not allows(
            Request(action=name, resource=LINKED if name.startswith("iam:Create") else "*"), bound
        )
    }
    assert len(needed) > 100
    assert beyond == set()
