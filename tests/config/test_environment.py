import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from config.environment import (
    available_environments,
    environment_name,
    load_environment,
)
from config.errors import ConfigError, Mistake
from config.fields import NatGateways
from config.model import EnvironmentConfig

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
    assert config.cluster.node_groups.apps.max_size == 10


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


def test_every_mistake_is_reported_at_once(staging: dict[str, Any], mistakes: Refuse) -> None:
    staging["region"] = "Ireland"
    staging["nmae"] = staging.pop("name")
    staging["network"]["zones"]["eu-west-1a"]["private"] = "10.10.0.0/33"
    staging["network"]["zones"]["eu-west-1b"]["public"] = "10.10.0.0/25"
    assert set(mistakes(staging)) == {
        "name",
        "nmae",
        "region",
        "network.zones.eu-west-1a.private",
        "network.zones.eu-west-1b.public",
    }


def test_a_mistake_says_where_what_is_allowed_and_the_remedy(
    staging: dict[str, Any], mistakes: Refuse
) -> None:
    staging["network"]["nat_gatways"] = staging["network"].pop("nat_gateways")
    mistake = mistakes(staging)["network.nat_gatways"]
    assert mistake.line == 31
    assert mistake.value == "single"
    assert "nat_gateways" in mistake.allowed
    assert mistake.remedy == "did you mean `nat_gateways`?"


def test_a_missing_key_is_reported_at_the_section_that_lacks_it(
    staging: dict[str, Any], mistakes: Refuse
) -> None:
    del staging["state"]["lock_table"]
    mistake = mistakes(staging)["state.lock_table"]
    assert (mistake.line, mistake.problem, mistake.remedy) == (9, "is missing", "add the key")
    assert "DynamoDB" in mistake.allowed


def test_a_number_where_text_belongs_asks_for_quotes(
    staging: dict[str, Any], mistakes: Refuse
) -> None:
    staging["account_id"] = 111122223333
    assert "quotes" in mistakes(staging)["account_id"].remedy


@pytest.mark.parametrize(
    ("section", "key", "problem"),
    [
        ("network", "interface_endpoints", "is not a list"),
        ("network", "zones", "is not a mapping"),
        ("network", "flow_logs", "is not a mapping"),
    ],
)
def test_another_kind_of_value_is_told_in_the_words_of_yaml(
    staging: dict[str, Any], mistakes: Refuse, section: str, key: str, problem: str
) -> None:
    staging[section][key] = 1
    assert mistakes(staging)[f"{section}.{key}"].problem == problem


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


def test_the_environment_is_chosen_by_the_variable_before_the_context(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CDKTF_CONTEXT_JSON", json.dumps({"environment": "staging"}))
    monkeypatch.setenv("PLATFORM_ENV", "prod")
    assert environment_name() == "prod"


def test_the_environment_is_chosen_by_the_context_that_cdktf_hands_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("PLATFORM_ENV", raising=False)
    monkeypatch.setenv("CDKTF_CONTEXT_JSON", json.dumps({"environment": "prod"}))
    assert environment_name() == "prod"


def test_the_environment_is_the_one_of_cdktf_json_if_nobody_says_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("PLATFORM_ENV", raising=False)
    monkeypatch.delenv("CDKTF_CONTEXT_JSON", raising=False)
    assert environment_name() == "staging"


@pytest.mark.parametrize("name", ["", "production", "../environments/prod"])
def test_an_unknown_environment_is_answered_with_those_there_are(name: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_environment(name)
    (mistake,) = caught.value.mistakes
    assert mistake.allowed == "prod, staging"


def test_the_name_in_the_file_must_be_the_name_of_the_file(
    staging: dict[str, Any], mistakes: Refuse
) -> None:
    staging["name"] = "prod"
    assert mistakes(staging)["name"].allowed == "staging"


def test_a_report_counts_its_mistakes_in_the_order_of_their_lines(tmp_path: Path) -> None:
    (tmp_path / "dev.yaml").write_text("region: here\nname: dev\n", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_environment("dev", tmp_path)
    report = caught.value.report()
    assert report.index("dev.yaml:1: region") > report.index("dev.yaml:1: network")
    assert report.endswith("7 mistakes; nothing was written.")
