"""What the roles of the pipelines may do, as IAM evaluates it, and the platform's boundary."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from config.applications.arns import filled_in
from config.applications.resource_names import overlap
from config.aws.actions import matching
from config.aws.policies import document_size
from config.model import EnvironmentConfig
from ops.bootstrap.policies import boundary, boundary_arn, deploy_policies, plan_policies
from tests.stacks.iam import Request, allows

Json = dict[str, Any]
Requests = list[tuple[str, Json]]

CALLED = Path(__file__).with_name("called.txt")
MOST_CHARACTERS = 6_144
MOST_POLICIES = 10
ACCOUNT = "111122223333"
IAM = f"arn:aws:iam::{ACCOUNT}"
NAME = "platform-staging"
BOUNDARY, APPLICATIONS = f"{IAM}:policy/{NAME}-boundary", f"{IAM}:policy/{NAME}-applications"
BUCKET = f"arn:aws:s3:::{NAME}-{ACCOUNT}-state"
EVERYTHING = [{"Effect": "Allow", "Action": "*", "Resource": "*"}]
# Neither answers what is stored, but of the environment's own states.
READS = {"List", "Read"}
OF_STATES = {"dynamodb:GetItem", "kms:Decrypt", "s3:GetObject"}


def here(service: str, resource: str) -> str:
    return f"arn:aws:{service}:eu-west-1:{ACCOUNT}:{resource}"


def listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


BY_A_SERVICE: Json = {"Bool": {"aws:ViaAWSService": "true"}}


def statements(policies: Mapping[str, Json]) -> list[Json]:
    return [each for document in policies.values() for each in document["Statement"]]


def all_policies(config: EnvironmentConfig) -> dict[str, Json]:
    """Return every policy that bootstrap makes, those of the database's copies included."""
    vault = f"arn:aws:backup:eu-central-1:{ACCOUNT}:backup-vault:copies"
    backup = config.database.backup
    copied = backup.copy_to.model_copy(update={"vault_arn": vault})
    database = config.database.model_copy(
        update={"backup": backup.model_copy(update={"copy_to": copied})}
    )
    return {
        **deploy_policies(config.model_copy(update={"database": database})),
        "boundary": boundary(config),
    }


