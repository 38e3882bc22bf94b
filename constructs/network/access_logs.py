"""Where the load balancer writes down every request."""

from config.location import Location
from constructs import Construct
from constructs.iam.documents import Statement
from constructs.storage.log_bucket import LogBucket

WRITER = "logdelivery.elasticloadbalancing"


def access_logs(
    scope: Construct,
    id_: str,
    *,
    qualified_name: str,
    location: Location,
    retention_days: int,
    keep: bool,
) -> LogBucket:
    """Return the bucket that the load balancers of the account write to.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html

    Args:
        scope: The stack.
        id_: The construct's id.
        qualified_name: The project and the environment, first part of its name.
        location: The account.
        retention_days: Days that the log is kept.
        keep: Whether the log outlives a destruction.
    """

    def writer(bucket_arn: str) -> tuple[Statement, ...]:
        source = location.arn("elasticloadbalancing", "loadbalancer/app/*")
        write: Statement = {
            "Sid": "Write",
            "Effect": "Allow",
            "Principal": {"Service": location.service_principal(WRITER)},
            "Action": "s3:PutObject",
            "Resource": f"{bucket_arn}/AWSLogs/{location.account_id}/*",
            "Condition": {"ArnLike": {"aws:SourceArn": source}},
        }
        return (write,)

    return LogBucket(
        scope,
        id_,
        name=f"{qualified_name}-{location.account_id}-alb-logs",
        retention_days=retention_days,
        keep=keep,
        writer=writer,
    )
