"""Alarms, in one form for every stack."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from cdktf_cdktf_provider_aws.cloudwatch_metric_alarm import CloudwatchMetricAlarm

from constructs import Construct
from constructs.observability.topic import AlarmTopic

PERIOD_SECONDS = 60


class Breach(StrEnum):
    """On which side of its threshold a metric is wrong, in CloudWatch's words."""

    ABOVE = "GreaterThanThreshold"
    BELOW = "LessThanThreshold"


@dataclass(frozen=True, kw_only=True)
class Alarm:
    """A threshold that a metric of AWS must not pass.

    Attributes:
        id: Last part of its name, and its construct's id.
        description: What is wrong when it goes off, and what to look at.
        metric: The metric's name.
        dimensions: Whose metric it is.
        statistic: What is taken of each minute's values.
        breach: On which side of the threshold it is wrong.
        threshold: The threshold, in the metric's unit.
        minutes: Minutes in a row that are wrong before it goes off.
    """

    id: str
    description: str
    metric: str
    dimensions: Mapping[str, str]
    statistic: str
    breach: Breach
    threshold: float
    minutes: int


class Alarms(Construct):
    """CloudWatch alarms that tell a topic when they go off and when they are over.

    Args:
        scope: The stack.
        id_: The construct's id.
        name: First part of the alarms' names.
        namespace: Where AWS keeps the metrics, such as `AWS/RDS`.
        alarms: The alarms.
        topic: Who is told.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        namespace: str,
        alarms: Sequence[Alarm],
        topic: AlarmTopic,
    ) -> None:
        super().__init__(scope, id_)
        for alarm in alarms:
            CloudwatchMetricAlarm(
                self,
                alarm.id,
                alarm_name=f"{name}-{alarm.id}",
                alarm_description=alarm.description,
                namespace=namespace,
                metric_name=alarm.metric,
                dimensions=dict(alarm.dimensions),
                statistic=alarm.statistic,
                comparison_operator=str(alarm.breach),
                threshold=alarm.threshold,
                period=PERIOD_SECONDS,
                evaluation_periods=alarm.minutes,
                datapoints_to_alarm=alarm.minutes,
                # Readers have no metrics while there are none; silence is no breach.
                treat_missing_data="notBreaching",
                alarm_actions=[topic.arn],
                ok_actions=[topic.arn],
                depends_on=[topic.policy],
            )
