"""Log groups of the cluster."""

from cdktf_cdktf_provider_aws.cloudwatch_log_group import CloudwatchLogGroup

from constructs import Construct
from constructs.iam.key import CustomerKey
from constructs.waivers.waiver import waive_short_retention


def cluster_log_group(
    scope: Construct,
    id_: str,
    *,
    cluster_name: str,
    kind: str,
    retention_days: int,
    key: CustomerKey,
) -> CloudwatchLogGroup:
    """Return a log group of a cluster, which the cluster's key encrypts.

    Args:
        scope: The construct.
        id_: The log group's id.
        cluster_name: The cluster's name.
        kind: What is logged, last part of the group's name.
        retention_days: Days that the logs are kept.
        key: The cluster's key.
    """
    group = CloudwatchLogGroup(
        scope,
        id_,
        name=f"/aws/eks/{cluster_name}/{kind}",
        retention_in_days=retention_days,
        kms_key_id=key.arn,
    )
    waive_short_retention(group, retention_days)
    return group
