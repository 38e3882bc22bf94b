import json

import pytest
import typer
from typer.testing import CliRunner

from ops import versions
from ops.versions import main


def test_it_tells_the_versions_that_are_pinned() -> None:
    command = typer.Typer()
    command.command()(main)
    told = json.loads(CliRunner().invoke(command, ["--json"]).stdout)
    assert told["Terraform providers"]["aws"] == "5.100.0"
    assert told["platform"]["CDKTF"] == "0.21.0"
    assert told["Kubernetes"]["staging"] == "1.35"
    assert told["charts of ours"]["microservice"]
    assert told["charts of others"]["external-dns"]


def test_the_table_tells_the_same() -> None:
    command = typer.Typer()
    command.command()(main)
    told = CliRunner().invoke(command, []).stdout
    assert "5.100.0" in told
    assert "Terraform providers" in told


def test_a_terraform_that_is_not_there_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert versions.versions()["programs"]["Terraform"] == "not installed"
