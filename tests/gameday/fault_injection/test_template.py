"""Experiment templates name what was synthesized, and nothing that FIS would skip in silence."""

import pytest

from config.errors import Refusal
from gameday.fault_injection.template import templates
from terraform_json.manifest import read_manifest
from terraform_json.types import Json
from tests.resilience.synthesized import synthesized

ROLE = "arn:aws:iam::444455556666:role/fault-injection"
ZONE = "eu-west-1b"


@pytest.fixture(scope="module")
def stacks() -> dict[str, Json]:
    """Return the stacks of production."""
    return {name: each.read() for name, each in read_manifest(synthesized("prod")).items()}


def test_each_zone_has_a_template_with_what_stands_there(stacks: dict[str, Json]) -> None:
    found = templates(stacks, ROLE, {})
    assert sorted(found) == ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
    targets = found[ZONE]["targets"]
    assert {name: each["resourceTags"]["Stack"] for name, each in targets.items()} == {
        "nodes": "k8s",
        "subnets": "networking",
        "database": "databases",
    }
    assert targets["nodes"]["filters"][0]["values"] == [ZONE]
    assert targets["subnets"]["parameters"] == {"availabilityZoneIdentifier": ZONE}


def test_targets_are_told_from_those_of_other_environments(stacks: dict[str, Json]) -> None:
    for target in templates(stacks, ROLE, {})[ZONE]["targets"].values():
        assert {"Environment", "Project", "Stack"} <= target["resourceTags"].keys()
        assert "Name" not in target["resourceTags"]


def test_every_action_is_done_to_a_target_of_the_template(stacks: dict[str, Json]) -> None:
    template = templates(stacks, ROLE, {})[ZONE]
    used = [name for each in template["actions"].values() for name in each["targets"].values()]
    assert sorted(used) == sorted(template["targets"])


def test_alarms_of_users_end_an_experiment(stacks: dict[str, Json]) -> None:
    conditions = templates(stacks, ROLE, {})[ZONE]["stopConditions"]
    alarms = "arn:aws:cloudwatch:eu-west-1:444455556666:alarm:platform-prod-k8s"
    assert [each["value"] for each in conditions] == [
        f"{alarms}-load-balancer-errors",
        f"{alarms}-server-errors",
    ]


def test_without_such_an_alarm_there_is_no_template(stacks: dict[str, Json]) -> None:
    kind = "aws_cloudwatch_metric_alarm"
    resource = {key: each for key, each in stacks["k8s"]["resource"].items() if key != kind}
    with pytest.raises(Refusal, match="No alarm would end an experiment"):
        templates({**stacks, "k8s": {**stacks["k8s"], "resource": resource}}, ROLE, {})


def test_a_tag_that_matches_nothing_is_refused_for_each_target(stacks: dict[str, Json]) -> None:
    with pytest.raises(Refusal) as refused:
        templates(stacks, ROLE, {"Stack": "k8s"})
    assert str(refused.value).count("FIS would skip it") == 2
    assert "aws:ec2:instance" not in str(refused.value)


def test_tags_that_all_targets_carry_take_the_place_of_the_others(stacks: dict[str, Json]) -> None:
    tags = {"Environment": "prod"}
    targets = templates(stacks, ROLE, tags)[ZONE]["targets"].values()
    assert [each["resourceTags"] for each in targets] == [tags] * 3
