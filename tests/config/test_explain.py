"""How the mistakes of an environment's file are explained."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from config.environment import (
    load_environment,
    validate,
)
from config.errors import ConfigError, Mistake
from config.yaml.source import load_yaml

Refuse = Callable[[object], dict[str, Mistake]]


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
    ("path", "value", "problem"),
    [
        ("region", "eu west", "is no region of AWS"),
        ("project", "p", "is shorter than 2 characters"),
        ("project", "p" * 21, "is longer than 20 characters"),
        ("region", None, "is read as null, where text belongs"),
        ("region", True, "is read as true or false, where text belongs"),
        ("region", [], "is read as a list, where text belongs"),
        ("tags", None, "is not a mapping"),
        ("network.nat_gateways", "two", "is none of the values that are allowed"),
        ("network.zones", {}, "has 0 entries, fewer than 2"),
        ("cluster.max_pods_per_node", 7, "is less than 8"),
        ("cluster.max_pods_per_node", 251, "is more than 250"),
        ("cluster.max_pods_per_node", "9", "is read as text, where a whole number belongs"),
        ("cluster.max_pods_per_node", 9.5, "is read as a number, where a whole number belongs"),
        ("cluster.log_retention_days", 2, "is none of the values that are allowed"),
        ("database.deletion_protection", "no", "is read as text, where true or false belongs"),
    ],
)
def test_no_mistake_is_told_in_the_words_of_python(
    staging: dict[str, Any], mistakes: Refuse, path: str, value: object, problem: str
) -> None:
    *section, key = path.split(".")
    (staging.setdefault(section[0], {}) if section else staging)[key] = value
    assert mistakes(staging)[path].problem == problem


@pytest.mark.parametrize(
    ("key", "value", "remedy"),
    [
        ("plan_role", 12, "write the value in quotes"),
        ("account_id", "123", "change the value to one that is allowed"),
        ("cluster.version", "135", "change the value to one that is allowed"),
        ("cluster.log_retention_days", "14", "remove the quotes"),
        ("region", None, "remove the line, or give a value"),
        ("cluster.max_pods_per_node", "9", "remove the quotes"),
        ("cluster.max_pods_per_node", "many", "change the value to one that is allowed"),
    ],
)
def test_another_kind_of_value_has_its_own_remedy(
    staging: dict[str, Any], mistakes: Refuse, key: str, value: object, remedy: str
) -> None:
    section, _, inner = key.partition(".")
    staging[section] = {inner: value} if inner else value
    assert mistakes(staging)[key].remedy == remedy


def test_a_field_of_few_values_lists_them(staging: dict[str, Any], mistakes: Refuse) -> None:
    staging["database"]["monitoring"] = {"metrics_interval_seconds": 7}
    allowed = mistakes(staging)["database.monitoring.metrics_interval_seconds"].allowed
    assert allowed.endswith("the operating system: 1, 5, 10, 15, 30 or 60")


@pytest.mark.parametrize("number", ["011111111111", "0x1f", "1_000", "1.10"])
def test_an_account_without_quotes_is_shown_as_it_is_written(number: str) -> None:
    document = load_yaml(f"name: staging\naccount_id: {number}\n", Path("staging.yaml"))
    with pytest.raises(ConfigError) as caught:
        validate(document)
    (mistake,) = [m for m in caught.value.mistakes if m.path == "account_id"]
    assert (mistake.line, mistake.value) == (2, number)
    assert mistake.problem == "is read as a number, where text belongs"


def test_thousands_of_unknown_keys_are_refused_in_seconds(
    staging: dict[str, Any], mistakes: Refuse
) -> None:
    unknown = {f"nat_gateways_{number}": number for number in range(20_000)}
    begun = time.process_time()
    found = mistakes(staging | unknown)
    assert len(found) == 20_000
    # Looking for a key that is alike takes a minute for so many, all else a second.
    assert time.process_time() - begun < 20


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


def test_a_report_counts_its_mistakes_in_the_order_of_their_lines(tmp_path: Path) -> None:
    (tmp_path / "dev.yaml").write_text("region: here\nname: dev\n", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_environment("dev", tmp_path)
    report = caught.value.report()
    assert report.index("dev.yaml:1: region") > report.index("dev.yaml:1: network")
    assert report.endswith("7 mistakes; nothing was written.")
