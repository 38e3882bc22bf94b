"""aws-for-fluent-bit: the logs of all containers in CloudWatch."""

from dataclasses import replace

from config.addons.names import FLUENT_BIT
from constructs.addons.context import AddonContext, Installed
from constructs.addons.helm_addon import Identity, helm_addon
from constructs.cluster.log_groups import cluster_log_group
from constructs.iam.documents import Statement

NAME = FLUENT_BIT
SERVICE_ACCOUNT = NAME


def add(context: AddonContext) -> Installed:
    """Add Fluent Bit on every node, which may write into one log group."""
    control_plane = context.control_plane
    log_group = cluster_log_group(
        context.scope,
        "containers-log-group",
        cluster_name=control_plane.name,
        kind="containers",
        retention_days=context.inputs.log_retention_days,
        key=control_plane.key,
    )
    installed = helm_addon(
        context,
        identity=Identity(
            service_account=SERVICE_ACCOUNT, role=NAME, statements=[_write(log_group.arn)]
        ),
        values={
            "cloudWatchLogs": {
                "region": control_plane.location.region,
                "logGroupName": log_group.name,
            }
        },
    )
    return replace(installed, log_group=log_group.name)


def _write(log_group_arn: str) -> Statement:
    return {
        "Effect": "Allow",
        "Action": ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
        "Resource": [log_group_arn, f"{log_group_arn}:*"],
    }
