"""Synth writes experiment templates where an environment asks for them, and nowhere else."""

import json
import shutil
from pathlib import Path

import pytest

from config.environment import load_environment
from config.errors import Refusal
from config.model import EnvironmentConfig
from config.sections.resilience import (
    FaultInjectionConfig,
    GameDaysConfig,
    ResilienceConfig,
)
from gameday.fault_injection.files import write_templates
from tests.resilience.synthesized import synthesized


def asking(wanted: FaultInjectionConfig) -> EnvironmentConfig:
    """Return production's configuration, which asks for templates or for none."""
    days = ResilienceConfig(game_days=GameDaysConfig(fault_injection=wanted))
    return load_environment("prod").model_copy(update={"resilience": days})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with production's stacks."""
    shutil.copytree(synthesized("prod"), tmp_path / "cdktf.out", symlinks=True)
    return tmp_path / "cdktf.out"


def test_each_zone_gets_a_file_with_the_role_of_the_account(folder: Path) -> None:
    config = asking(FaultInjectionConfig(role="faults"))
    write_templates(config, folder)
    found = {file.stem: json.loads(file.read_text()) for file in folder.glob("fault-injection/*")}
    assert sorted(found) == ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
    assert {each["roleArn"] for each in found.values()} == {
        f"arn:aws:iam::{config.account_id}:role/faults"
    }


def test_without_being_asked_for_those_of_before_are_removed(folder: Path) -> None:
    write_templates(asking(FaultInjectionConfig(role="faults")), folder)
    write_templates(asking(FaultInjectionConfig()), folder)
    assert not (folder / "fault-injection").exists()


def test_tags_that_match_nothing_are_refused_with_their_line_and_nothing_is_left(
    folder: Path,
) -> None:
    write_templates(asking(FaultInjectionConfig(role="faults")), folder)
    with pytest.raises(Refusal) as refused:
        write_templates(asking(FaultInjectionConfig(role="faults", tags={"Stack": "x"})), folder)
    assert "prod.yaml" in str(refused.value)
    assert str(refused.value).count("FIS would skip it") == 3
    assert not (folder / "fault-injection").exists()
