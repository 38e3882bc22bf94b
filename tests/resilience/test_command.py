"""`python -m resilience`, with an analysis that a test makes up."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from resilience import __main__ as command
from resilience.reading import Examination
from tests.resilience.analyses import ACCEPTED, SINGLE_NAT, analysis


@pytest.fixture(autouse=True)
def _found(monkeypatch: pytest.MonkeyPatch) -> None:
    found = Examination(analysis=analysis(ACCEPTED, single_nat=True), fails=False)
    monkeypatch.setattr(command, "examined", lambda *_, **__: found)


def run(*arguments: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(command.app, arguments)


def test_the_verdict_is_printed() -> None:
    done = run()
    assert done.exit_code == 0
    assert done.stdout.startswith("staging survives the loss of any one zone")


def test_without_a_terminal_nothing_is_coloured() -> None:
    assert "\x1b" not in run().stdout


def test_a_grave_weakness_that_nobody_accepts_is_status_3(monkeypatch: pytest.MonkeyPatch) -> None:
    weak = Examination(analysis=analysis(SINGLE_NAT, single_nat=True), fails=True)
    monkeypatch.setattr(command, "examined", lambda *_, **__: weak)
    done = run()
    assert done.exit_code == 3
    assert "single-nat-gateway" in done.stdout


@pytest.mark.parametrize(
    ("form", "start"),
    [
        ("console", "staging survives"),
        ("markdown", "## staging survives"),
        ("json", "{"),
        ("sarif", "{"),
        ("html", "<!doctype html>"),
        ("svg", "<svg"),
    ],
)
def test_each_form_is_written_into_a_file(form: str, start: str, tmp_path: Path) -> None:
    file = tmp_path / "report"
    assert run("--format", form, "--output", str(file)).exit_code == 0
    assert file.read_text(encoding="utf-8").lstrip().startswith(start)


def test_json_goes_to_standard_output() -> None:
    assert json.loads(run("--format", "json").stdout)["environment"] == "staging"


def test_a_file_that_cannot_be_written_is_a_failure(tmp_path: Path) -> None:
    done = run("--format", "json", "--output", str(tmp_path))
    assert done.exit_code == 1
    assert done.stderr == f"{tmp_path}: Is a directory\n"


def test_folders_that_were_not_synthesized_are_refused(tmp_path: Path) -> None:
    done = run("diff", str(tmp_path), str(tmp_path))
    assert done.exit_code == 2
    assert "Run `make synth`" in done.stderr


def test_the_help_says_which_status_means_what() -> None:
    assert "3 when a finding" in " ".join(run("--help").stdout.split())
