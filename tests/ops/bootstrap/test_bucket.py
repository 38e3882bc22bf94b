"""The bucket of the states."""

import json
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.stub import Stubber

from config.model import EnvironmentConfig
from ops.bootstrap.__main__ import bootstrap
from ops.bootstrap.bucket import ALL_BLOCKED, EXPIRY, REVIEWED_DAYS, StateBucket
from ops.bootstrap.bucket_policy import wanted_statements
from ops.bootstrap.resource import Answer
from ops.command import Refusal

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

OURS = (
    "DenyInsecureTransport",
    "ReadersOfstaging",
    "WritersOfstaging",
    "ReviewReadersOfstaging",
    "ReviewWritersOfstaging",
)


@pytest.fixture
def s3(session: boto3.Session) -> "S3Client":
    return session.client("s3")


@pytest.fixture
def bucket(staging_config: EnvironmentConfig) -> str:
    return staging_config.state.bucket


@pytest.fixture
def existing_bucket(s3: "S3Client", bucket: str) -> str:
    location: Any = {"LocationConstraint": s3.meta.region_name}
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration=location)
    return bucket


def run(config: EnvironmentConfig) -> str:
    return "\n".join(bootstrap(config))


def policy_of(s3: "S3Client", bucket: str) -> Answer:
    return json.loads(s3.get_bucket_policy(Bucket=bucket)["Policy"])


def named(policy: Answer) -> dict[str, Answer]:
    """Return the statements of a policy by their names, of which none stands twice."""
    statements = policy["Statement"]
    by_name = {one["Sid"]: one for one in statements}
    assert len(by_name) == len(statements)
    return by_name


def test_the_bucket_is_created_in_the_environments_region(
    s3: "S3Client", bucket: str, staging_config: EnvironmentConfig
) -> None:
    run(staging_config)
    assert s3.head_bucket(Bucket=bucket)["BucketRegion"] == staging_config.region


def test_the_bucket_can_be_created_in_the_default_region(
    bucket: str, staging_config: EnvironmentConfig
) -> None:
    run(staging_config.model_copy(update={"region": "us-east-1"}))
    s3 = boto3.client("s3", region_name="us-east-1")
    assert s3.head_bucket(Bucket=bucket)["BucketRegion"] == "us-east-1"


def test_the_bucket_is_versioned(
    s3: "S3Client", bucket: str, staging_config: EnvironmentConfig
) -> None:
    run(staging_config)
    assert s3.get_bucket_versioning(Bucket=bucket)["Status"] == "Enabled"


def test_the_bucket_is_encrypted(
    s3: "S3Client", bucket: str, staging_config: EnvironmentConfig
) -> None:
    run(staging_config)
    (rule,) = s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"]
    assert rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "AES256"


def test_public_access_to_the_bucket_is_blocked(
    s3: "S3Client", bucket: str, staging_config: EnvironmentConfig
) -> None:
    run(staging_config)
    block = s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]
    assert block == dict.fromkeys(ALL_BLOCKED, True)
    assert len(block) == 4


def test_objects_belong_to_the_owner_of_the_bucket(
    s3: "S3Client", bucket: str, staging_config: EnvironmentConfig
) -> None:
    run(staging_config)
    controls = s3.get_bucket_ownership_controls(Bucket=bucket)["OwnershipControls"]
    assert controls["Rules"] == [{"ObjectOwnership": "BucketOwnerEnforced"}]


def test_the_bucket_denies_whoever_comes_without_tls(
    s3: "S3Client", bucket: str, staging_config: EnvironmentConfig
) -> None:
    run(staging_config)
    statement = named(policy_of(s3, bucket))["DenyInsecureTransport"]
    assert statement["Effect"] == "Deny"
    assert statement["Principal"] == "*"
    assert statement["Action"] == "s3:*"
    assert statement["Resource"] == [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"]
    assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


@pytest.mark.usefixtures("existing_bucket")
def test_an_existing_bucket_gets_what_it_lacks(staging_config: EnvironmentConfig) -> None:
    told = run(staging_config)
    assert f"S3 bucket {staging_config.state.bucket}: exists" in told
    assert "versioned: put right, it was not set" in told
    assert "TLS only, and states for the roles that deploy and plan only: put right" in told


def test_a_suspended_versioning_is_resumed(
    s3: "S3Client", bucket: str, staging_config: EnvironmentConfig
) -> None:
    run(staging_config)
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Suspended"})
    assert "versioned: put right, it was Suspended" in run(staging_config)
    assert s3.get_bucket_versioning(Bucket=bucket)["Status"] == "Enabled"


def test_a_loosened_block_of_public_access_is_tightened(
    s3: "S3Client", bucket: str, staging_config: EnvironmentConfig
) -> None:
    run(staging_config)
    s3.put_public_access_block(
        Bucket=bucket, PublicAccessBlockConfiguration={**ALL_BLOCKED, "BlockPublicPolicy": False}
    )
    run(staging_config)
    block = s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]
    assert block["BlockPublicPolicy"] is True


