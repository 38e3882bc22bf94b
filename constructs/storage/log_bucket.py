"""A bucket for the log of a service of AWS, in one form for every stack."""

from collections.abc import Callable, Sequence

from cdktf import TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.s3_bucket import S3Bucket
from cdktf_cdktf_provider_aws.s3_bucket_lifecycle_configuration import (
    S3BucketLifecycleConfiguration,
)
from cdktf_cdktf_provider_aws.s3_bucket_policy import S3BucketPolicy
from cdktf_cdktf_provider_aws.s3_bucket_public_access_block import S3BucketPublicAccessBlock
from cdktf_cdktf_provider_aws.s3_bucket_server_side_encryption_configuration import (
    S3BucketServerSideEncryptionConfigurationA,
)
from cdktf_cdktf_provider_aws.s3_bucket_versioning import S3BucketVersioningA

from constructs import Construct
from constructs.iam.documents import Statement, policy_document
from constructs.waivers.waiver import Check, waive

_WAIVED: dict[Check, str] = {
    "CKV_AWS_18": "the log of a log's readers would need one itself",
    "CKV_AWS_144": "lost with its region, it is lost together with what it tells of",
    "CKV_AWS_145": "load balancers write with S3's own key only, and one way is enough",
    "CKV2_AWS_62": "nobody waits for a log",
}


class LogBucket(Construct):
    """A private bucket that a service writes a log to, and that forgets.

    Args:
        scope: The stack or construct.
        id_: The construct's id.
        name: The bucket's name, which no other bucket of the world may have.
        retention_days: Days that the log is kept.
        keep: Whether the log outlives a destruction: Terraform refuses to destroy the bucket, and
            S3 to delete it while it holds anything.
        writer: Returns the statements that let the service write, given the bucket's ARN.

    Attributes:
        name: The bucket's name.
        arn: The bucket's ARN.
        policy: What lets the service write; those that write depend on it.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        retention_days: int,
        keep: bool,
        writer: Callable[[str], Sequence[Statement]],
    ) -> None:
        super().__init__(scope, id_)
        bucket = S3Bucket(
            self,
            "bucket",
            bucket=name,
            force_destroy=not keep,
            lifecycle=TerraformResourceLifecycle(prevent_destroy=True) if keep else None,
        )
        for check, reason in _WAIVED.items():
            waive(bucket, check, reason)
        self.name, self.arn = bucket.bucket, bucket.arn
        block = S3BucketPublicAccessBlock(
            self,
            "public-access",
            bucket=bucket.id,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
        )
        S3BucketVersioningA(
            self, "versioning", bucket=bucket.id, versioning_configuration={"status": "Enabled"}
        )
        S3BucketServerSideEncryptionConfigurationA(
            self,
            "encryption",
            bucket=bucket.id,
            # In lists, jsii takes plain data by its own names.
            rule=[{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}}],
        )
        self._forget(bucket, retention_days)
        self.policy = S3BucketPolicy(
            self,
            "policy",
            bucket=bucket.id,
            policy=policy_document(*writer(bucket.arn), _by_tls_only(bucket.arn)),
            # Both are changes of the bucket, which S3 refuses at the same time.
            depends_on=[block],
        )

    def _forget(self, bucket: S3Bucket, retention_days: int) -> None:
        S3BucketLifecycleConfiguration(
            self,
            "lifecycle",
            bucket=bucket.id,
            rule=[
                {
                    "id": "forget",
                    "status": "Enabled",
                    "filter": [{"prefix": ""}],
                    "expiration": [{"days": retention_days}],
                    "noncurrentVersionExpiration": [{"noncurrentDays": 1}],
                    "abortIncompleteMultipartUpload": [{"daysAfterInitiation": 1}],
                }
            ],
        )


def _by_tls_only(bucket_arn: str) -> Statement:
    return {
        "Sid": "TlsOnly",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [bucket_arn, f"{bucket_arn}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
