"""The roles that bootstrap makes, in a local AWS that enforces IAM, as far as moto does.

Decision 22 says how far. What only a condition allows or denies, such as a boundary, is asked of
our own evaluation instead (`test_policies.py`): moto takes each condition as met. So denials with
conditions, which it would apply to everything, are left out here.
"""

from contextlib import suppress
from typing import Any, Final

import boto3
import pytest
from moto.core.authorization import enable_iam_authentication
from moto.core.responses import BaseResponse
from moto.dynamodb.responses import DynamoHandler
from moto.ec2.responses import EC2Response
from moto.iam.access_control import IAMPolicyStatement, IAMRequestBase, PermissionResult
from moto.iam.responses import IamResponse
from moto.sns.responses import SNSResponse

from config.model import EnvironmentConfig
from ops.bootstrap.__main__ import settled
from ops.bootstrap.pipelines import pipelines

Call = tuple[str, str, dict[str, Any]]

ACCOUNT: Final = "111122223333"
NAME: Final = "platform-staging"
STATE: Final = {"Bucket": f"{NAME}-{ACCOUNT}-state", "Key": "staging/k8s.tfstate"}
OTHERS: Final = STATE | {"Key": "prod/k8s.tfstate"}


def _role(request: Any) -> str:  # noqa: ANN401 - moto's
    name = request._get_param("RoleName")  # noqa: SLF001
    return f"arn:aws:iam::{ACCOUNT}:role/{name}" if name else "*"


def _topic(request: Any) -> str:  # noqa: ANN401
    return f"arn:aws:sns:eu-west-1:{ACCOUNT}:{request._get_param('Name')}"  # noqa: SLF001


RESOURCES: Final[dict[type[BaseResponse], Any]] = {
    DynamoHandler: lambda _: f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/{NAME}-locks",
    EC2Response: lambda _: f"arn:aws:ec2:eu-west-1:{ACCOUNT}:vpc/new",
    IamResponse: _role,
    SNSResponse: _topic,
}
"""The resource of a request, of the services for which moto does not know it."""

READS: Final[list[Call]] = [
    ("s3", "get_object", STATE),
    ("ec2", "describe_vpcs", {}),
    ("iam", "get_role", {"RoleName": f"{NAME}-node"}),
]
WRITES: Final[list[Call]] = [
    ("s3", "put_object", STATE),
    ("dynamodb", "delete_item", {"TableName": f"{NAME}-locks", "Key": {"LockID": {"S": "x"}}}),
    ("ec2", "create_vpc", {"CidrBlock": "10.0.0.0/16"}),
    ("iam", "create_role", {"RoleName": f"{NAME}-node", "AssumeRolePolicyDocument": "{}"}),
    ("sns", "create_topic", {"Name": f"{NAME}-k8s"}),
]
NEITHER: Final[list[Call]] = [
    ("s3", "get_object", OTHERS),
    ("s3", "put_object", OTHERS),
    ("s3", "delete_bucket_policy", {"Bucket": STATE["Bucket"]}),
    ("iam", "create_role", {"RoleName": "platform-prod-node", "AssumeRolePolicyDocument": "{}"}),
    ("iam", "delete_role_policy", {"RoleName": f"{NAME}-deploy", "PolicyName": "x"}),
    ("iam", "delete_role", {"RoleName": f"{NAME}-plan"}),
    ("iam", "create_user", {"UserName": "me"}),
    ("sns", "create_topic", {"Name": "platform-prod-k8s"}),
    ("secretsmanager", "get_secret_value", {"SecretId": "rds!cluster-1"}),
]


class Enforced:
    """Makes calls as the roles that bootstrap made, and tells whether IAM lets them through."""

    def __init__(self, session: boto3.Session) -> None:
        self._session: Any = session
        self._clients: dict[str, Any] = {}
        self.decisions: list[bool] = []

    def allowed(self, role: str, calls: list[Call]) -> list[Call]:
        """Return those of the calls that a role gets past IAM, however they then end."""
        arn = f"arn:aws:iam::{ACCOUNT}:role/{NAME}-{role}"
        taken = self._session.client("sts").assume_role(RoleArn=arn, RoleSessionName="job")
        keys = taken["Credentials"]
        self._session = boto3.Session(
            keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"], "eu-west-1"
        )
        return [call for call in calls if self._allows(*call)]

    def _allows(self, service: str, action: str, parameters: dict[str, Any]) -> bool:
        if service not in self._clients:
            self._clients[service] = self._session.client(service)
        self.decisions.clear()
        with enable_iam_authentication(), suppress(Exception):
            getattr(self._clients[service], action)(**parameters)
        assert self.decisions, f"IAM was not asked of {service}:{action}"
        return self.decisions[-1]


@pytest.fixture
def enforced(
    session: boto3.Session, roles_config: EnvironmentConfig, monkeypatch: pytest.MonkeyPatch
) -> Enforced:
    """Return an account with both roles, which asks IAM."""
    list(settled(list(pipelines(session.client("iam"), roles_config, "acme/platform"))))
    made = Enforced(session)
    permitted = IAMRequestBase.check_action_permitted
    judged = IAMPolicyStatement.is_action_permitted

    def noted(request: IAMRequestBase, resource: str) -> None:
        made.decisions.append(False)
        permitted(request, resource)
        made.decisions[-1] = True

    def without_conditional_denials(
        self: IAMPolicyStatement,
        *asked: Any,  # noqa: ANN401 - moto's
    ) -> PermissionResult:
        statement = self._statement
        if statement["Effect"] == "Deny" and "Condition" in statement:
            return PermissionResult.NEUTRAL
        return judged(self, *asked)

    monkeypatch.setattr(IAMRequestBase, "check_action_permitted", noted)
    monkeypatch.setattr(IAMRequestBase, "check_signature", lambda _: None)
    monkeypatch.setattr(IAMPolicyStatement, "is_action_permitted", without_conditional_denials)
    for response, resource in RESOURCES.items():
        monkeypatch.setattr(response, "_determine_resource", resource, raising=False)
    return made


def test_the_role_that_plans_reads_and_writes_nothing(enforced: Enforced) -> None:
    assert enforced.allowed("plan", [*READS, *WRITES, *NEITHER]) == READS


def test_the_role_that_deploys_reads_and_writes_what_is_the_environment_s(
    enforced: Enforced,
) -> None:
    assert enforced.allowed("deploy", [*READS, *WRITES, *NEITHER]) == [*READS, *WRITES]