def test_other_statements_of_the_policy_stay(
    s3: "S3Client", existing_bucket: str, staging_config: EnvironmentConfig
) -> None:
    reader = {
        "Sid": "Auditors",
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{staging_config.account_id}:root"},
        "Action": "s3:GetObject",
        "Resource": f"arn:aws:s3:::{existing_bucket}/*",
    }
    policy = {"Version": "2012-10-17", "Statement": [reader]}
    s3.put_bucket_policy(Bucket=existing_bucket, Policy=json.dumps(policy))
    run(staging_config)
    statements = policy_of(s3, existing_bucket)["Statement"]
    assert statements[0] == reader
    assert [one["Sid"] for one in statements] == ["Auditors", *OURS]


@pytest.mark.parametrize("name", OURS)
def test_a_weakened_statement_is_replaced(
    s3: "S3Client", bucket: str, staging_config: EnvironmentConfig, name: str
) -> None:
    run(staging_config)
    policy = policy_of(s3, bucket)
    named(policy)[name]["Condition"] = {"Bool": {"aws:MultiFactorAuthPresent": "false"}}
    s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps(policy))
    assert "it was" in run(staging_config)
    assert policy_of(s3, bucket)["Statement"] == list(wanted_statements(staging_config))


def test_environments_that_share_a_bucket_leave_each_others_statements(
    s3: "S3Client", bucket: str, staging_config: EnvironmentConfig
) -> None:
    environments = [
        staging_config.model_copy(update={"name": name}) for name in ("staging", "a-b", "ab")
    ]
    for environment in environments * 2:
        told = run(environment)
    assert "put right" not in told
    assert len(named(policy_of(s3, bucket))) == 1 + 4 * len(environments)


def test_a_kms_key_that_somebody_chose_stays(
    s3: "S3Client", existing_bucket: str, staging_config: EnvironmentConfig
) -> None:
    default: Any = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "alias/states"}
    rules: Any = {"Rules": [{"ApplyServerSideEncryptionByDefault": default}]}
    s3.put_bucket_encryption(Bucket=existing_bucket, ServerSideEncryptionConfiguration=rules)
    run(staging_config)
    encryption = s3.get_bucket_encryption(Bucket=existing_bucket)
    (rule,) = encryption["ServerSideEncryptionConfiguration"]["Rules"]
    assert rule["ApplyServerSideEncryptionByDefault"] == default


def test_states_in_an_existing_bucket_stay(
    s3: "S3Client", existing_bucket: str, staging_config: EnvironmentConfig
) -> None:
    put = s3.put_object(Bucket=existing_bucket, Key="staging/networking.tfstate", Body=b"{}")
    run(staging_config)
    (state,) = s3.list_objects_v2(Bucket=existing_bucket)["Contents"]
    assert state["ETag"] == put["ETag"]


def test_a_bucket_of_another_account_is_refused(staging_config: EnvironmentConfig) -> None:
    # moto ignores the expected owner, so AWS's answer is given here.
    s3 = boto3.client("s3", region_name=staging_config.region)
    expected = {
        "Bucket": staging_config.state.bucket,
        "ExpectedBucketOwner": staging_config.account_id,
    }
    with Stubber(s3) as stub:
        stub.add_client_error(
            "head_bucket", "403", "Forbidden", http_status_code=403, expected_params=expected
        )
        with pytest.raises(Refusal, match="belongs to another account"):
            StateBucket(s3, staging_config).exists()


@pytest.mark.usefixtures("existing_bucket")
def test_a_bucket_in_another_region_is_refused(staging_config: EnvironmentConfig) -> None:
    elsewhere = staging_config.model_copy(update={"region": "eu-central-1"})
    with pytest.raises(Refusal, match=r"is in eu-west-1, but .* region is eu-central-1"):
        run(elsewhere)


def test_reviewed_plans_are_deleted_in_time(
    s3: "S3Client", bucket: str, staging_config: EnvironmentConfig
) -> None:
    run(staging_config)
    (rule,) = s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]
    assert (rule["Status"], rule["Filter"]) == ("Enabled", {"Prefix": "_reviewed/"})
    assert rule["Expiration"] == {"Days": REVIEWED_DAYS}
    # The bucket is versioned: what expires is still there as an older version.
    assert rule["NoncurrentVersionExpiration"] == {"NoncurrentDays": REVIEWED_DAYS}


def test_other_rules_of_what_expires_stay_and_ours_is_put_right(
    s3: "S3Client", existing_bucket: str, staging_config: EnvironmentConfig
) -> None:
    theirs = {
        "ID": "logs",
        "Status": "Enabled",
        "Filter": {"Prefix": "l"},
        "Expiration": {"Days": 1},
    }
    changed = {**EXPIRY, "Expiration": {"Days": 1}}
    rules: Any = {"Rules": [theirs, changed]}
    s3.put_bucket_lifecycle_configuration(Bucket=existing_bucket, LifecycleConfiguration=rules)

    assert "reviewed plans are kept for 90 days: put right" in run(staging_config)

    found = s3.get_bucket_lifecycle_configuration(Bucket=existing_bucket)["Rules"]
    assert {rule["ID"]: rule["Expiration"]["Days"] for rule in found} == {
        "logs": 1,
        "reviewed-plans": REVIEWED_DAYS,
    }
