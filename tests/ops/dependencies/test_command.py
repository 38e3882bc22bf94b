"""What the command prints."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from ops.dependencies import __main__ as command
from ops.dependencies.ecosystem import Dependency, Ecosystem
from ops.dependencies.report import report

FOUND = {
    "npm": Ecosystem(
        direct=(Dependency(name="node", version="22.1.0", files=("lock",), licence="MIT"),),
        indirect=3,
    ),
    "GitHub actions": Ecosystem(
        direct=(Dependency(name="actions/checkout", version="v7", files=("a.yml", "b.yml")),)
    ),
}


def printed(monkeypatch: pytest.MonkeyPatch, *options: str) -> str:
    """Return what the command prints of these ecosystems."""
    monkeypatch.setattr(command, "report", lambda: FOUND)
    app = typer.Typer()
    app.command()(command.main)
    return CliRunner().invoke(app, list(options)).stdout


def test_the_table_names_each_ecosystem(monkeypatch: pytest.MonkeyPatch) -> None:
    told = [line.split() for line in printed(monkeypatch).splitlines()]
    assert ["npm", "1", "direct,", "which", "bring", "3", "more"] in told
    assert ["GitHub", "actions", "1", "direct"] in told


def test_a_row_of_the_table_has_version_licence_and_file(monkeypatch: pytest.MonkeyPatch) -> None:
    (row,) = [line for line in printed(monkeypatch).splitlines() if " node " in line]
    assert row.split() == ["node", "22.1.0", "MIT", "lock"]


def test_a_row_of_the_table_names_one_of_several_files(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "a.yml and 1 more" in printed(monkeypatch)


def test_json_has_every_dependency_with_its_files(monkeypatch: pytest.MonkeyPatch) -> None:
    told = json.loads(printed(monkeypatch, "--json"))
    assert told["GitHub actions"] == {
        "direct": [
            {
                "name": "actions/checkout",
                "version": "v7",
                "files": ["a.yml", "b.yml"],
                "licence": None,
            }
        ],
        "indirect": None,
    }


def test_nothing_of_a_checkout_is_without_a_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Workflows are the owner's: the rest is ours.
    for name in ("Pipfile", "Pipfile.lock", "helm", "package-lock.json", "tools"):
        (tmp_path / name).symlink_to(Path(name).absolute())
    monkeypatch.chdir(tmp_path)
    found = report()
    assert [name for name, each in found.items() if not each.direct] == ["GitHub actions"]
    assert all(each.version for ecosystem in found.values() for each in ecosystem.direct)
