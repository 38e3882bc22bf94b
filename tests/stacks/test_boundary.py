"""What an application's role can do at most, whatever its policy says."""

from collections.abc import Callable

import pytest
from cdktf import Testing

from config.applications.boundary import (
    applications_boundary_arn,
    boundary_size,
    boundary_statements,
)
from config.aws.actions import actions_of, matching, services
from config.environment import available_environments
from config.location import Location
from config.platform import load_platform
from config.sections.application_rights import (
    DATABASE_LOGIN,
    DEFAULT_SERVICES,
    FORBIDDEN,
    forbidden,
)
from config.sections.state import StateConfig
from stacks.platform import build_platform
from terraform_json.types import Json
from tests.stacks.iam import Request, allows
from tests.stacks.synthesized import of
from tests.stacks.test_k8s_apps import READ, application, policy_of

Cluster = Callable[..., Json]

ACCOUNT = "111122223333"
LOCATION = Location(region="eu-west-1", account_id=ACCOUNT)
EVERYTHING = [{"Effect": "Allow", "Action": "*", "Resource": "*"}]
STATE = StateConfig(bucket="acme-states", lock_table="acme-locks")
BUCKET = "arn:aws:s3:::acme-states"
TABLE = f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/acme-locks"
BOUNDARY = boundary_statements(DEFAULT_SERVICES, LOCATION, STATE)
COMMON_SERVICES = (
    *DEFAULT_SERVICES,
    *("athena", "bedrock", "cloudwatch", "events", "execute-api", "firehose", "kms", "lambda"),
    *("logs", "scheduler", "ses", "states", "textract", "translate", "xray"),
)
LOGIN = f"arn:aws:rds-db:eu-west-1:{ACCOUNT}:dbuser:cluster-ABC"


@pytest.mark.parametrize("environment", available_environments())
def test_every_role_of_an_application_carries_the_boundary_and_no_other_role_does(
    environment: str, synthesize: Callable[..., Json]
) -> None:
    platform = load_platform(environment)
    *_, stack = build_platform(Testing.app(), platform.config, platform.applications)
    data = synthesize(stack)
    arn = applications_boundary_arn(platform.config.location, platform.config.qualified_name)
    carried = {role["name"]: role.get("permissions_boundary") for role in of(data, "aws_iam_role")}
    prefix = f"{platform.config.cluster_name}-app-"
    assert any(name.startswith(prefix) for name in carried)
    for name, carries in carried.items():
        expected = arn if name.startswith(prefix) else None
        assert carries == expected, name


def test_the_boundary_is_given_to_nobody_as_rights(cluster: Cluster) -> None:
    data = cluster(applications=[application("shop", statements=(READ,))])
    given = [each["policy_arn"] for each in of(data, "aws_iam_role_policy_attachment")]
    assert not any("aws_iam_policy" in arn for arn in given)


def test_the_boundary_that_the_stack_once_made_is_forgotten_and_not_destroyed(
    cluster: Cluster,
) -> None:
    data = cluster()
    assert "aws_iam_policy" not in data["resource"]
    # The name that it had: Terraform forgets nothing else.
    forgotten = {"from": "aws_iam_policy.apps_boundary_C22A9DB4", "lifecycle": {"destroy": False}}
    assert data["removed"] == [forgotten]


def test_the_boundary_has_room_for_the_services_that_applications_commonly_use() -> None:
    longest = StateConfig(bucket="b" * 63, lock_table="t" * 255)
    assert boundary_size(COMMON_SERVICES, LOCATION, longest) < 6144


def test_the_services_are_those_that_the_owner_names() -> None:
    use, *_ = BOUNDARY
    assert use["Action"] == [f"{service}:*" for service in DEFAULT_SERVICES]
    assert use["Condition"] == {"StringEqualsIfExists": {"aws:ResourceAccount": ACCOUNT}}


def test_an_owner_may_allow_no_service_at_all() -> None:
    policy = boundary_statements((), LOCATION, STATE)
    assert [each["Action"] for each in policy if each["Effect"] == "Allow"] == [DATABASE_LOGIN]


def test_a_role_with_every_right_could_do_nothing_beside_the_services_that_are_allowed() -> None:
    every = [action.name for service in services() for action in actions_of(service)]
    possible = {name for name in every if allows(Request(action=name), EVERYTHING, BOUNDARY)}
    assert {name.partition(":")[0] for name in possible} == set(DEFAULT_SERVICES)


