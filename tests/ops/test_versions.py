import json
import re
import subprocess
from pathlib import Path

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


def test_it_tells_which_commit_is_checked_out_and_that_files_differ(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(versions, "ROOT", tmp_path)
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "1.2.3"\n')
    assert versions.versions()["platform"]["commit"] == "no checkout of Git"
    author = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
    for command in (["init", "-q"], ["add", "."], [*author, "commit", "-qm", "all"]):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    assert re.fullmatch(r"[0-9a-f]{7,}", versions.versions()["platform"]["commit"])
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "1.2.4"\n')
    assert versions.versions()["platform"]["commit"].endswith("-dirty")
