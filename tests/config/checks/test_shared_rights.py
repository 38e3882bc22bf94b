"""What an environment's owner may let applications have, and the secrets that they read."""

from pathlib import Path

import pytest

from config.applications.load import read_applications
from config.applications.placeholders import Placeholders
from config.aws.actions import services
from config.sections.application_rights import forbidden
from tests.config.checks.rights import FORM, KEY, OBJECTS, OWN, Json, Judge, asks


def test_the_owner_may_let_applications_use_another_service(judge: Judge) -> None:
    function = "arn:aws:lambda:eu-west-1:111122223333:function:staging-shop-resize"
    statement = asks("lambda:InvokeFunction", function)
    assert judge(statement, owner={"aws_services": ["lambda"]}) == []
    (mistake,) = judge(asks("s3:GetObject", OBJECTS), owner={"aws_services": ["lambda"]})
    assert mistake.allowed == "actions of lambda"
    assert "aws_services" in mistake.remedy


@pytest.mark.parametrize(
    ("service", "problem"),
    [
        ("iam", "is a service that no application may use: it decides who may do what"),
        ("sts", "is a service that no application may use: it decides who may do what"),
        ("sso", "is a service that no application may use: it decides who may do what"),
        ("organizations", "is a service that no application may use: it decides who may do what"),
        ("secretsmanager", "is a service that no application may use: it reaches secrets"),
        ("rds-db", "is a service that no application may use: it reaches the database"),
        ("eks", "is a service that no application may use: it reaches the cluster"),
        ("ec2", "is a service that no application may use: it reaches the cluster"),
        ("IAM", "is a service that no application may use"),
        ("s33", "is no service of AWS"),
        ("S3", "is no service of AWS"),
        ("s3:*", "is no service of AWS"),
        ("*", "is no service of AWS"),
        ("", "is no service of AWS"),
    ],
)
def test_a_service_that_no_application_may_use_is_no_owners_to_allow(
    judge: Judge, service: str, problem: str
) -> None:
    (mistake,) = judge(owner={"aws_services": ["s3", service]})
    assert mistake.path == "applications.aws_services.1"
    assert mistake.problem.startswith(problem)


def test_a_misspelt_service_is_answered_with_one_that_there_is(judge: Judge) -> None:
    (mistake,) = judge(owner={"aws_services": ["dynamdb"]})
    assert "`dynamodb`" in mistake.remedy


def test_a_service_stands_once(judge: Judge) -> None:
    (mistake,) = judge(owner={"aws_services": ["s3", "sqs", "s3"]})
    assert (mistake.path, mistake.problem) == ("applications.aws_services.2", "stands twice")


def test_more_services_than_a_boundary_holds_are_refused(judge: Judge) -> None:
    every = [name for name in services() if not forbidden(f"{name}:*")]
    (mistake,) = judge(owner={"aws_services": every})
    assert mistake.path == "applications.aws_services"
    assert mistake.problem.startswith("makes a permissions boundary of ")


@pytest.mark.parametrize(
    ("shared", "resource"),
    [
        ("arn:aws:s3:::pictures/*", "arn:aws:s3:::pictures/*"),
        ("arn:aws:s3:::pictures/*", "arn:aws:s3:::pictures/thumbs/*"),
        ("arn:aws:s3:::pictures-?/*", "arn:aws:s3:::pictures-1/a"),
        (
            "arn:aws:s3:::pictures/${aws:PrincipalTag/t}",
            "arn:aws:s3:::pictures/${aws:PrincipalTag/t}",
        ),
    ],
)
def test_what_the_owner_shares_may_be_used(judge: Judge, shared: str, resource: str) -> None:
    owner = {"shared_resources": {"shop": [shared]}}
    assert judge(asks("s3:GetObject", resource), owner=owner) == []


@pytest.mark.parametrize(
    ("shared", "resource"),
    [
        ("arn:aws:s3:::pictures/a/*", "arn:aws:s3:::pictures/*"),
        ("arn:aws:s3:::pictures-?/*", "arn:aws:s3:::pictures-*/*"),
        ("arn:aws:s3:::pictures-?/a", "arn:aws:s3:::pictures-${aws:PrincipalTag/t}/a"),
        ("arn:aws:s3:::pictures/*", "arn:aws:s3:::pictures-2/*"),
        ("arn:aws:s3:::pictures/*", "arn:aws:s3:::Pictures/*"),
    ],
)
def test_more_than_the_owner_shares_may_not(judge: Judge, shared: str, resource: str) -> None:
    owner = {"shared_resources": {"shop": [shared]}}
    (mistake,) = judge(asks("s3:GetObject", resource), owner=owner)
    assert mistake.problem.startswith(OWN)


def test_what_is_shared_with_another_application_may_not_be_used(judge: Judge) -> None:
    owner = {"shared_resources": {"cart": [KEY]}, "aws_services": ["kms"]}
    (mistake,) = judge(asks("kms:Decrypt", KEY), owner=owner, others=("cart",))
    assert "shared_resources.shop" in mistake.remedy


