"""aws-for-fluent-bit: the logs of all containers in CloudWatch."""

from cdktf_cdktf_provider_aws.cloudwatch_log_group import CloudwatchLogGroup

from config.sections.addons import AddonsConfig
from constructs import Construct
from constructs.addons.helm_addon import HelmAddon
from constructs.cluster.pod_identity import PodIdentity
from constructs.iam.documents import Statement
from constructs.kubernetes.namespace import Namespace
from constructs.kubernetes.ready_cluster import ReadyCluster

NAME = "aws-for-fluent-bit"


def fluent_bit(
    scope: Construct,
    *,
    cluster: ReadyCluster,
    addons: AddonsConfig,
    namespace: Namespace,
    log_group: CloudwatchLogGroup,
) -> HelmAddon:
    """Return Fluent Bit on every node, which may write into one log group."""
    identity = PodIdentity(
        scope,
        f"{NAME}-identity",
        control_plane=cluster.control_plane,
        name=NAME,
        namespace=namespace.name,
        service_account=NAME,
        statements=[_write(log_group.arn)],
    )
    return HelmAddon(
        scope,
        NAME,
        cluster=cluster,
        addons=addons,
        values={
            "cloudWatchLogs": {
                "region": cluster.control_plane.location.region,
                "logGroupName": log_group.name,
            }
        },
        after=[identity.association, *namespace.policies],
    )


def _write(log_group_arn: str) -> Statement:
    return {
        "Effect": "Allow",
        "Action": ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
        "Resource": [log_group_arn, f"{log_group_arn}:*"],
    }
