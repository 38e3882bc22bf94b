"""Who may do what with the states; a denial holds whatever else is allowed."""

from fnmatch import fnmatchcase
from typing import Any

import pytest

from config.model import EnvironmentConfig
from config.state_keys import reviewed_key
from ops.bootstrap.bucket_policy import wanted_statements

Json = dict[str, Any]

ACCOUNT = "arn:aws:iam::111122223333"
ROLES = {"deploy_role": "platform-staging-deploy", "plan_role": "platform-staging-plan"}
DEPLOY, PLAN = (f"{ACCOUNT}:role/{name}" for name in ROLES.values())
STRANGERS = (
    f"{ACCOUNT}:root",
    f"{ACCOUNT}:user/platform-staging-deploy",
    f"{ACCOUNT}:role/admin",
    f"{ACCOUNT}:role/platform-staging-deploy-2",
    f"{ACCOUNT}:role/x-platform-staging-deploy",
    f"{ACCOUNT}:role/platform-staging-deploy/other",
    "arn:aws:iam::999988887777:role/platform-staging-deploy",
)
STATE = "staging/k8s.tfstate"
REVIEW = reviewed_key("staging", "0" * 40, "k8s", "1")
READS = ("s3:GetObject", "s3:GetObjectVersion", "s3:GetObjectAttributes")
WRITES = ("s3:PutObject", "s3:DeleteObject", "s3:DeleteObjectVersion", "s3:RestoreObject")


@pytest.fixture
def config(staging_config: EnvironmentConfig) -> EnvironmentConfig:
    """Return staging with a role that plans."""
    return staging_config.model_copy(update=ROLES)


def denied(config: EnvironmentConfig, principal: str, action: str, key: str | None = STATE) -> bool:
    """Tell whether a request over TLS is denied; one without a key is about the bucket."""
    bucket = f"arn:aws:s3:::{config.state.bucket}"
    resource = f"{bucket}/{key}" if key else bucket
    return any(
        holds(one, principal, action, resource)
        for one in wanted_statements(config)
        if "Bool" not in one["Condition"]
    )


def holds(statement: Json, principal: str, action: str, resource: str) -> bool:
    """Tell whether a statement is about a request."""
    acts = fnmatchcase(action, statement.get("Action") or statement["NotAction"])
    known = statement["Condition"]["ArnNotLike"]["aws:PrincipalArn"]
    return (
        acts == ("Action" in statement)
        and fnmatchcase(resource, statement["Resource"])
        and not any(fnmatchcase(principal, each) for each in known)
    )


@pytest.mark.parametrize("action", [*READS, *WRITES])
def test_the_role_that_deploys_reads_and_writes(config: EnvironmentConfig, action: str) -> None:
    assert not denied(config, DEPLOY, action)


@pytest.mark.parametrize("action", READS)
def test_the_role_that_plans_reads(config: EnvironmentConfig, action: str) -> None:
    assert not denied(config, PLAN, action)


@pytest.mark.parametrize("action", WRITES)
@pytest.mark.parametrize("key", [STATE, f"{STATE}.tflock"])
def test_the_role_that_plans_writes_neither_state_nor_lock(
    config: EnvironmentConfig, action: str, key: str
) -> None:
    assert denied(config, PLAN, action, key)


@pytest.mark.parametrize("principal", STRANGERS)
@pytest.mark.parametrize("action", [*READS, *WRITES])
def test_nobody_else_comes_near_a_state(
    config: EnvironmentConfig, principal: str, action: str
) -> None:
    assert denied(config, principal, action)


def test_without_a_role_that_plans_one_role_reads(config: EnvironmentConfig) -> None:
    alone = config.model_copy(update={"plan_role": None})
    assert denied(alone, PLAN, "s3:GetObject")
    assert not denied(alone, DEPLOY, "s3:GetObject")


@pytest.mark.parametrize("role", [DEPLOY, PLAN])
def test_a_role_with_a_path_is_the_same_role(config: EnvironmentConfig, role: str) -> None:
    assert not denied(config, role.replace("role/", "role/ci/github/"), "s3:GetObject")


@pytest.mark.parametrize("action", ["s3:GetBucketPolicy", "s3:PutBucketPolicy", "s3:ListBucket"])
@pytest.mark.parametrize("principal", STRANGERS)
def test_who_administers_the_account_can_put_the_bucket_right(
    config: EnvironmentConfig, principal: str, action: str
) -> None:
    assert not denied(config, principal, action, key=None)


def test_the_states_of_another_environment_are_for_its_own_statements(
    config: EnvironmentConfig,
) -> None:
    assert not denied(config, f"{ACCOUNT}:role/other", "s3:GetObject", "other/k8s.tfstate")


@pytest.mark.parametrize("action", WRITES)
def test_a_review_is_written_by_the_role_that_plans_and_not_by_who_relies_on_it(
    config: EnvironmentConfig, action: str
) -> None:
    assert not denied(config, PLAN, action, REVIEW)
    assert denied(config, DEPLOY, action, REVIEW)


@pytest.mark.parametrize("action", READS)
def test_a_review_is_read_by_the_role_that_deploys(config: EnvironmentConfig, action: str) -> None:
    assert not denied(config, DEPLOY, action, REVIEW)
    assert denied(config, PLAN, action, REVIEW)


@pytest.mark.parametrize("principal", STRANGERS)
@pytest.mark.parametrize("action", [*READS, *WRITES])
def test_nobody_else_comes_near_a_review(
    config: EnvironmentConfig, principal: str, action: str
) -> None:
    assert denied(config, principal, action, REVIEW)


def test_without_a_role_that_plans_who_deploys_writes_reviews(config: EnvironmentConfig) -> None:
    alone = config.model_copy(update={"plan_role": None})
    assert denied(alone, PLAN, "s3:PutObject", REVIEW)
    assert not denied(alone, DEPLOY, "s3:PutObject", REVIEW)


@pytest.mark.parametrize(("region", "partition"), [("us-gov-west-1", "aws-us-gov")])
def test_every_name_is_of_the_regions_partition(
    config: EnvironmentConfig, region: str, partition: str
) -> None:
    elsewhere = wanted_statements(config.model_copy(update={"region": region}))
    assert "arn:aws:" not in str(elsewhere)
    assert f"arn:{partition}:iam::111122223333:role/" in str(elsewhere)
