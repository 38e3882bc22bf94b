from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.environment import (
    available_environments,
    load_environment,
    validate,
)
from config.errors import ConfigError, Mistake
from config.model import EnvironmentConfig
from config.sections.fields import NatGateways
from config.yaml.source import load_yaml

Accept = Callable[[object], EnvironmentConfig]


Refuse = Callable[[object], dict[str, Mistake]]


@pytest.mark.parametrize("name", available_environments())
def test_every_shipped_environment_is_valid(name: str) -> None:
    assert load_environment(name).name == name


def test_an_environment_survives_without_its_optional_parts(
    staging: dict[str, Any], accepted: Accept
) -> None:
    for section, key in (("network", "nat_gateways"), ("network", "flow_logs")):
        del staging[section][key]
    del staging["network"]["nat_gateway_zone"]
    staging.pop("tags")
    config = accepted(staging)
    assert config.network.nat_gateways is NatGateways.PER_ZONE
    assert config.cluster.node_groups["apps"].max_size == 10


def test_production_has_a_nat_gateway_a_zone() -> None:
    assert load_environment("prod").network.nat_gateways is NatGateways.PER_ZONE


def test_the_configuration_is_frozen() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load_environment("staging").region = "eu-west-2"  # type: ignore[misc] # the point


@pytest.mark.parametrize(
    ("region", "partition"),
    [("eu-west-1", "aws"), ("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov")],
)
def test_the_partition_follows_the_region(region: str, partition: str) -> None:
    config = load_environment("staging").model_copy(update={"region": region})
    assert config.partition == partition


@pytest.mark.parametrize(
    ("section", "key", "value"),
    [
        (None, "account_id", "11112222333\N{ARABIC-INDIC DIGIT THREE}"),
        (None, "region", "eu-west-\N{ARABIC-INDIC DIGIT ONE}"),
        ("database", "engine_version", "17.\N{ARABIC-INDIC DIGIT NINE}"),
        ("database", "maintenance_window", "sun:0\N{ARABIC-INDIC DIGIT THREE}:00-sun:04:00"),
    ],
)
def test_a_digit_of_another_script_is_refused(
    staging: dict[str, Any], mistakes: Refuse, section: str | None, key: str, value: str
) -> None:
    (staging[section] if section else staging)[key] = value
    assert set(mistakes(staging)) >= {f"{section}.{key}" if section else key}


@pytest.mark.parametrize(
    ("cidr", "problem"),
    [
        ("10.10.0.0", "is a /32"),
        ("10.10.0.1/16", "its network is 10.10.0.0/16"),
        ("11.0.0.0/16", "is not private"),
        ("10.0.0.0/8", "is a /8"),
        ("10.0.0.0/29", "is a /29"),
        ("ten", "is not an IPv4 network"),
        (10, "is not text"),
    ],
)
def test_a_network_that_aws_would_refuse_is_refused(
    staging: dict[str, Any], mistakes: Refuse, cidr: object, problem: str
) -> None:
    staging["network"]["cidr"] = cidr
    assert problem in mistakes(staging)["network.cidr"].problem


def test_a_tag_with_the_prefix_of_aws_is_refused(staging: dict[str, Any], mistakes: Refuse) -> None:
    staging["tags"]["AWS:owner"] = "me"
    assert "reserves" in mistakes(staging)["tags.AWS:owner"].problem


def test_the_name_in_the_file_must_be_the_name_of_the_file(
    staging: dict[str, Any], mistakes: Refuse
) -> None:
    staging["name"] = "prod"
    assert mistakes(staging)["name"].allowed == "staging"


@pytest.mark.parametrize(("field", "longest"), [("name", 15), ("project", 20)])
def test_a_name_that_roles_of_aws_could_not_carry_is_refused(
    staging: dict[str, Any], field: str, longest: int
) -> None:
    def load(name: str) -> EnvironmentConfig:
        data = staging | {field: name}
        return validate(load_yaml(yaml.safe_dump(data), Path(f"{data['name']}.yaml")))

    assert getattr(load("e" * longest), field) == "e" * longest
    with pytest.raises(ConfigError) as caught:
        load("e" * (longest + 1))
    (mistake,) = caught.value.mistakes
    assert (mistake.path, mistake.value) == (field, "e" * (longest + 1))
