"""Flow logs: a record of the VPC's traffic, accepted and rejected."""

from collections.abc import Sequence

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
from cdktf_cdktf_provider_aws.flow_log import FlowLog
from cdktf_cdktf_provider_aws.iam_role_policy import IamRolePolicy

from config.location import Location
from config.sections.fields import FlowLogsDestination
from constructs import Construct
from constructs.iam.documents import (
    Statement,
    for_account,
    on_behalf_of,
    policy_document,
    taken_by,
)
from constructs.iam.role import iam_role
from constructs.network.vpc import Vpc
from constructs.storage.log_bucket import LogBucket
from constructs.waivers.waiver import waive, waive_short_retention

# The service asks for one minute or ten; an incident is read by the minute.
AGGREGATION_SECONDS = 60


class FlowLogs(Construct):
    """The flow logs of a VPC, in CloudWatch Logs or in a bucket.

    Args:
        scope: The stack.
        id_: The construct's id.
        vpc: The VPC.
        location: The account, for which alone is written.
        destination: Where they go.
        retention_days: Days that the logs are kept.
        keep: Whether logs in a bucket outlive a destruction.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        vpc: Vpc,
        location: Location,
        destination: FlowLogsDestination,
        retention_days: int,
        keep: bool,
    ) -> None:
        super().__init__(scope, id_)
        self._vpc, self._name = vpc, f"{vpc.name}-flow-logs"
        if destination is FlowLogsDestination.S3:
            self._write_to_s3(location, retention_days, keep=keep)
        else:
            self._write_to_cloudwatch(location, retention_days)

    def _write_to_cloudwatch(self, location: Location, retention_days: int) -> None:
        name = self._name
        group = CloudwatchLogGroup(
            self, "log-group", name=f"/aws/vpc/{name}", retention_in_days=retention_days
        )
        waive(group, "CKV_AWS_158", "addresses and counts only, encrypted by CloudWatch's own key")
        waive_short_retention(group, retention_days)
        role = iam_role(self, "role", name=name, location=location, trust=_trust(location))
        policy = IamRolePolicy(
            self, "policy", name="write", role=role.id, policy=_write(group.arn, location)
        )
        self._flow_log(group.arn, after=[policy], role_arn=role.arn)

    def _write_to_s3(self, location: Location, retention_days: int, *, keep: bool) -> None:
        bucket = LogBucket(
            self,
            "bucket",
            name=f"{self._vpc.name}-{location.account_id}-flow-logs",
            retention_days=retention_days,
            keep=keep,
            writer=lambda arn: _deliver(arn, location),
        )
        self._flow_log(bucket.arn, after=[bucket.policy])

    def _flow_log(
        self,
        destination_arn: str,
        *,
        after: Sequence[ITerraformDependable],
        role_arn: str | None = None,
    ) -> None:
        FlowLog(
            self,
            "flow-log",
            vpc_id=self._vpc.id,
            traffic_type="ALL",
            log_destination_type=None if role_arn else "s3",
            log_destination=destination_arn,
            iam_role_arn=role_arn,
            max_aggregation_interval=AGGREGATION_SECONDS,
            tags={"Name": self._name},
            depends_on=list(after),
        )


def _trust(location: Location) -> Statement:
    """Return the trust, closed against use from other accounts (the confused deputy).

    https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html
    """
    return taken_by(location, "vpc-flow-logs", for_account(location))


def _write(log_group_arn: str, location: Location) -> str:
    """Return the policy to write into one log group; finding it means listing all."""
    statements: list[Statement] = [
        {
            "Effect": "Allow",
            "Action": ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
            "Resource": f"{log_group_arn}:*",
        },
        {
            "Effect": "Allow",
            "Action": "logs:DescribeLogGroups",
            "Resource": location.arn("logs", "log-group:*"),
        },
    ]
    return policy_document(*statements)


def _deliver(bucket_arn: str, location: Location) -> tuple[Statement, ...]:
    """Return what the delivery of logs needs of a bucket, by the names that AWS gives it.

    AWS itself writes a policy that lacks them, in place of ours: the role that deploys may put one.
    https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-permissions.html
    """
    principal = {"Service": location.service_principal("delivery.logs")}
    ours = on_behalf_of(location, location.arn("logs", "*"))
    handed_over = {**ours["StringEquals"], "s3:x-amz-acl": "bucket-owner-full-control"}
    return (
        {
            "Sid": "AWSLogDeliveryWrite",
            "Effect": "Allow",
            "Principal": principal,
            "Action": "s3:PutObject",
            "Resource": f"{bucket_arn}/AWSLogs/{location.account_id}/*",
            "Condition": {**ours, "StringEquals": handed_over},
        },
        {
            "Sid": "AWSLogDeliveryAclCheck",
            "Effect": "Allow",
            "Principal": principal,
            "Action": ["s3:GetBucketAcl", "s3:ListBucket"],
            "Resource": bucket_arn,
            "Condition": ours,
        },
    )
