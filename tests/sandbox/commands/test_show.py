"""What is shown of a sandbox."""

import json
from collections.abc import Callable

import pytest

from sandbox.commands import synthesis
from sandbox.paths import (
    DATABASES,
)
from tests.sandbox.commands.support import cells, outputs, run, start

pytestmark = pytest.mark.slow


def test_the_outputs_of_each_stack_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    values = {"networking": {"vpc_id": "vpc-1", "zones": ["eu-west-1a", "eu-west-1b"]}}
    result = outputs(monkeypatch, values)
    assert cells(result.stdout) == [
        ["networking", "vpc_id", "vpc-1"],
        ["networking", "zones", "eu-west-1a"],
        ["", "", "eu-west-1b"],
    ]
    assert result.exit_code == 0


def test_an_output_that_is_longer_than_the_line_is_shown_as_a_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    arn = f"arn:aws:secretsmanager:eu-west-1:111122223333:secret:{'x' * 200}"
    result = outputs(monkeypatch, {"databases": {"secret_arn": arn}})
    assert "".join(value for _, _, value in cells(result.stdout)) == arn


def test_a_pipeline_reads_the_outputs_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    values = {"networking": {"vpc_id": "vpc-1", "zones": ["eu-west-1a", "[b]" * 40]}}
    assert json.loads(outputs(monkeypatch, values, "--json").stdout) == values


@pytest.mark.parametrize("command", ["status", "diff", "outputs", "kubeconfig"])
def test_without_a_sandbox_there_is_nothing_to_show(command: str) -> None:
    result = run(command)
    assert result.exit_code == 2
    assert "No sandbox runs" in result.stderr


def test_an_output_that_cannot_be_read_is_a_failure(
    deployment: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    deployment(lambda _: None)
    monkeypatch.setattr(synthesis, "_run", lambda *_: None)
    result = run("up")
    assert result.exit_code == 1
    assert "manifest.json cannot be read" in result.stderr


def test_outputs_of_what_is_not_synthesized_are_refused() -> None:
    start()
    result = run("outputs")
    assert result.exit_code == 2
    assert "Run `make up` again" in result.stderr


def test_the_status_shows_databases() -> None:
    start()
    DATABASES.mkdir()
    (DATABASES / "services.conf").write_text("[backend]\n")
    assert "databases: " in run("status").stdout


def test_what_is_shown_names_the_environment_that_it_is_of(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert outputs(monkeypatch, {"networking": {}}).stdout.startswith("staging:\n")
    assert "staging" in run("status").stdout.splitlines()[0]
