"""Which stacks there are to plan or to deploy."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from delivery.__main__ import app
from delivery.stacks import needed_jobs, verified_stacks
from ops.command import Refusal
from tests.delivery.conftest import Folder


@pytest.fixture
def synthesized(folder: Folder) -> Path:
    """Return a folder with a good folder of staging."""
    folder.judged()
    return folder.path.parent


def test_stacks_are_listed_after_those_that_they_need(synthesized: Path) -> None:
    assert verified_stacks(synthesized) == {"staging": ["networking", "k8s"]}


def test_an_environment_that_main_does_not_know_is_left_alone(synthesized: Path) -> None:
    shutil.copytree(synthesized / "staging", synthesized / "new")

    assert verified_stacks(synthesized).keys() == {"staging"}


def test_a_folder_of_no_environment_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="has no folder of lab, prod, staging"):
        verified_stacks(tmp_path)


def test_the_mistakes_of_all_environments_are_reported_at_once(synthesized: Path) -> None:
    (synthesized / "staging/evil.tf").touch()
    shutil.copytree(synthesized / "staging", synthesized / "prod")

    done = CliRunner().invoke(app, ["stacks", str(synthesized)])

    assert (done.exit_code, done.stdout) == (2, "")
    for place in ("staging/evil.tf", "prod/evil.tf"):
        assert f"{synthesized}/{place}: (the whole file)" in done.stderr


def test_a_cycle_is_refused(folder: Folder) -> None:
    folder.manifest["stacks"]["networking"]["dependencies"] = ["k8s"]
    folder.judged()

    with pytest.raises(Refusal, match=r"need each other in a cycle.*in stacks/"):
        verified_stacks(folder.path.parent)


def test_a_stack_waits_for_the_jobs_that_deploy_what_it_needs(synthesized: Path) -> None:
    folder = synthesized / "staging"

    assert needed_jobs("staging", "k8s", folder) == ["staging / networking"]
    assert needed_jobs("staging", "networking", folder) == []


def test_a_stack_that_is_not_there_is_refused(synthesized: Path, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="has no stack queues, only k8s, networking"):
        needed_jobs("staging", "queues", synthesized / "staging")
    with pytest.raises(Refusal, match="cannot be read"):
        needed_jobs("staging", "k8s", tmp_path / "nowhere")


def test_the_command_prints_json_for_a_matrix(synthesized: Path) -> None:
    done = CliRunner().invoke(app, ["stacks", str(synthesized)])

    assert json.loads(done.stdout) == {"staging": ["networking", "k8s"]}


def test_verifying_one_environment_exits_with_2_when_it_refuses(
    synthesized: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLATFORM_ENV", "staging")
    arguments = ["verify", str(synthesized / "staging")]

    assert CliRunner().invoke(app, arguments).exit_code == 0
    (synthesized / "staging/evil.tf").touch()
    done = CliRunner().invoke(app, arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "does not belong here" in done.stderr
