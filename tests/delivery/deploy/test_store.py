"""Reviewed plans in the bucket of the states."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
import pytest

from config.model import EnvironmentConfig
from config.state_keys import state_of
from delivery.deploy.store import ReviewedPlans
from ops.bootstrap.bucket import StateBucket
from ops.command import Failure, Refusal
from terraform_json.manifest import Stack
from tests.delivery.deploy.support import plan
from tests.fixtures.account import aws

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

__all__ = ["aws"]

COMMIT = "0123456789abcdef0123456789abcdef01234567"
OTHER = COMMIT[::-1]


@pytest.fixture
def s3(staging_config: EnvironmentConfig) -> "S3Client":
    """Return a client of an account with the bucket, whose policy moto would apply to everybody."""
    s3 = boto3.client("s3", region_name=staging_config.region)
    StateBucket(s3, staging_config).create()
    return s3


@pytest.fixture
def plans(s3: "S3Client", staging_config: EnvironmentConfig) -> ReviewedPlans:
    return ReviewedPlans(s3=s3, config=staging_config)


def stack(folder: Path, text: str = "{}") -> Stack:
    """Return a stack of which the JSON is a text."""
    file = folder / "cdk.tf.json"
    file.write_text(text)
    return Stack(name="networking", file=file, dependencies=())


def test_a_plan_is_found_again(plans: ReviewedPlans, tmp_path: Path) -> None:
    place = plans.keep(COMMIT, stack(tmp_path), plan())

    assert place.startswith(f"s3://{plans.config.state.bucket}/_reviewed/staging/{COMMIT}/")
    assert plans.find(COMMIT, stack(tmp_path)) == plan()


def test_a_commit_that_nobody_planned_has_none(plans: ReviewedPlans, tmp_path: Path) -> None:
    plans.keep(COMMIT, stack(tmp_path), plan())

    assert plans.find(OTHER, stack(tmp_path)) is None


def test_a_commit_that_makes_other_json_in_another_branch_is_not_the_one_that_was_reviewed(
    plans: ReviewedPlans, tmp_path: Path
) -> None:
    plans.keep(COMMIT, stack(tmp_path), plan())

    assert plans.find(COMMIT, stack(tmp_path, '{"resource": {}}')) is None


def test_no_key_is_that_of_a_state(plans: ReviewedPlans, s3: "S3Client", tmp_path: Path) -> None:
    plans.keep(COMMIT, stack(tmp_path), plan())

    (found,) = s3.list_objects_v2(Bucket=plans.config.state.bucket)["Contents"]
    assert state_of(found["Key"]) is None
    assert not found["Key"].startswith("staging/")


@pytest.mark.parametrize("commit", ["main", "", "../staging", "0123456", COMMIT.upper()])
def test_what_is_no_commit_is_refused(plans: ReviewedPlans, tmp_path: Path, commit: str) -> None:
    with pytest.raises(Refusal, match="is no commit"):
        plans.keep(commit, stack(tmp_path), plan())
    with pytest.raises(Refusal, match="is no commit"):
        plans.find(commit, stack(tmp_path))


def test_something_else_in_its_place_is_a_failure(
    plans: ReviewedPlans, s3: "S3Client", tmp_path: Path
) -> None:
    place = plans.keep(COMMIT, stack(tmp_path), plan())
    bucket, _, key = place.removeprefix("s3://").partition("/")
    s3.put_object(Bucket=bucket, Key=key, Body=json.dumps({"changes": "none"}).encode())

    with pytest.raises(Failure, match="holds no plan of this version"):
        plans.find(COMMIT, stack(tmp_path))


def test_a_bucket_that_is_not_there_is_a_failure(
    staging_config: EnvironmentConfig, tmp_path: Path
) -> None:
    s3 = boto3.client("s3", region_name=staging_config.region)
    plans = ReviewedPlans(s3=s3, config=staging_config)

    with pytest.raises(Failure, match=r"(?s)S3 does not take .*make bootstrap"):
        plans.keep(COMMIT, stack(tmp_path), plan())
    with pytest.raises(Failure, match="S3 does not say whether"):
        plans.find(COMMIT, stack(tmp_path))
