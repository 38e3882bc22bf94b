"""Hostile and honest requests of an application for rights in AWS."""

import pytest

from tests.config.checks.rights import BUCKET, FORM, OBJECTS, OWN, QUEUE, TABLE, Json, Judge, asks

HOSTILE_ACTIONS = {
    "*": FORM,
    "*:*": FORM,
    "s3": FORM,
    "GetObject": FORM,
    "s*:GetObject": FORM,
    "?3:GetObject": FORM,
    "s3:Get*:Object": FORM,
    "s3:GetObject ": FORM,
    " s3:GetObject": FORM,
    "s3:GetObject\n": FORM,
    "s3:${aws:PrincipalTag/action}": FORM,
    "\uff53\uff13:GetObject": FORM,  # full-width
    "s3:G\u0435tObject": FORM,  # a Cyrillic letter
    "iam:P*": "it decides who may do what",
    "IAM:PassRole": "it decides who may do what",
    "iAm:?assRole": "it decides who may do what",
    "iam:CreateAccessKey": "it decides who may do what",
    "sts:AssumeRole": "it decides who may do what",
    "STS:*": "it decides who may do what",
    "organizations:LeaveOrganization": "it decides who may do what",
    "sso-directory:CreateUser": "it decides who may do what",
    "secretsmanager:GetSecretValue": "`externalSecret` brings",
    "SecretsManager:Get*": "`externalSecret` brings",
    "rds-db:connect": "`database: true` grants",
    "rds-db:Connect": "`database: true` grants",
    "RDS-DB:CONNECT": "`database: true` grants",
    "rds-db:*": "`database: true` grants",
    "rds:ModifyDBCluster": "`database: true` grants",
    "eks:CreateAccessEntry": "reaches the cluster",
    "ssm:StartSession": "reaches the cluster",
    "ec2:RunInstances": "reaches the cluster",
    "route53:ChangeResourceRecordSets": "reaches the domain",
    "cloudformation:UpdateStack": "changes what is deployed",
    "kms:ScheduleKeyDeletion": "administers keys",
    "kms:*": "administers keys",
    "KMS:Put?eyPolicy": "administers keys",
    "lambda:InvokeFunction": "is of the service lambda, which applications may not use here",
    "kms:Decrypt": "is of the service kms, which applications may not use here",
    "s4:GetObject": "is of the service s4, which applications may not use here",
    "s3:*": "give rights to others: s3:",
    "S3:*": "give rights to others: s3:",
    "s3:?*": "give rights to others: s3:",
    "s3:P*": "give rights to others: s3:",
    "s3:*Acl": "give rights to others: s3:",
    "s3:putbucketpolicy": "give rights to others: s3:PutBucketPolicy",
    "s3:PutBucketPolic?": "give rights to others: s3:PutBucketPolicy",
    "s3:*Polic*": "give rights to others: s3:",
    "sqs:AddPermission": "give rights to others: sqs:AddPermission",
    "sqs:Set*": "give rights to others: sqs:SetQueueAttributes",
    "sns:*": "give rights to others: sns:",
    "kinesis:PutResourcePolicy": "give rights to others: kinesis:PutResourcePolicy",
    "dynamodb:*Policy": "give rights to others: dynamodb:",
    "s3:GetObjekt": "matches no action of s3",
    "s3:Foo*": "matches no action of s3",
    "s3:ListAllMyBuckets": "so that no ARN ever allows it",
    "sqs:ListQueues": "so that no ARN ever allows it",
    "sqs:SendMessage": "is about none of the statement's resources",
}
HOSTILE_RESOURCES = {
    "*": FORM,
    "arn:*": FORM,
    "arn:aws:s3:::*": OWN,
    "arn:aws:*:::staging-shop/*": FORM,
    "arn:aws:s3:*:*:staging-shop/*": FORM,
    "arn:aws:s3:::?taging-shop/*": OWN,
    "arn:aws:s3:::*-shop/*": OWN,
    "ARN:AWS:S3:::staging-shop-pictures/*": FORM,
    "arn:aws:s3:::staging-shop-pictures/* ": FORM,
    "arn:aws:s3:::staging-shop-pictures/a b": FORM,
    "arn:aws:s3:::staging-sh\u043ep-pictures/*": FORM,  # a Cyrillic letter
    "arn:aws:s3:::staging\u2010shop-pictures/*": FORM,  # a hyphen that is not ASCII's
    "arn:aws:s3:::Staging-Shop-pictures/*": OWN,
    "arn:aws:s3:::pictures/*": OWN,
    "arn:aws:s3:::prod-shop-pictures/*": OWN,
    "arn:aws:s3:::staging-shop*": OWN,
    "arn:aws:s3:::staging-shop?/*": OWN,
    "arn:aws:s3:::staging-shop${aws:PrincipalTag/team}/*": OWN,
    "arn:aws:s3:::${aws:PrincipalTag/team}-shop/*": OWN,
    "arn:aws:s3:::staging-${aws:PrincipalTag/kubernetes-namespace}/*": OWN,
    "arn:aws:s3:::staging-shopping/*": OWN,
    "arn:aws:s3:::staging-shop2/*": OWN,
    "arn:aws:s3:::staging/*": OWN,
    "arn:aws:s3:::staging-*/*": OWN,
    "arn:aws:s3:::x/staging-shop/*": OWN,
    "arn:aws:s3:::platform-staging-111122223333-state/*": OWN,
    "arn:aws:s3:::staging-shop/../staging-cart/*": "has a step of a path",
    "arn:aws:s3:::staging-shop-pictures/./*": "has a step of a path",
    "arn:aws-cn:s3:::staging-shop-pictures/*": "of the partition aws-cn",
    "arn:aws:s3:us-east-1::staging-shop-pictures/*": "of the region us-east-1",
    "arn:aws:s3::444455556666:staging-shop-pictures/*": "of the account 444455556666",
    "arn:aws:s3::111122223333:staging-shop-pictures/*": "about none",
    BUCKET: "is about none of the statement's resources",
    QUEUE: "is about none of the statement's resources",
}


