"""The roles of a stack in a local AWS that enforces IAM, as far as moto does.

moto asks about the resource of a request for S3, SQS, IAM and STS only; for all others it asks
about `*`, for which no statement with an ARN is. `RESOURCES` says of the services that the roles of
the platform name which resource a request is about. Signatures are not looked at: moto computes
other ones for requests without a body to EKS and Route 53. What is left: moto takes every condition
as met, asks about one resource of a request, and knows neither boundaries nor policies of
resources.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Final

import boto3
import pytest
from moto import mock_aws
from moto.autoscaling.responses import AutoScalingResponse
from moto.core.authorization import enable_iam_authentication
from moto.core.responses import BaseResponse
from moto.ec2.responses import EC2Response
from moto.eks.responses import EKSResponse
from moto.elbv2.responses import ELBV2Response
from moto.iam.access_control import IAMRequestBase
from moto.iam.aws_managed_policies import aws_managed_policies_data
from moto.kms.responses import KmsResponse
from moto.logs.responses import LogsResponse
from moto.route53.responses import Route53
from moto.secretsmanager.responses import SecretsManagerResponse
from moto.sns.responses import SNSResponse
from moto.sqs.responses import SQSResponse

from sandbox.inside.install import stated_in
from terraform_json.stack import resources
from terraform_json.templates import Expression
from terraform_json.types import Json
from terraform_json.values import resolved
from tests.stacks.synthesized import of

REGION: Final = "eu-west-1"
ACCOUNT: Final = "111122223333"

Resource = Callable[[Any], str]


def arn(service: str, resource: str) -> str:
    """Return an ARN of the tests' account."""
    return f"arn:aws:{service}:{REGION}:{ACCOUNT}:{resource}"


def _parameter(name: str) -> Resource:
    return lambda request: request._get_param(name) or "*"  # noqa: SLF001 - of moto's own classes


def _volume(request: Any) -> str:  # noqa: ANN401 - moto's
    volume = request._get_param("VolumeId")  # noqa: SLF001
    # A volume that is not there yet has no id.
    makes = request._get_action() == "CreateVolume"  # noqa: SLF001
    return arn("ec2", f"volume/{volume or 'new'}") if volume or makes else "*"


def _group(request: Any) -> str:  # noqa: ANN401
    name = request._get_param("AutoScalingGroupName")  # noqa: SLF001
    group = f"autoScalingGroup:uuid:autoScalingGroupName/{name}"
    return arn("autoscaling", group) if name else "*"


def _stream(request: Any) -> str:  # noqa: ANN401
    names = (request._get_param(name) for name in ("logGroupName", "logStreamName"))  # noqa: SLF001
    return arn("logs", "log-group:{}:log-stream:{}".format(*names))


def _zone(request: Any) -> str:  # noqa: ANN401
    _, found, rest = request.path.partition("/hostedzone/")
    return f"arn:aws:route53:::hostedzone/{rest.partition('/')[0]}" if found else "*"


def _node_group(request: Any) -> str:  # noqa: ANN401
    _, _, cluster, _, name = request.path.split("/")
    return arn("eks", f"nodegroup/{cluster}/{name}/uuid")


def _queue(request: Any) -> str:  # noqa: ANN401
    return arn("sqs", request._get_param("QueueUrl").rpartition("/")[2])  # noqa: SLF001


RESOURCES: Final[dict[type[BaseResponse], Resource]] = {
    AutoScalingResponse: _group,
    EC2Response: _volume,
    EKSResponse: _node_group,
    ELBV2Response: _parameter("LoadBalancerArn"),
    KmsResponse: _parameter("KeyId"),
    LogsResponse: _stream,
    Route53: _zone,
    SNSResponse: _parameter("TopicArn"),
    SQSResponse: _queue,
    SecretsManagerResponse: _parameter("SecretId"),
}


def _tell_resources(monkeypatch: pytest.MonkeyPatch) -> None:
    for response, resource in RESOURCES.items():
        monkeypatch.setattr(response, "_determine_resource", resource, raising=False)


def value_of(stack: Json) -> Callable[[Expression], str]:
    """Return a function that gives an expression of a stack the value that AWS would."""

    def invented(expression: Expression) -> str:
        if expression.text.startswith("data."):
            return HANDED_OVER[expression.text.rpartition(".")[2]]
        kind, name, attribute = expression.text.split(".")
        assert attribute == "arn", expression.text
        known = resources(stack)[f"{kind}.{name}"].get("name", name)
        return arn(*ARNS[kind](known))

    return stated_in(stack, invented)