def expanded(statement: Json) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each action of a statement, with the forms of the ARNs that it is about."""
    for pattern in listed(statement.get("Action") or statement["NotAction"]):
        found = matching(pattern) if pattern != "*" else ()
        assert found or pattern == "*", f"{pattern} is no action of AWS"
        yield from ((action.name, action.resources) for action in found)


def test_every_action_is_one_of_aws_and_can_be_about_the_resources_of_its_statement(
    roles_config: EnvironmentConfig,
) -> None:
    location = roles_config.location
    for statement in statements(all_policies(roles_config)):
        resources, forms = listed(statement["Resource"]), list[str]()
        for action, abouts in expanded(statement):
            arns = [filled_in(form, location) for form in abouts]
            forms += arns
            if statement["Effect"] == "Allow" and resources != ["*"]:
                fits = any(overlap(one, other) for one in resources for other in arns)
                assert fits, f"{action} is never about {resources}"
        idle = [each for each in resources if not any(overlap(each, form) for form in forms)]
        assert idle in ([], ["*"]), f"nothing in {statement['Sid']} is about {idle}"


def test_the_role_that_deploys_may_call_all_that_terraform_called_in_the_sandbox(
    roles_config: EnvironmentConfig,
) -> None:
    called = [line for line in CALLED.read_text().splitlines() if not line.startswith("#")]
    given = {
        name
        for statement in statements(deploy_policies(roles_config))
        if statement["Effect"] == "Allow"
        for name, _ in expanded(statement)
    }
    reads = {name for each in statements(plan_policies(roles_config)) for name, _ in expanded(each)}
    assert len(called) > 150
    assert set(called) - given == set()
    looks = {each for each in called if matching(each)[0].access_level in READS}
    assert looks - reads == set()


def test_what_changes_something_names_it_where_aws_has_names(
    roles_config: EnvironmentConfig,
) -> None:
    policies = all_policies(roles_config)
    del policies["boundary"]
    for statement in statements(policies):
        asked = statement.get("Condition") == BY_A_SERVICE
        if statement["Resource"] == "*" and statement["Effect"] == "Allow" and not asked:
            for pattern in listed(statement["Action"]):
                for action in matching(pattern):
                    assert action.access_level in READS or not action.resources, action.name


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("cloudwatch:DeleteAlarms", "*"),
        ("cloudwatch:PutMetricAlarm", "*"),
        ("rds:AddTagsToResource", "arn:aws:rds:us-east-1:12345:db:non-existing-db"),
        ("rds:CreateDBInstance", here("rds", "db:")),
        ("rds:DeleteDBInstance", here("rds", "db:")),
        ("kms:CreateGrant", here("kms", "key/1")),
    ],
)
def test_a_service_may_do_on_behalf_of_the_role_that_deploys_what_it_may_not(
    roles_config: EnvironmentConfig, action: str, resource: str
) -> None:
    policy = statements(deploy_policies(roles_config))
    service = {"aws:ViaAWSService": "true", "kms:GrantIsForAWSResource": "true"}
    assert allows(Request(action=action, resource=resource, context=service), policy)
    assert not allows(Request(action=action, resource=resource), policy)


@pytest.mark.parametrize("region", ["eu-west-1", "us-gov-west-1"])
def test_iam_takes_every_policy_however_long_the_names(
    roles_config: EnvironmentConfig, region: str
) -> None:
    iam = roles_config.iam.model_copy(update={"role_path": f"/{'p' * 510}/"})
    longest = roles_config.model_copy(
        update={
            "project": "p" * 20,
            "name": "e" * 15,
            "region": region,
            "deploy_role": "d" * 64,
            "plan_role": "l" * 64,
            "iam": iam,
            "state": roles_config.state.model_copy(
                update={"bucket": "b" * 63, "lock_table": "t" * 255}
            ),
        }
    )
    policies = all_policies(longest)
    sizes = {name: document_size(each["Statement"]) for name, each in policies.items()}
    assert {name for name, size in sizes.items() if size > MOST_CHARACTERS} == set()
    assert len(policies) <= MOST_POLICIES


def test_the_role_that_plans_reads_only_and_writes_what_is_reviewed(
    roles_config: EnvironmentConfig,
) -> None:
    policies = dict(plan_policies(roles_config))
    del policies["review"]
    assert allowed(WRITE_REVIEWED, plan_policies(roles_config)) == WRITE_REVIEWED
    assert allowed(WRITE_REVIEWED, policies) == []
    for statement in statements(policies):
        for pattern in listed(statement["Action"]):
            for action in matching(pattern):
                assert action.access_level in READS or action.name in OF_STATES, action.name


STATE: Json = {"resource": f"{BUCKET}/staging/k8s.tfstate"}
OTHER_STATE: Json = {"resource": f"{BUCKET}/prod/k8s.tfstate"}
LOCK: Json = {
    "resource": here("dynamodb", f"table/{NAME}-locks"),
    "context": {"dynamodb:LeadingKeys": f"{NAME}-{ACCOUNT}-state/staging/k8s.tfstate"},
}
OTHER_LOCK = LOCK | {"context": {"dynamodb:LeadingKeys": "state/prod/k8s.tfstate"}}

REVIEWED: Json = {"resource": f"{BUCKET}/_reviewed/staging/commit/k8s.json"}
OTHER_REVIEWED: Json = {"resource": f"{BUCKET}/_reviewed/prod/commit/k8s.json"}
WRITE_REVIEWED: Requests = [
    ("s3:PutObject", REVIEWED),
    (
        "kms:GenerateDataKey",
        {
            "resource": here("kms", "key/1"),
            "context": {
                "kms:ViaService": "s3.eu-west-1.amazonaws.com",
                "kms:EncryptionContext:aws:s3:arn": REVIEWED["resource"],
            },
        },
    ),
]
READ: Requests = [
    ("s3:GetObject", STATE),
    ("s3:ListBucket", {"resource": BUCKET}),
    ("dynamodb:GetItem", LOCK),
    (
        "kms:Decrypt",
        {
            "resource": here("kms", "key/1"),
            "context": {
                "kms:ViaService": "s3.eu-west-1.amazonaws.com",
                "kms:EncryptionContext:aws:s3:arn": STATE["resource"],
            },
        },
    ),
    ("ec2:DescribeVpcs", {}),
    ("eks:DescribeCluster", {"resource": here("eks", f"cluster/{NAME}")}),
    ("s3:GetBucketPolicy", {"resource": f"arn:aws:s3:::{NAME}-{ACCOUNT}-alb-logs"}),
]
NOT_READ: Requests = [
    ("s3:GetObject", OTHER_STATE),
    ("dynamodb:GetItem", OTHER_LOCK),
    ("s3:GetObject", {"resource": f"arn:aws:s3:::{NAME}-{ACCOUNT}-alb-logs/day"}),
    ("secretsmanager:GetSecretValue", {"resource": here("secretsmanager", "secret:rds!cluster")}),
    ("logs:GetLogEvents", {"resource": here("logs", f"log-group:/aws/eks/{NAME}/cluster")}),
    ("ssm:GetParameter", {"resource": here("ssm", "parameter/x")}),
    ("ec2:DescribeInstanceAttribute", {}),
    ("rds-db:connect", {"resource": here("rds-db", "dbuser:cluster-1/shop")}),
    ("sts:AssumeRole", {"resource": f"{IAM}:role/admin"}),
    ("kms:Decrypt", {"resource": here("kms", "key/1")}),
]


def allowed(requests: Requests, policies: Mapping[str, Json]) -> Requests:
    """Return those of the requests that policies allow."""
    given = statements(policies)
    return [each for each in requests if allows(Request(action=each[0], **each[1]), given)]


def test_both_roles_read_their_environment_s_states(roles_config: EnvironmentConfig) -> None:
    assert allowed(READ, plan_policies(roles_config)) == READ
    assert allowed(READ, deploy_policies(roles_config)) == READ


def test_the_role_that_deploys_reads_what_was_reviewed_and_writes_it_not(
    roles_config: EnvironmentConfig,
) -> None:
    asked: Requests = [("s3:GetObject", REVIEWED), ("s3:PutObject", REVIEWED)]
    assert allowed(asked, deploy_policies(roles_config)) == [("s3:GetObject", REVIEWED)]


def test_a_plan_is_reviewed_for_its_own_environment(roles_config: EnvironmentConfig) -> None:
    asked: Requests = [("s3:GetObject", OTHER_REVIEWED), ("s3:PutObject", OTHER_REVIEWED)]
    assert allowed(asked, plan_policies(roles_config)) == []
    assert allowed(asked, deploy_policies(roles_config)) == []


def test_neither_role_reads_what_else_is_stored(roles_config: EnvironmentConfig) -> None:
    assert allowed(NOT_READ, plan_policies(roles_config)) == []
    assert allowed(NOT_READ, deploy_policies(roles_config)) == []


def role(name: str, **context: str) -> Json:
    keys = {f"iam:{key}": value for key, value in context.items()}
    return {"resource": f"{IAM}:role/{name}", "context": keys}


def tagged(service: str, resource: str, **tags: str) -> Json:
    keys = {f"aws:ResourceTag/{key}": value for key, value in tags.items()}
    return {"resource": here(service, resource), "context": keys}


OURS = {"Environment": "staging", "Project": "platform"}
DEPLOYS: Requests = [
    ("s3:PutObject", STATE),
    ("s3:DeleteObject", {"resource": f"{BUCKET}/staging/k8s.tfstate.tflock"}),
    ("dynamodb:PutItem", LOCK),
    ("rds:CreateDBSnapshot", {"resource": here("rds", f"db:{NAME}-eu-west-1a-1")}),
    ("route53:AssociateVPCWithHostedZone", {"resource": "arn:aws:route53:::hostedzone/Z1"}),
    ("iam:CreateRole", role(f"{NAME}-node", PermissionsBoundary=BOUNDARY)),
    ("iam:PutRolePolicy", role(f"{NAME}-node", PermissionsBoundary=BOUNDARY)),
    ("iam:CreateRole", role(f"{NAME}-app-shop", PermissionsBoundary=APPLICATIONS)),
    ("iam:DeleteRole", role(f"{NAME}-node")),
    ("iam:PassRole", role(f"{NAME}-node", PassedToService="eks.amazonaws.com")),
    (
        "iam:CreateServiceLinkedRole",
        role("aws-service-role/eks/x", AWSServiceName="eks-nodegroup.amazonaws.com"),
    ),
    (
        "kms:CreateGrant",
        {
            "resource": here("kms", "key/1"),
            "context": {"kms:ViaService": "rds.eu-west-1.amazonaws.com"},
        },
    ),
    ("ec2:DeleteVpc", tagged("ec2", "vpc/1", **OURS)),
    ("ec2:CreateVpc", {"resource": here("ec2", "vpc/1")}),
    ("kms:ScheduleKeyDeletion", tagged("kms", "key/1", **OURS)),
    ("rds:DeleteDBCluster", {"resource": here("rds", f"cluster:{NAME}")}),
    ("route53:CreateHostedZone", {}),
]
NEVER_DEPLOYS: Requests = [
    ("s3:PutObject", OTHER_STATE),
    ("s3:DeleteObject", STATE),
    ("s3:DeleteBucketPolicy", {"resource": BUCKET}),
    ("s3:PutBucketPolicy", {"resource": BUCKET}),
    ("dynamodb:DeleteItem", OTHER_LOCK),
    ("dynamodb:DeleteTable", {"resource": LOCK["resource"]}),
    ("iam:CreateRole", role(f"{NAME}-node")),
    ("iam:CreateRole", role(f"{NAME}-node", PermissionsBoundary=f"{IAM}:policy/mine")),
    ("iam:CreateRole", role("platform-prod-node", PermissionsBoundary=BOUNDARY)),
    ("iam:CreateRole", role(f"{NAME}-app-shop", PermissionsBoundary=BOUNDARY)),
    ("iam:PutRolePolicy", role(f"{NAME}-app-shop", PermissionsBoundary=BOUNDARY)),
    ("iam:AttachRolePolicy", role(f"{NAME}-node")),
    ("iam:DeleteRolePermissionsBoundary", role(f"{NAME}-node", PermissionsBoundary=BOUNDARY)),
    ("iam:UpdateAssumeRolePolicy", role(f"{NAME}-deploy")),
    ("iam:DeleteRole", role(f"{NAME}-plan")),
    ("iam:PutRolePolicy", role(f"{NAME}-deploy", PermissionsBoundary=BOUNDARY)),
    ("iam:PassRole", role(f"{NAME}-node", PassedToService="lambda.amazonaws.com")),
    ("iam:PassRole", role(f"{NAME}-deploy", PassedToService="eks.amazonaws.com")),
    (
        "iam:CreateServiceLinkedRole",
        role("aws-service-role/x/x", AWSServiceName="sso.amazonaws.com"),
    ),
    ("iam:CreatePolicyVersion", {"resource": BOUNDARY}),
    ("iam:CreatePolicyVersion", {"resource": APPLICATIONS}),
    ("iam:SetDefaultPolicyVersion", {"resource": APPLICATIONS}),
    ("iam:DeletePolicy", {"resource": APPLICATIONS}),
    ("iam:CreatePolicyVersion", {"resource": f"{IAM}:policy/{NAME}-deploy-identities"}),
    ("iam:CreateUser", {"resource": f"{IAM}:user/{NAME}-me"}),
    ("iam:CreateAccessKey", {"resource": f"{IAM}:user/me"}),
    (
        "iam:DeleteOpenIDConnectProvider",
        {"resource": f"{IAM}:oidc-provider/token.actions.githubusercontent.com"},
    ),
    ("ec2:DeleteVpc", tagged("ec2", "vpc/1", Environment="prod", Project="platform")),
    ("ec2:DeleteVpc", tagged("ec2", "vpc/1", Environment="staging", Project="acme")),
    ("ec2:DeleteVpc", {"resource": f"arn:aws:ec2:us-east-1:{ACCOUNT}:vpc/1"}),
    ("kms:ScheduleKeyDeletion", tagged("kms", "key/1", Environment="prod")),
    ("rds:DeleteDBCluster", {"resource": here("rds", "cluster:platform-prod")}),
    ("eks:CreateAccessEntry", {"resource": here("eks", "cluster/platform-prod")}),
    ("organizations:LeaveOrganization", {}),
    ("lambda:CreateFunction", {"resource": here("lambda", f"function:{NAME}-x")}),
]


def test_the_role_that_deploys_makes_what_is_the_environment_s(
    roles_config: EnvironmentConfig,
) -> None:
    assert allowed(DEPLOYS, deploy_policies(roles_config)) == DEPLOYS
    assert allowed(DEPLOYS, plan_policies(roles_config)) == []


def test_the_role_that_deploys_reaches_nothing_else(roles_config: EnvironmentConfig) -> None:
    assert allowed(NEVER_DEPLOYS, deploy_policies(roles_config)) == []


def test_a_zone_of_the_owner_s_gets_records_and_is_not_removed(
    roles_config: EnvironmentConfig,
) -> None:
    dns = roles_config.dns.model_copy(update={"hosted_zone_id": "ZOWN"})
    policies = statements(deploy_policies(roles_config.model_copy(update={"dns": dns})))
    zone = "arn:aws:route53:::hostedzone/"
    records = "route53:ChangeResourceRecordSets"
    assert allows(Request(action=records, resource=f"{zone}ZOWN"), policies)
    assert not allows(Request(action=records, resource=f"{zone}ZOTHER"), policies)
    assert not allows(Request(action="route53:DeleteHostedZone", resource=f"{zone}ZOWN"), policies)


BEYOND_THE_BOUNDARY = [
    ("iam:CreateRole", f"{IAM}:role/admin"),
    ("iam:PassRole", f"{IAM}:role/admin"),
    ("iam:PutRolePermissionsBoundary", f"{IAM}:role/x"),
    ("sts:AssumeRole", f"{IAM}:role/admin"),
    ("eks:CreateAccessEntry", here("eks", f"cluster/{NAME}")),
    ("organizations:LeaveOrganization", "*"),
    ("s3:GetObject", STATE["resource"]),
    ("dynamodb:PutItem", LOCK["resource"]),
]


def test_no_role_of_the_platform_gives_rights_or_reads_a_state(
    roles_config: EnvironmentConfig,
) -> None:
    bound = boundary(roles_config)["Statement"]
    requests = [Request(action=action, resource=about) for action, about in BEYOND_THE_BOUNDARY]
    assert [each.action for each in requests if allows(each, EVERYTHING, bound)] == []


def test_the_boundary_of_an_owner_takes_the_place_of_bootstrap_s(
    roles_config: EnvironmentConfig,
) -> None:
    theirs = f"{IAM}:policy/theirs"
    iam = roles_config.iam.model_copy(update={"permissions_boundary": theirs})
    policies = statements(deploy_policies(roles_config.model_copy(update={"iam": iam})))
    made = {
        bound: allows(
            Request(action="iam:CreateRole", **role(f"{NAME}-node", PermissionsBoundary=bound)),
            policies,
        )
        for bound in (theirs, boundary_arn(roles_config))
    }
    assert made == {theirs: True, boundary_arn(roles_config): False}
