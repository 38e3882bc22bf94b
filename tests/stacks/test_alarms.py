"""What holds for every alarm of every stack and environment."""

import re
from collections.abc import Callable, Iterator

import pytest
from cdktf import TerraformStack, Testing

from config.environment import available_environments
from config.platform import load_platform
from config.sections.database import DatabaseConfig
from stacks.platform import build_platform
from terraform_json.types import Json
from tests.stacks.synthesized import of

# How often AWS has a value, from its pages, without a look at the code. Detailed monitoring of EC2
# would be 60, which no launch template asks for.
RESOLUTION = {
    "AWS/ApplicationELB": 60,
    "AWS/Backup": 300,
    # One copy a day, whose counter has no value at other times.
    "AWS/Backup NumberOfCopyJobsCompleted": 24 * 3600,
    "AWS/CertificateManager": 12 * 3600,
    "AWS/EC2": 300,
    "AWS/EC2 StatusCheckFailed": 60,
    "AWS/EKS": 60,
    "AWS/NATGateway": 60,
    "AWS/RDS": 60,
    "AWS/SNS": 300,
}
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
LONGEST_SECONDS = {True: 7 * 86_400, False: 86_400}
"""By whether the period is an hour or longer."""
VAULT = "arn:aws:backup:eu-central-1:111122223333:backup-vault:platform"


@pytest.fixture(scope="module", params=available_environments())
def stacks(
    request: pytest.FixtureRequest, synthesize: Callable[[TerraformStack], Json]
) -> list[Json]:
    """Return every stack of an environment, with all that has alarms."""
    platform = load_platform(str(request.param))
    database = platform.config.database
    copied = {"backup": {**database.backup.model_dump(), "copy_to": {"vault_arn": VAULT}}}
    database = DatabaseConfig.model_validate(database.model_dump() | copied)
    config = platform.config.model_copy(update={"database": database})
    built = build_platform(Testing.app(), config, platform.applications)
    return [synthesize(stack) for stack in built]


def alarms(stacks: list[Json]) -> list[Json]:
    """Return every alarm."""
    return [alarm for data in stacks for alarm in of(data, "aws_cloudwatch_metric_alarm")]


def looked_at(alarm: Json) -> Iterator[tuple[str, int]]:
    """Yield each metric that an alarm looks at, with its namespace, and for which period."""
    for query in alarm.get("metric_query", []):
        namespace = re.findall(r'"(AWS/\w+)"', query["expression"])[0]
        metric = re.findall(r"SELECT \w+\((\w+)\)", query["expression"])[0]
        yield f"{namespace} {metric}", query["period"]
    if "metric_name" in alarm:
        yield f"{alarm['namespace']} {alarm['metric_name']}", alarm["period"]


def test_no_alarm_looks_more_often_than_its_metric_has_a_value(stacks: list[Json]) -> None:
    for alarm in alarms(stacks):
        found = list(looked_at(alarm))
        assert found, alarm["alarm_name"]
        for metric, period in found:
            resolution = RESOLUTION.get(metric) or RESOLUTION[metric.partition(" ")[0]]
            assert period >= resolution, alarm["alarm_name"]


def test_no_alarm_looks_back_further_than_cloudwatch_does(stacks: list[Json]) -> None:
    for alarm in alarms(stacks):
        for _, period in looked_at(alarm):
            longest = LONGEST_SECONDS[period >= 3600]
            assert period * alarm["evaluation_periods"] <= longest


def test_nodes_do_not_ask_for_what_the_table_does_not_know(stacks: list[Json]) -> None:
    templates = [each for data in stacks for each in of(data, "aws_launch_template")]
    assert templates
    assert not [each for each in templates if "monitoring" in each]


def test_the_table_knows_the_metrics_of_every_alarm_and_no_others(stacks: list[Json]) -> None:
    found = {metric for alarm in alarms(stacks) for metric, _ in looked_at(alarm)}
    known = {metric if metric in RESOLUTION else metric.partition(" ")[0] for metric in found}
    assert known == {*RESOLUTION}


def test_no_two_alarms_have_one_name(stacks: list[Json]) -> None:
    names = [alarm["alarm_name"] for alarm in alarms(stacks)]
    assert len(names) == len(set(names))


def test_every_alarm_tells_somebody(stacks: list[Json]) -> None:
    for alarm in alarms(stacks):
        assert alarm["alarm_actions"]
        assert alarm["alarm_actions"] == alarm["ok_actions"]