MASTER_SECRET: Final = arn("secretsmanager", "secret:rds!cluster-1")
MASTER_KEY: Final = arn("kms", "key/databases")
HANDED_OVER: Final = {
    "hosted_zone_id": "ZOWN",
    "master_secret_arn": MASTER_SECRET,
    "kms_key_arn": MASTER_KEY,
    "cluster_resource_id": "cluster-ABC",
}
"""What other stacks hand over."""
ARNS: Final[dict[str, Callable[[str], tuple[str, str]]]] = {
    "aws_cloudwatch_log_group": lambda name: ("logs", f"log-group:{name}"),
    "aws_kms_key": lambda name: ("kms", f"key/{name}"),
    "aws_sns_topic": lambda name: ("sns", name),
}


def policies_of(stack: Json, role: str) -> dict[str, Json]:
    """Return the documents of a role's policies, by name.

    Args:
        stack: The JSON of the stack.
        role: The name of the role.
    """
    value = value_of(stack)
    (reference,) = [
        f"${{{address}.name}}"
        for address, block in resources(stack).items()
        if address.startswith("aws_iam_role.") and block["name"] == role
    ]
    managed = json.loads(aws_managed_policies_data)
    names = [
        each["policy_arn"].rpartition("/")[2]
        for each in of(stack, "aws_iam_role_policy_attachment")
        if each["role"] == reference
    ]
    found: dict[str, Json] = {name: managed[name]["Document"] for name in names}
    for policy in of(stack, "aws_iam_role_policy"):
        if policy["role"] == reference:
            found[policy["name"]] = json.loads(resolved(policy["policy"], value))
    return found


@dataclass(frozen=True)
class Call:
    """A request to AWS.

    Attributes:
        service: The service as boto3 calls it.
        action: The method of its client.
        parameters: What it is about.
    """

    service: str
    action: str
    parameters: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return it as a test's name has it."""
        about = [str(value) for value in self.parameters.values() if isinstance(value, str)]
        return " ".join([f"{self.service}:{self.action}", *about[:1]])


class EnforcingAws:
    """A local AWS in this process that asks IAM, with the roles of a stack as they are needed.

    A role is taken before IAM is asked: moto has no `AssumeRoleForPodIdentity`, and knows of those
    whom a role trusts AWS's principals only.

    Args:
        stack: The JSON of the stack.
    """

    def __init__(self, stack: Json) -> None:
        self._stack = stack
        self._session: Any = boto3.Session("sandbox", "sandbox", region_name=REGION)
        self._keys: dict[str, dict[str, str]] = {}
        self.decisions: list[bool] = []

    def allows(self, role: str, call: Call) -> bool:
        """Make a call as a role and return whether it got past IAM, however it then ended."""
        client = self._session.client(call.service, **self._keys_of(role))
        self.decisions.clear()
        with enable_iam_authentication(), suppress(Exception):
            getattr(client, call.action)(**call.parameters)
        assert self.decisions, f"IAM was not asked of {call}"
        return self.decisions[-1]

    def _keys_of(self, role: str) -> dict[str, str]:
        if role not in self._keys:
            iam, sts = self._session.client("iam"), self._session.client("sts")
            made = iam.create_role(RoleName=role, AssumeRolePolicyDocument="{}")["Role"]
            for name, document in policies_of(self._stack, role).items():
                text = json.dumps(document)
                iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=text)
            given = sts.assume_role(RoleArn=made["Arn"], RoleSessionName="pod")["Credentials"]
            self._keys[role] = {
                "aws_access_key_id": given["AccessKeyId"],
                "aws_secret_access_key": given["SecretAccessKey"],
                "aws_session_token": given["SessionToken"],
            }
        return self._keys[role]


@contextmanager
def enforcing_aws(stack: Json) -> Iterator[EnforcingAws]:
    """Yield a local AWS that asks IAM."""
    enforcing = EnforcingAws(stack)
    permitted = IAMRequestBase.check_action_permitted

    def noted(request: IAMRequestBase, resource: str) -> None:
        enforcing.decisions.append(False)
        permitted(request, resource)
        enforcing.decisions[-1] = True

    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("MOTO_ACCOUNT_ID", ACCOUNT)
        patched.setattr(IAMRequestBase, "check_action_permitted", noted)
        patched.setattr(IAMRequestBase, "check_signature", lambda _: None)
        _tell_resources(patched)
        with mock_aws():
            yield enforcing
