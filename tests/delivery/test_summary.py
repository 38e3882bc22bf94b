"""What a plan would change, for people."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from delivery.__main__ import app
from delivery.summary import LONGEST_TEXT, counts, summary


def plan(*actions: list[str]) -> dict[str, Any]:
    return {"resource_changes": [{"change": {"actions": each}} for each in actions]}


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        (plan(), "no changes"),
        ({}, "no changes"),
        (plan(["no-op"], ["read"]), "no changes"),
        (plan(["create"], ["create"], ["update"]), "2 created, 1 updated"),
        (plan(["delete", "create"], ["create", "delete"]), "2 replaced"),
        (plan(["forget"], ["delete"]), "1 destroyed, 1 forgotten"),
    ],
)
def test_changes_are_counted_by_what_happens_to_a_resource(
    changes: dict[str, Any], line: str
) -> None:
    assert counts(changes) == line


def test_a_private_summary_holds_the_text() -> None:
    assert summary("staging k8s", plan(["create"]), "the plan") == (
        "## staging k8s: 1 created\n~~~~text\nthe plan\n~~~~\n"
    )


def test_a_public_summary_holds_the_counts_only() -> None:
    told = summary("staging k8s", plan(["create"]), None)

    assert told.startswith("## staging k8s: 1 created\n")
    assert "public" in told
    assert "~~~~" not in told


def test_no_text_ends_its_own_fence() -> None:
    text = "a\n~~~~\n  ~~~~~~\n<img src=x>"

    assert summary("t", plan(), text).splitlines()[1] == "~~~~~~~text"


@pytest.mark.parametrize("letter", ["x", "\u00e9", "\U0001f600"])
def test_a_text_is_cut_below_the_limit_of_github_and_says_so(letter: str) -> None:
    text = letter * (2 * LONGEST_TEXT // len(letter.encode()))

    told = summary("t", plan(), text)

    assert len(told.encode()) < 1024 * 1024
    assert told.endswith(
        "\n~~~~\n\n**The plan's text is cut here**: it has 2,000,000 bytes, and GitHub shows no"
        " more than these 1,000,000.\n"
    )


def test_no_text_makes_the_summary_longer_than_github_shows() -> None:
    told = summary("t", plan(), "~" * LONGEST_TEXT)

    assert len(told.encode()) < 1024 * 1024
    assert told.splitlines()[1] == "~" * 100 + "text"


def test_a_text_that_fits_is_not_cut() -> None:
    text = "x" * LONGEST_TEXT

    assert summary("t", plan(), text).endswith(f"\n{text}\n~~~~\n")


def test_the_command_shows_a_plan_of_terraform_without_what_is_sensitive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "stacks/k8s"
    folder.mkdir(parents=True)
    stack = {
        "resource": {"terraform_data": {"a": {"input": "seen"}}},
        "output": {"secret": {"value": "hidden", "sensitive": True}},
    }
    (folder / "cdk.tf.json").write_text(json.dumps(stack))
    for command in (["init"], ["plan", "-out=plan"]):
        subprocess.run(["terraform", *command], cwd=folder, check=True, capture_output=True)
    monkeypatch.setenv("PLATFORM_ENV", "staging")

    private = CliRunner().invoke(app, ["summary", "k8s", str(tmp_path), "--private"]).stdout
    public = CliRunner().invoke(app, ["summary", "k8s", str(tmp_path)]).stdout

    assert private.startswith("## staging k8s: 1 created\n~~~~text\n")
    assert "seen" in private
    assert "hidden" not in private
    assert "seen" not in public


def test_a_missing_plan_is_told_without_a_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLATFORM_ENV", "staging")

    done = CliRunner().invoke(app, ["summary", "k8s", str(tmp_path)])

    assert done.exit_code == 1
    assert "cannot show the plan" in done.stderr


@pytest.mark.parametrize("printed", ["text", "[]", "", "\\377", "[" * 100_000])
def test_a_terraform_that_shows_no_plan_is_told_without_a_traceback(
    printed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    terraform = tmp_path / "bin/terraform"
    terraform.parent.mkdir()
    terraform.write_text(f"#!/bin/sh\nprintf '{printed}'\n")
    terraform.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=":")
    monkeypatch.setenv("PLATFORM_ENV", "staging")

    done = CliRunner().invoke(app, ["summary", "k8s", str(tmp_path)])

    assert done.exit_code == 1
    assert "Terraform shows no" in done.stderr
