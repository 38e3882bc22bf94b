"""The shortest period of each metric that always holds a value, under what the platform deploys.

An alarm with a shorter one finds most of its periods empty, and never goes off:
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html#alarms-and-missing-data
"""

from collections.abc import Mapping
from typing import Final

MINUTE, FIVE_MINUTES, DAY = 60, 300, 86_400

_OF_NAMESPACE: Final[Mapping[str, int]] = {
    # https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
    "AWS/ApplicationELB": MINUTE,
    # https://docs.aws.amazon.com/aws-backup/latest/devguide/cloudwatch.html
    "AWS/Backup": FIVE_MINUTES,
    # Twice a day: https://docs.aws.amazon.com/acm/latest/userguide/cloudwatch-metrics.html
    "AWS/CertificateManager": DAY,
    # Basic monitoring, which is what launch templates that do not say otherwise give:
    # https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/manage-detailed-monitoring.html
    "AWS/EC2": FIVE_MINUTES,
    # https://docs.aws.amazon.com/eks/latest/userguide/cloudwatch.html
    "AWS/EKS": MINUTE,
    # https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway-cloudwatch.html
    "AWS/NATGateway": MINUTE,
    # https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/monitoring-cloudwatch.html
    "AWS/RDS": MINUTE,
    # Five minutes for long, one minute in newer pages:
    # https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html
    "AWS/SNS": FIVE_MINUTES,
}
_OF_METRIC: Final[Mapping[tuple[str, str], int]] = {
    # A plan of ours copies once a day: constructs/database/backup_copies.py.
    ("AWS/Backup", "NumberOfCopyJobsCompleted"): DAY,
    # Each minute with basic monitoring, too:
    # https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/viewing_metrics_with_cloudwatch.html#status-check-metrics
    ("AWS/EC2", "StatusCheckFailed"): MINUTE,
}


def period_seconds(namespace: str, metric: str) -> int:
    """Return the period that alarms on a metric have.

    Args:
        namespace: Where AWS keeps the metric, such as `AWS/RDS`.
        metric: The metric's name.

    Raises:
        KeyError: Nobody has looked up how often the namespace's metrics have a value.
    """
    return _OF_METRIC.get((namespace, metric)) or _OF_NAMESPACE[namespace]
