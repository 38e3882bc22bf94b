import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.environment import (
    available_environments,
    environment_name,
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


@pytest.mark.parametrize("context", ["{", "[]", "[" * 100_000, '"x"', "\ufeff\ufeff{}"])
def test_a_context_that_is_no_mapping_is_a_mistake(
    monkeypatch: pytest.MonkeyPatch, context: str
) -> None:
    monkeypatch.setenv("PLATFORM_ENV", "staging")
    monkeypatch.setenv("CDKTF_CONTEXT_JSON", context)
    with pytest.raises(ConfigError) as caught:
        environment_name()
    (mistake,) = caught.value.mistakes
    assert (str(mistake.file), mistake.path) == ("CDKTF_CONTEXT_JSON", "(the environment variable)")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('{\n "a": 1,\n', "cdktf.json:3"),
        ("[]", "cdktf.json: (the whole file)"),
        ('{"context": "staging"}', "cdktf.json: context"),
        (None, "cdktf.json: (the whole file)"),
    ],
)
def test_settings_of_cdktf_that_are_no_mapping_are_a_mistake(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str | None, place: str
) -> None:
    monkeypatch.delenv("CDKTF_CONTEXT_JSON", raising=False)
    monkeypatch.chdir(tmp_path)
    if text is not None:
        Path("cdktf.json").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        environment_name()
    assert str(caught.value).startswith(place)


def test_settings_of_cdktf_may_begin_with_a_mark_of_their_encoding(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("PLATFORM_ENV", raising=False)
    monkeypatch.delenv("CDKTF_CONTEXT_JSON", raising=False)
    monkeypatch.chdir(tmp_path)
    text = '{"context": {"environment": "dev"}}'
    Path("cdktf.json").write_text(text, encoding="utf-8-sig")
    assert environment_name() == "dev"


def test_an_environment_whose_name_is_nearly_right_is_proposed() -> None:
    with pytest.raises(ConfigError) as caught:
        load_environment("stagin")
    (mistake,) = caught.value.mistakes
    assert mistake.remedy == "did you mean `staging`?"


@pytest.mark.parametrize("file", ["dev.yml", "dev.YAML", "dev.yaml.txt", "Dev.yml", "dev.json"])
def test_a_file_with_another_ending_is_named_where_its_environment_is_missing(
    tmp_path: Path, file: str
) -> None:
    (tmp_path / file).touch()
    with pytest.raises(ConfigError) as caught:
        load_environment("dev", tmp_path)
    (mistake,) = caught.value.mistakes
    assert mistake.remedy == f"rename {tmp_path / file} to dev.yaml"


def test_stray_files_are_no_environments(tmp_path: Path) -> None:
    for name in ("dev.yaml", ".dev.yaml.swp", "._dev.yaml", "dev.yaml~", "#dev.yaml#", ".DS_Store"):
        (tmp_path / name).touch()
    (tmp_path / ".#dev.yaml").symlink_to("user@host.1234")
    assert available_environments(tmp_path) == ("dev",)


@pytest.mark.parametrize("name", ["", "production", "../environments/prod"])
def test_an_unknown_environment_is_answered_with_those_there_are(name: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_environment(name)
    (mistake,) = caught.value.mistakes
    assert mistake.allowed == "lab, prod, staging"


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


def test_a_report_counts_its_mistakes_in_the_order_of_their_lines(tmp_path: Path) -> None:
    (tmp_path / "dev.yaml").write_text("region: here\nname: dev\n", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_environment("dev", tmp_path)
    report = caught.value.report()
    assert report.index("dev.yaml:1: region") > report.index("dev.yaml:1: network")
    assert report.endswith("7 mistakes; nothing was written.")
