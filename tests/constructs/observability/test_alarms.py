from collections.abc import Callable
from typing import Any

import pytest
from cdktf import TerraformStack, Testing

from config.model import EnvironmentConfig
from constructs.observability.alarms import Alarm, Alarms, Breach
from constructs.observability.topic import AlarmTopic
from tests.stacks.synthesized import one

Made = Callable[[int], dict[str, Any]]


@pytest.fixture
def made(
    staging_config: EnvironmentConfig, synthesize: Callable[[TerraformStack], dict[str, Any]]
) -> Made:
    """Return a function that makes an alarm of as many minutes as it is given."""

    def alarm_of(minutes: int) -> dict[str, Any]:
        stack = TerraformStack(Testing.app(), "stack")
        topic = AlarmTopic(
            stack, "topic", name="topic", location=staging_config.location, subscriptions=[]
        )
        alarm = Alarm(
            id="busy",
            description="It is busy",
            metric="CPUUtilization",
            dimensions={"Role": "WRITER"},
            statistic="Maximum",
            breach=Breach.ABOVE,
            threshold=90,
            minutes=minutes,
        )
        Alarms(stack, "alarms", name="shop", namespace="AWS/RDS", alarms=[alarm], topic=topic)
        return one(synthesize(stack), "aws_cloudwatch_metric_alarm")

    return alarm_of


@pytest.mark.parametrize("minutes", [1, 15])
def test_an_alarm_goes_off_after_the_minutes_that_it_states(made: Made, minutes: int) -> None:
    alarm = made(minutes)
    assert alarm["period"] * alarm["evaluation_periods"] == minutes * 60
    assert alarm["datapoints_to_alarm"] == alarm["evaluation_periods"]


def test_an_alarm_looks_at_each_minute(made: Made) -> None:
    assert made(5)["period"] == 60
