"""Flow logs: a record of the VPC's traffic, accepted and rejected, in CloudWatch Logs."""

from cdktf_cdktf_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
from cdktf_cdktf_provider_aws.flow_log import FlowLog
from cdktf_cdktf_provider_aws.iam_role_policy import IamRolePolicy

from config.location import Location
from constructs import Construct
from constructs.iam.documents import Statement, policy_document
from constructs.iam.role import iam_role
from constructs.network.vpc import Vpc
from constructs.waivers.waiver import waive, waive_short_retention

# The service asks for one minute or ten; an incident is read by the minute.
AGGREGATION_SECONDS = 60


class FlowLogs(Construct):
    """The flow logs of a VPC, with the role that writes them.

    Args:
        scope: The stack.
        id_: The construct's id.
        vpc: The VPC.
        location: The account, to which the role's use is confined.
        retention_days: Days that the logs are kept.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        vpc: Vpc,
        location: Location,
        retention_days: int,
    ) -> None:
        super().__init__(scope, id_)
        name = f"{vpc.name}-flow-logs"
        group = CloudwatchLogGroup(
            self, "log-group", name=f"/aws/vpc/{name}", retention_in_days=retention_days
        )
        waive(group, "CKV_AWS_158", "addresses and counts only, encrypted by CloudWatch's own key")
        waive_short_retention(group, retention_days)
        role = iam_role(self, "role", name=name, location=location, trust=_trust(location))
        policy = IamRolePolicy(
            self, "policy", name="write", role=role.id, policy=_write(group.arn, location)
        )
        FlowLog(
            self,
            "flow-log",
            vpc_id=vpc.id,
            traffic_type="ALL",
            log_destination=group.arn,
            iam_role_arn=role.arn,
            max_aggregation_interval=AGGREGATION_SECONDS,
            tags={"Name": name},
            depends_on=[policy],
        )


def _trust(location: Location) -> Statement:
    """Return the trust, closed against use from other accounts (the confused deputy).

    https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html
    """
    return {
        "Effect": "Allow",
        "Principal": {"Service": location.service_principal("vpc-flow-logs")},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"aws:SourceAccount": location.account_id}},
    }


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
