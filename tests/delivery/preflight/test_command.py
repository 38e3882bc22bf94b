"""The command: what it prints, and its exit status."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from config.model import EnvironmentConfig
from delivery.__main__ import app
from terraform_json.types import Json
from tests.fixtures.output import write_output


@pytest.fixture(autouse=True)
def environment(staging_config: EnvironmentConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    """Choose staging."""
    monkeypatch.setenv("PLATFORM_ENV", staging_config.name)
    monkeypatch.setattr("delivery.__main__.load_environment", lambda _: staging_config)
    monkeypatch.setattr("delivery.preflight.needs._groups", lambda _: ())


def run(folder: Path, *options: str) -> Result:
    return CliRunner().invoke(app, ["preflight", str(folder), *options])


def test_something_that_is_missing_is_told_with_its_remedy(tmp_path: Path) -> None:
    result = run(write_output(tmp_path, {"one": {}}))
    assert result.exit_code == 1
    assert "run `make bootstrap`" in result.stdout
    assert result.stdout.endswith("0 good, 4 missing, 1 not known\n")


def test_only_what_is_known_to_be_missing_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("delivery.preflight.report.standing_checks", lambda _: ())
    stack: Json = {"resource": {"aws_vpc": {"v": {}}, "aws_eip": {"e": {}}}}
    result = run(write_output(tmp_path, {"one": stack}), "--json")
    assert result.exit_code == 0
    assert [(c["subject"], c["verdict"]) for c in json.loads(result.stdout)] == [
        ("VPCs", "good"),
        ("Elastic IPs", "not known"),
    ]


def test_a_folder_that_is_not_synthesized_is_refused(tmp_path: Path) -> None:
    result = run(tmp_path)
    assert result.exit_code == 2
    assert "make synth" in result.stderr
