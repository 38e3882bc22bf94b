from collections.abc import Callable
from typing import Any

import pytest
from cdktf import TerraformStack, Testing

from config.model import EnvironmentConfig
from constructs.observability.alarms import Alarm, Alarms, Breach
from constructs.observability.dead_mans_switch import DeadMansSwitch
from constructs.observability.runbooks import Runbook
from constructs.observability.topic import AlarmTopic
from terraform_json.types import Json
from tests.stacks.synthesized import of, one

Made = Callable[..., dict[str, Any]]


@pytest.fixture
def made(staging_config: EnvironmentConfig, synthesize: Callable[[TerraformStack], Json]) -> Made:
    """Return a function that makes an alarm, of a metric of RDS if it is given no other."""

    def alarm_of(minutes: int, namespace: str = "AWS/RDS", **other: object) -> dict[str, Any]:
        stack = TerraformStack(Testing.app(), "stack")
        topic = AlarmTopic(
            stack, "topic", name="topic", location=staging_config.location, subscriptions=[]
        )
        said: dict[str, Any] = {"metric": "CPUUtilization", "statistic": "Maximum", **other}
        alarm = Alarm(
            id="busy",
            description="It is busy",
            runbook=Runbook.NODES,
            breach=Breach.ABOVE,
            threshold=90,
            minutes=minutes,
            **said,
        )
        Alarms(stack, "alarms", name="shop", namespace=namespace, alarms=[alarm], topic=topic)
        return one(synthesize(stack), "aws_cloudwatch_metric_alarm")

    return alarm_of


@pytest.mark.parametrize(("minutes", "namespace"), [(1, "AWS/RDS"), (15, "AWS/EC2")])
def test_an_alarm_goes_off_after_the_minutes_that_it_states(
    made: Made, minutes: int, namespace: str
) -> None:
    alarm = made(minutes, namespace)
    assert alarm["period"] * alarm["evaluation_periods"] == minutes * 60
    assert alarm["datapoints_to_alarm"] == alarm["evaluation_periods"]


@pytest.mark.parametrize(
    ("namespace", "metric", "period"),
    [
        ("AWS/RDS", "CPUUtilization", 60),
        ("AWS/EC2", "CPUUtilization", 300),
        ("AWS/EC2", "StatusCheckFailed", 60),
    ],
)
def test_an_alarm_looks_as_often_as_its_metric_has_a_value(
    made: Made, namespace: str, metric: str, period: int
) -> None:
    assert made(15, namespace, metric=metric)["period"] == period


@pytest.mark.parametrize("minutes", [0, 7])
def test_an_alarm_of_a_part_of_a_period_is_refused(made: Made, minutes: int) -> None:
    with pytest.raises(ValueError, match=f"busy: {minutes} minutes are no periods of 300s"):
        made(minutes, "AWS/EC2")


def test_a_metric_that_nobody_has_looked_up_is_refused(made: Made) -> None:
    with pytest.raises(KeyError, match="AWS/Lambda"):
        made(1, "AWS/Lambda")


def test_a_query_stands_in_place_of_a_metric(made: Made) -> None:
    alarm = made(5, query='SELECT MAX(CPUUtilization) FROM "AWS/RDS"')
    (query,) = alarm["metric_query"]
    assert query["expression"] == 'SELECT MAX(CPUUtilization) FROM "AWS/RDS"'
    assert (query["period"], query["return_data"]) == (60, True)
    assert not {"metric_name", "namespace", "statistic", "dimensions", "period"} & alarm.keys()


@pytest.mark.parametrize(("wrong", "missing"), [(True, "breaching"), (False, "notBreaching")])
def test_silence_is_wrong_where_the_alarm_says_so(made: Made, *, wrong: bool, missing: str) -> None:
    assert made(5, silence_is_wrong=wrong)["treat_missing_data"] == missing


def test_a_switch_tells_when_nothing_was_published_to_it_for_a_quarter_of_an_hour(
    staging_config: EnvironmentConfig, synthesize: Callable[[TerraformStack], Json]
) -> None:
    stack = TerraformStack(Testing.app(), "stack")
    location = staging_config.location
    told = AlarmTopic(stack, "topic", name="shop", location=location, subscriptions=[])
    DeadMansSwitch(stack, "switch", description="No alert can be told", told=told)
    data = synthesize(stack)
    topics = {topic["name"]: topic for topic in of(data, "aws_sns_topic")}
    alarm = one(data, "aws_cloudwatch_metric_alarm")
    assert alarm["dimensions"] == {"TopicName": "shop-watchdog"}
    assert topics["shop-watchdog"]["kms_master_key_id"] == topics["shop"]["kms_master_key_id"]
    assert (alarm["metric_name"], alarm["statistic"]) == ("NumberOfMessagesPublished", "Sum")
    assert (alarm["comparison_operator"], alarm["threshold"]) == ("LessThanThreshold", 1)
    assert alarm["period"] * alarm["evaluation_periods"] == 15 * 60
    assert alarm["treat_missing_data"] == "breaching"
    (action,) = alarm["alarm_actions"]
    assert action.startswith("${aws_sns_topic.topic_")


def test_an_alarm_ends_with_the_path_of_its_runbook(made: Made) -> None:
    assert made(1)["alarm_description"] == "It is busy. Runbook: docs/runbooks/nodes.md"
