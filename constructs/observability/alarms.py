"""Alarms, in one form for every stack."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from cdktf_cdktf_provider_aws.cloudwatch_metric_alarm import (
    CloudwatchMetricAlarm,
    CloudwatchMetricAlarmMetricQuery,
)

from constructs import Construct
from constructs.observability.resolution import period_seconds
from constructs.observability.runbooks import Runbook
from constructs.observability.topic import AlarmTopic


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
        runbook: What to do then; its description ends with it.
        metric: The metric's name.
        dimensions: Whose metric it is.
        statistic: What is taken of the values of each period.
        query: A Metrics Insights query, in place of dimensions and statistic.
        breach: On which side of the threshold it is wrong.
        threshold: The threshold, in the metric's unit.
        minutes: Minutes in a row that are wrong before it goes off: whole periods of its metric.
        silence_is_wrong: Whether a period without a value is wrong as well.
    """

    id: str
    description: str
    runbook: Runbook
    metric: str
    dimensions: Mapping[str, str] = field(default_factory=dict)
    statistic: str = ""
    query: str = ""
    breach: Breach
    threshold: float
    minutes: int
    silence_is_wrong: bool = False


class Alarms(Construct):
    """CloudWatch alarms that tell a topic when they go off and when they are over.

    The period of each is the shortest that its metric always has a value in.

    Args:
        scope: The stack.
        id_: The construct's id.
        name: First part of the alarms' names.
        namespace: Where AWS keeps the metrics, such as `AWS/RDS`.
        alarms: The alarms.
        topic: Who is told.

    Raises:
        ValueError: The minutes of an alarm are no whole number of periods.
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
            period = period_seconds(namespace, alarm.metric)
            periods, rest = divmod(alarm.minutes * 60, period)
            if rest or not periods:
                raise ValueError(f"{alarm.id}: {alarm.minutes} minutes are no periods of {period}s")
            CloudwatchMetricAlarm(
                self,
                alarm.id,
                alarm_name=f"{name}-{alarm.id}",
                alarm_description=f"{alarm.description}. Runbook: {alarm.runbook}",
                **_measured(alarm, namespace, period),
                comparison_operator=str(alarm.breach),
                threshold=alarm.threshold,
                evaluation_periods=periods,
                datapoints_to_alarm=periods,
                # Readers have no metrics while there are none, a load balancer without errors
                # counts none: silence is no breach where the alarm does not say so.
                treat_missing_data="breaching" if alarm.silence_is_wrong else "notBreaching",
                alarm_actions=[topic.arn],
                ok_actions=[topic.arn],
                depends_on=[topic.policy],
            )


def _measured(alarm: Alarm, namespace: str, period: int) -> dict[str, Any]:
    """Return the part of an alarm that says which values it looks at."""
    if alarm.query:
        query = CloudwatchMetricAlarmMetricQuery(
            id="query", expression=alarm.query, period=period, return_data=True
        )
        return {"metric_query": [query]}
    return {
        "namespace": namespace,
        "metric_name": alarm.metric,
        "dimensions": dict(alarm.dimensions),
        "statistic": alarm.statistic,
        "period": period,
    }
