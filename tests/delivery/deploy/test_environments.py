"""The jobs of deploy.yml."""

from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from delivery.__main__ import app
from delivery.deploy.environments import BEGIN, WORKFLOW, turns, with_jobs
from ops.command import Refusal

HEAD = f"on: push\njobs:\n  test:\n    name: Test\n\n{BEGIN}"


def test_production_comes_after_all_else_and_one_by_one() -> None:
    production = {"prod-us": True, "test": False, "prod-eu": True, "lab": False}

    assert turns(production) == {
        "lab": [],
        "test": [],
        "prod-eu": ["lab", "test"],
        "prod-us": ["lab", "test", "prod-eu"],
    }


def test_an_environment_has_a_job_that_waits_for_its_turn() -> None:
    written = yaml.safe_load(with_jobs(HEAD, {"test": False, "prod": True}))["jobs"]

    assert list(written) == ["test", "deploy-test", "deploy-prod"]
    assert written["deploy-prod"]["name"] == "prod"
    assert written["deploy-prod"]["needs"] == ["test", "synth", "deploy-test"]
    assert written["deploy-prod"]["with"]["environment"] == "prod"


def test_jobs_that_were_there_are_replaced() -> None:
    once = with_jobs(HEAD, {"old": False})

    assert with_jobs(once, {"new": False}) == with_jobs(HEAD, {"new": False})


def test_a_file_without_the_line_is_refused() -> None:
    with pytest.raises(Refusal, match=r"deploy\.yml lacks the line .*after the job `synth`"):
        with_jobs("jobs:\n", {"lab": False})


def test_the_command_writes_a_job_for_each_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "config").symlink_to(Path("config").absolute())
    monkeypatch.chdir(tmp_path)
    WORKFLOW.parent.mkdir(parents=True)
    WORKFLOW.write_text(HEAD)

    done = CliRunner().invoke(app, ["environments"])

    assert (done.exit_code, done.stdout) == (0, f"{WORKFLOW}: lab, staging, prod\n")
    assert list(yaml.safe_load(WORKFLOW.read_text())["jobs"])[1:] == [
        "deploy-lab",
        "deploy-staging",
        "deploy-prod",
    ]