def test_a_key_is_used_where_the_owner_shares_it_and_never_administered(judge: Judge) -> None:
    owner = {"shared_resources": {"shop": [KEY]}, "aws_services": ["kms"]}
    assert judge(asks(["kms:Decrypt", "kms:GenerateDataKey*"], KEY), owner=owner) == []
    (mistake,) = judge(asks("kms:ScheduleKeyDeletion", KEY), owner=owner)
    assert "administers keys" in mistake.problem


HOSTILE_SHARES = {
    "*": FORM,
    "arn:aws:s3:::*": "names no resource before its first wildcard",
    "arn:aws:s3:::?ictures/*": "names no resource before its first wildcard",
    "arn:aws:s3:::${aws:PrincipalTag/t}/*": "names no resource before its first wildcard",
    "arn:aws:sqs:eu-west-1:111122223333:*": "names no resource before its first wildcard",
    "arn:aws:dynamodb:eu-west-1:111122223333:table/*": "names no resource before its first",
    "arn:aws:nothing:eu-west-1:111122223333:thing": "is of no service of AWS",
    "arn:aws:sqs:eu-west-1:444455556666:orders": "of the account 444455556666",
    "arn:aws:sqs:us-east-1:111122223333:orders": "of the region us-east-1",
    "arn:aws-us-gov:s3:::pictures/*": "of the partition aws-us-gov",
    "arn:aws:s3:::pictures/../others/*": "has a step of a path",
    "arn:aws:s3:::platform-staging-111122223333-state": "matches platform-staging-111122223333",
    "arn:aws:s3:::platform-*": "matches platform-staging-111122223333-state",
    "arn:aws:s3:::platform-staging-111122223333-state/staging/*": "matches platform-staging-",
    "arn:aws:dynamodb:eu-west-1:111122223333:table/platform-staging-locks": "matches platform-",
}


@pytest.mark.parametrize(("shared", "reason"), HOSTILE_SHARES.items())
def test_what_no_owner_may_share_is_refused_with_the_reason(
    judge: Judge, shared: str, reason: str
) -> None:
    (mistake,) = judge(owner={"shared_resources": {"shop": [shared]}})
    assert mistake.path == "applications.shared_resources.shop.0"
    assert reason in mistake.problem


def test_what_an_editor_leaves_behind_and_an_empty_folder_are_no_applications(
    tmp_path: Path,
) -> None:
    for folder in ("shop", ".idea", "empty"):
        (tmp_path / folder).mkdir()
    for folder in ("shop", ".idea"):
        (tmp_path / folder / "values.yaml").touch()
    read = read_applications(tmp_path, Placeholders.stand_ins("staging"))
    assert read.names == ("shop",)


def reads(secret: str) -> Json:
    """Return values that ask for a secret."""
    return {"externalSecret": {"data": {"token": {"secret": secret}}}}


@pytest.mark.parametrize("secret", ["staging/shop", "staging/shop/token", "staging/shop/a/b"])
def test_an_application_reads_its_own_secrets(judge: Judge, secret: str) -> None:
    assert judge(values=reads(secret)) == []


@pytest.mark.parametrize(
    "secret",
    [
        "prod/shop",
        "staging-2/shop",
        "staging/cart",
        "staging/shop-admin",
        "staging/shopping/token",
        "staging/shop ",
        "staging/Shop",
        "STAGING/shop",
        "staging/",
        "staging/*",
        "staging//shop",
        "/staging/shop",
        "staging/../staging/shop",
        "staging/sh\u043ep",
        "arn:aws:secretsmanager:eu-west-1:111122223333:secret:staging/shop",
        "rds!cluster-0b4c1e2f",
    ],
)
def test_a_secret_that_is_not_the_applications_own_is_refused(judge: Judge, secret: str) -> None:
    (mistake,) = judge(values=reads(secret))
    assert mistake.path == "externalSecret.data.token.secret"
    # Some are no names of secrets at all, which the chart's schema says already.
    refusals = ("is not a secret of this application", "is not a value that the chart takes")
    assert mistake.problem in refusals


def test_the_owner_may_share_a_secret_by_its_whole_name(judge: Judge) -> None:
    owner = {"shared_secrets": {"shop": ["staging/mail"]}}
    assert judge(values=reads("staging/mail"), owner=owner) == []
    assert len(judge(values=reads("staging/mail/token"), owner=owner)) == 1
    other = {"shared_secrets": {"cart": ["staging/mail"]}}
    assert len(judge(values=reads("staging/mail"), owner=other, others=("cart",))) == 1


@pytest.mark.parametrize("secret", ["prod/mail", "mail", "staging", "staging-2/mail"])
def test_a_secret_of_another_environment_is_no_owners_to_share(judge: Judge, secret: str) -> None:
    (mistake,) = judge(owner={"shared_secrets": {"shop": [secret]}})
    assert mistake.path == "applications.shared_secrets.shop.0"
    assert mistake.allowed == "a name that begins with staging/"


@pytest.mark.parametrize("secret", ["staging/*", "staging/a b", "staging/m\u0430il", ""])
def test_a_name_that_no_secret_has_is_refused(judge: Judge, secret: str) -> None:
    (mistake,) = judge(owner={"shared_secrets": {"shop": [secret]}})
    assert FORM in mistake.problem