def test_the_suite_has_as_many_hostile_requests_as_it_is_said_to() -> None:
    assert len(HOSTILE_ACTIONS) + len(HOSTILE_RESOURCES) >= 80


@pytest.mark.parametrize(("action", "reason"), HOSTILE_ACTIONS.items())
def test_an_action_that_no_application_may_have_is_refused_with_the_reason(
    judge: Judge, action: str, reason: str
) -> None:
    (mistake,) = judge(asks(action, OBJECTS))
    assert mistake.path == "iam.0.actions.0"
    assert reason in mistake.problem


@pytest.mark.parametrize(("resource", "reason"), HOSTILE_RESOURCES.items())
def test_a_resource_that_is_not_the_applications_own_is_refused_with_the_reason(
    judge: Judge, resource: str, reason: str
) -> None:
    problems = [mistake.problem for mistake in judge(asks("s3:GetObject", resource))]
    assert any(reason in problem for problem in problems)


@pytest.mark.parametrize(
    ("actions", "resources"),
    [
        ("s3:GetObject", OBJECTS),
        ("s3:getobject", OBJECTS),
        ("S3:Get*", OBJECTS),
        ("s3:?etObject", OBJECTS),
        ("s3:*Object", OBJECTS),
        (["s3:GetObject", "s3:ListBucket"], [OBJECTS, BUCKET]),
        ("s3:GetObject", "arn:aws:s3:::staging-shop/*"),
        ("s3:GetObject", "arn:aws:s3:::staging-shop.pictures/*"),
        ("s3:GetObject", "arn:aws:s3:::staging-shop-*"),
        ("s3:GetObject", "arn:aws:s3:::staging/shop/*"),
        ("s3:GetObject", "arn:aws:s3:::staging-shop-pictures/${aws:PrincipalTag/team}/*"),
        ("s3:GetObject", "arn:aws:s3:::staging-shop-${aws:PrincipalTag/team}/a"),
        ("sqs:SendMessage", QUEUE),
        ("sqs:*Message*", "arn:aws:sqs:eu-west-1:111122223333:staging-shop.fifo"),
        ("sns:Publish", "arn:aws:sns:eu-west-1:111122223333:staging-shop_orders"),
        ("dynamodb:*Item", TABLE),
        ("dynamodb:Query", f"{TABLE}/index/*"),
        ("kinesis:PutRecord", "arn:aws:kinesis:eu-west-1:111122223333:stream/staging-shop-clicks"),
    ],
)
def test_rights_to_what_is_the_applications_own_are_given(
    judge: Judge, actions: list[str], resources: list[str]
) -> None:
    assert judge(asks(actions, resources)) == []


