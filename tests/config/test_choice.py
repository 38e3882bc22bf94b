"""How an environment is chosen, and what answers a choice that there is not."""

import json
from pathlib import Path

import pytest

from config.environment import (
    available_environments,
    environment_name,
    load_environment,
)
from config.errors import ConfigError


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
