"""Experiment templates are there where an environment asks for them, and nowhere else."""

from pathlib import Path

import pytest
from typer import Typer
from typer.testing import CliRunner

from config.environment import load_environment
from config.errors import Refusal
from config.model import EnvironmentConfig
from config.sections.resilience import (
    FaultInjectionConfig,
    GameDaysConfig,
    ResilienceConfig,
)
from gameday.fault_injection import __main__
from gameday.fault_injection.asked import asked_templates
from tests.resilience.synthesized import synthesized


def asking(wanted: FaultInjectionConfig) -> EnvironmentConfig:
    """Return production's configuration, which asks for templates or for none."""
    days = ResilienceConfig(game_days=GameDaysConfig(fault_injection=wanted))
    return load_environment("prod").model_copy(update={"resilience": days})


def test_each_zone_gets_one_with_the_role_of_the_account() -> None:
    config = asking(FaultInjectionConfig(role="faults"))
    found = asked_templates(config, synthesized("prod"))
    assert sorted(found) == ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
    assert {each["roleArn"] for each in found.values()} == {
        f"arn:aws:iam::{config.account_id}:role/faults"
    }


def test_without_a_role_there_are_none() -> None:
    assert asked_templates(asking(FaultInjectionConfig()), synthesized("prod")) == {}


def test_tags_that_match_nothing_are_refused_with_the_file_and_each_kind() -> None:
    config = asking(FaultInjectionConfig(role="faults", tags={"Stack": "x"}))
    with pytest.raises(Refusal) as refused:
        asked_templates(config, synthesized("prod"))
    assert "prod.yaml" in str(refused.value)
    assert str(refused.value).count("FIS would skip it") == 3


@pytest.mark.parametrize(("role", "status", "count"), [("faults", 0, 3), (None, 2, 0)])
def test_the_command_writes_a_file_for_each_zone_or_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, role: str | None, status: int, count: int
) -> None:
    config = asking(FaultInjectionConfig(role=role))
    monkeypatch.setattr(__main__, "load_environment", lambda _: config)
    app = Typer()
    app.command()(__main__.main)
    folders = ["--folder", str(synthesized("prod")), "--output", str(tmp_path / "templates")]
    assert CliRunner().invoke(app, folders).exit_code == status
    assert len(list(tmp_path.glob("templates/*.json"))) == count