ATTACKS = (
    "iam:CreateAccessKey",
    "IAM:PASSROLE",
    "iam:CreatePolicyVersion",
    "iam:DeleteRolePermissionsBoundary",
    "iam:PutRolePermissionsBoundary",
    "iam:SetDefaultPolicyVersion",
    "sts:AssumeRole",
    "organizations:LeaveOrganization",
    "secretsmanager:GetSecretValue",
    "kms:ScheduleKeyDeletion",
    "kms:PutKeyPolicy",
    "kms:CreateGrant",
    "rds:ModifyDBCluster",
    "eks:CreateAccessEntry",
    "ec2:RunInstances",
)


@pytest.mark.parametrize("action", ATTACKS)
def test_what_makes_an_owner_of_an_application_is_denied_even_where_others_allow_it(
    action: str,
) -> None:
    assert not allows(Request(action=action), EVERYTHING, [*BOUNDARY, *EVERYTHING])


@pytest.mark.parametrize("service", [*COMMON_SERVICES, "glue"])
def test_what_gives_rights_to_others_is_denied_and_nothing_else_of_the_service(
    service: str,
) -> None:
    policy = boundary_statements((service,), LOCATION, STATE)
    denied = {a.name for a in actions_of(service) if not allows(Request(action=a.name), policy)}
    giving = {action.name for action in actions_of(service) if action.gives_rights}
    assert denied == giving | {a.name for a in actions_of(service) if forbidden(a.name)}


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("s3:ListBucket", BUCKET),
        ("s3:GetObject", f"{BUCKET}/prod/k8s.tfstate"),
        ("s3:DeleteObjectVersion", f"{BUCKET}/prod/k8s.tfstate"),
        ("s3:PutBucketVersioning", BUCKET),
        ("dynamodb:PutItem", TABLE),
        ("dynamodb:DeleteTable", TABLE),
        ("dynamodb:Query", f"{TABLE}/index/a"),
        ("dynamodb:GetRecords", f"{TABLE}/stream/a"),
    ],
)
def test_terraforms_state_and_its_locks_are_out_of_reach(action: str, resource: str) -> None:
    assert not allows(Request(action=action, resource=resource), EVERYTHING, BOUNDARY)
    other = resource.replace("acme-", "prod-shop-")
    assert allows(Request(action=action, resource=other), EVERYTHING, BOUNDARY)


@pytest.mark.parametrize("account", [ACCOUNT, None])
def test_what_is_in_the_account_may_be_used(account: str | None) -> None:
    request = Request(action="s3:GetObject", resource="arn:aws:s3:::a/b", account=account)
    assert allows(request, EVERYTHING, BOUNDARY)


def test_a_bucket_of_another_account_may_not_be_used() -> None:
    request = Request(action="s3:PutObject", resource="arn:aws:s3:::a/b", account="444455556666")
    assert not allows(request, EVERYTHING, BOUNDARY)


def test_an_application_logs_in_to_its_database_and_to_no_other(cluster: Cluster) -> None:
    data = cluster(applications=[application("shop", database=True)])
    reference = "${data.terraform_remote_state.databases-state.outputs.cluster_resource_id}"
    policy = policy_of(data, "app-shop")
    policy[0]["Resource"] = policy[0]["Resource"].replace(reference, "cluster-ABC")
    can = [
        user
        for user in ("shop", "cart", "shop_owner")
        if allows(Request(action="rds-db:connect", resource=f"{LOGIN}/{user}"), policy, BOUNDARY)
    ]
    assert can == ["shop"]


def test_no_application_logs_in_to_a_cluster_of_another_account() -> None:
    theirs = LOGIN.replace(ACCOUNT, "444455556666")
    request = Request(action="rds-db:connect", resource=f"{theirs}/shop")
    assert not allows(request, EVERYTHING, BOUNDARY)


def test_keys_are_used_and_never_administered() -> None:
    policy = boundary_statements(("kms",), LOCATION, STATE)
    changing = [each for each in actions_of("kms") if each.access_level not in {"List", "Read"}]
    possible = {
        each.name.partition(":")[2]
        for each in changing
        if allows(Request(action=each.name), EVERYTHING, policy)
    }
    assert possible == {
        "Decrypt", "DeriveSharedSecret", "Encrypt", "GenerateDataKey", "GenerateDataKeyPair",
        "GenerateDataKeyPairWithoutPlaintext", "GenerateDataKeyWithoutPlaintext", "GenerateMac",
        "GenerateRandom", "ReEncryptFrom", "ReEncryptTo", "Sign", "Verify", "VerifyMac",
    }  # fmt: skip


@pytest.mark.parametrize("pattern", [each for group in FORBIDDEN.values() for each in group])
def test_every_denial_is_of_an_action_that_there_is(pattern: str) -> None:
    assert matching(pattern)
