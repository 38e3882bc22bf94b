"""Buckets with a policy."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import ClientError

from sandbox.record import ServerRecord

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

DENY = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::b-1/*"}
TLS_ONLY = {**DENY, "Condition": {"Bool": {"aws:SecureTransport": "false"}}}
OTHERS = {**DENY, "Condition": {"ArnNotLike": {"aws:PrincipalArn": ["arn:aws:iam::1:role/a"]}}}


@pytest.fixture
def s3(server: ServerRecord) -> "Iterator[S3Client]":
    session = boto3.Session("any", "keys", region_name="eu-west-1")
    client = session.client("s3", endpoint_url=server.endpoint)
    location: Any = {"LocationConstraint": "eu-west-1"}
    client.create_bucket(Bucket="b-1", CreateBucketConfiguration=location)
    yield client
    client.delete_bucket_policy(Bucket="b-1")
    client.delete_object(Bucket="b-1", Key="state")
    client.delete_bucket(Bucket="b-1")


def give(s3: "S3Client", statement: object) -> None:
    policy = {"Version": "2012-10-17", "Statement": statement}
    s3.put_bucket_policy(Bucket="b-1", Policy=json.dumps(policy))


@pytest.mark.parametrize("statement", [TLS_ONLY, [TLS_ONLY, OTHERS]])
def test_a_bucket_that_denies_on_a_condition_can_be_used(s3: "S3Client", statement: object) -> None:
    give(s3, statement)
    s3.put_object(Bucket="b-1", Key="state", Body=b"{}")
    assert s3.get_object(Bucket="b-1", Key="state")["Body"].read() == b"{}"


def test_another_denial_still_holds(s3: "S3Client") -> None:
    give(s3, [TLS_ONLY, DENY])
    with pytest.raises(ClientError, match="403"):
        s3.put_object(Bucket="b-1", Key="state", Body=b"{}")
