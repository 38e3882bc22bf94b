"""Where the load balancer writes down every request."""

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

from config.location import Location
from constructs import Construct
from constructs.iam.documents import Statement, policy_document
from constructs.waivers.waiver import Check, waive

WRITER = "logdelivery.elasticloadbalancing"

_WAIVED: dict[Check, str] = {
    "CKV_AWS_18": "the log of a log's readers would need one itself",
    "CKV_AWS_144": "lost with its region, it is lost together with what it tells of",
    "CKV_AWS_145": "load balancers write with S3's own key only",
    "CKV2_AWS_62": "nobody waits for a log",
}


class AccessLogs(Construct):
    """A bucket that the load balancers of the account write to, and that forgets.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html

    Args:
        scope: The stack or construct.
        id_: The construct's id.
        name: The bucket's name, which no other bucket of the world may have.
        location: The account.
        retention_days: Days that the log is kept.

    Attributes:
        name: The bucket's name.
        policy: What lets load balancers write; those that write depend on it.
    """

    def __init__(
        self, scope: Construct, id_: str, *, name: str, location: Location, retention_days: int
    ) -> None:
        super().__init__(scope, id_)
        # Without force, a bucket with logs in it would stop the destruction of its environment.
        bucket = S3Bucket(self, "bucket", bucket=name, force_destroy=True)
        for check, reason in _WAIVED.items():
            waive(bucket, check, reason)
        self.name = bucket.bucket
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
            policy=policy_document(*_statements(bucket.arn, location)),
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


def _statements(bucket_arn: str, location: Location) -> tuple[Statement, ...]:
    return (
        {
            "Sid": "Write",
            "Effect": "Allow",
            "Principal": {"Service": location.service_principal(WRITER)},
            "Action": "s3:PutObject",
            "Resource": f"{bucket_arn}/AWSLogs/{location.account_id}/*",
            "Condition": {
                "ArnLike": {
                    "aws:SourceArn": location.arn("elasticloadbalancing", "loadbalancer/app/*")
                }
            },
        },
        {
            "Sid": "TlsOnly",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": [bucket_arn, f"{bucket_arn}/*"],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        },
    )