@pytest.mark.parametrize("key", ["conditions", "notActions", "NotAction", "NotResource", "effect"])
def test_a_statement_has_actions_and_resources_and_nothing_else(judge: Judge, key: str) -> None:
    (mistake,) = judge(asks("s3:GetObject", OBJECTS) | {key: ["iam:*"]})
    assert (mistake.path, mistake.allowed) == (f"iam.0.{key}", "actions, resources")


def test_every_mistake_of_every_statement_is_told_at_once(judge: Judge) -> None:
    found = judge(
        asks(["s3:GetObject", "iam:PassRole", "sqs:*"], OBJECTS),
        asks("s3:GetObject", [OBJECTS, "arn:aws:s3:::pictures/*", "arn:aws:s3:::others/*"]),
    )
    assert [mistake.path for mistake in found] == [
        "iam.0.actions.1",
        "iam.0.actions.2",
        "iam.1.resources.1",
        "iam.1.resources.2",
    ]


def test_a_misspelt_action_is_answered_with_one_that_there_is(judge: Judge) -> None:
    (mistake,) = judge(asks("s3:GetObjekt", OBJECTS))
    assert "`s3:GetObject`" in mistake.remedy


def test_an_action_that_goes_with_another_resource_is_told_which(judge: Judge) -> None:
    (mistake,) = judge(asks("sqs:SendMessage", OBJECTS))
    assert mistake.allowed == "arn:aws:sqs:eu-west-1:111122223333:*"


def test_a_resource_that_none_of_the_actions_is_about_is_refused(judge: Judge) -> None:
    (mistake,) = judge(asks("s3:GetObject", [OBJECTS, QUEUE]))
    assert mistake.path == "iam.0.resources.1"
    assert mistake.problem == "is nothing that these actions are about"


def test_an_account_that_is_missing_where_there_must_be_one_is_refused(judge: Judge) -> None:
    (mistake,) = judge(asks("sqs:SendMessage", "arn:aws:sqs:eu-west-1::staging-shop-orders"))
    assert mistake.allowed == "arn:aws:sqs:eu-west-1:111122223333:*"


@pytest.mark.parametrize("name", ["-*", "-admin-pictures/*", "-a*", "-${aws:PrincipalTag/x}/*"])
def test_names_that_are_another_applications_as_well_are_refused(judge: Judge, name: str) -> None:
    statement = asks("s3:GetObject", f"arn:aws:s3:::staging-shop{name}")
    (mistake,) = judge(statement, others=("shop-admin",))
    assert mistake.problem == "may be a resource of the application shop-admin in staging"
    assert [m.problem for m in judge(statement, folders=("shop-admin",))] == [mistake.problem]


@pytest.mark.parametrize("name", ["-pictures/*", "-b*", "/admin", ".admin*"])
def test_names_that_no_other_application_has_are_given(judge: Judge, name: str) -> None:
    statement = asks("s3:GetObject", f"arn:aws:s3:::staging-shop{name}")
    assert judge(statement, others=("shop-admin", "sh", "hop")) == []


def test_an_application_with_a_longer_name_has_its_own_names(judge: Judge) -> None:
    assert judge(asks("s3:GetObject", OBJECTS), others=("staging", "sho")) == []


def test_names_of_an_application_in_another_environment_are_refused(
    judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    environments = ("staging", "staging-shop")
    monkeypatch.setattr("config.checks.rights.available_environments", lambda: environments)
    statement = asks("s3:GetObject", "arn:aws:s3:::staging-shop-admin-pictures/*")
    (mistake,) = judge(statement, others=("admin",))
    assert mistake.problem == "may be a resource of the application admin in staging-shop"


@pytest.mark.parametrize("key", ["bucket", "lock_table"])
def test_names_of_what_terraform_keeps_are_refused(judge: Judge, staging: Json, key: str) -> None:
    state = staging["state"] | {key: "staging-shop-kept"}
    (mistake,) = judge(asks("s3:GetObject", "arn:aws:s3:::staging-shop-*"), state=state)
    assert mistake.problem.startswith("may be a resource of Terraform's ")


def test_names_of_the_platform_are_refused(judge: Judge) -> None:
    topics = "arn:aws:sns:eu-west-1:111122223333:staging-shop-"
    assert judge(asks("sns:Publish", f"{topics}orders"), project="staging-shop") == []
    (mistake,) = judge(asks("sns:Publish", f"{topics}staging-k8s"), project="staging-shop")
    assert mistake.problem == "may be a resource of the platform"
