"""The commands that record plans and comment on them."""

import json
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from delivery.__main__ import app
from tests.delivery.comment.support import STACKS, text


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return what synthesis wrote: two stacks, of which `networking` is one of Terraform's own."""
    monkeypatch.setenv("PLATFORM_ENV", "staging")
    made = tmp_path / "cdktf.out"
    stack = {"resource": {"terraform_data": {"a": {"input": "seen"}}}}
    for name, content in {**STACKS, "networking": stack}.items():
        path = made / "stacks" / name / "cdk.tf.json"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(content))
    manifest = {
        name: {
            "name": name,
            "constructPath": name,
            "dependencies": [],
            "synthesizedStackPath": f"stacks/{name}/cdk.tf.json",
        }
        for name in STACKS
    }
    (made / "manifest.json").write_text(json.dumps({"stacks": manifest}))
    return made


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(each) for each in arguments])


def record(folder: Path, stack: str, *options: str, printed: str = "") -> Result:
    said = folder.parent / "printed.txt"
    said.write_text(printed)
    records = folder.parent / "records"
    return run("record", stack, records, folder, "--printed", said, *options)


def planned(folder: Path, status: int = 0) -> None:
    for command, expected in ((["init"], 0), (["plan", "-out=plan"], status)):
        stack = folder / "stacks/networking"
        done = subprocess.run(
            ["terraform", *command], cwd=stack, check=False, capture_output=True, text=True
        )
        assert done.returncode == expected, done.stderr


def test_a_plan_and_a_stack_that_waits_make_one_comment(folder: Path) -> None:
    planned(folder)
    networking = folder / "stacks/networking/cdk.tf.json"
    networking.write_text(json.dumps(STACKS["networking"]))

    done = [
        record(folder, "networking", "--private"),
        record(folder, "databases", "--private", printed=text("deferred-first")),
    ]
    told = run("comment", folder.parent / "records").stdout

    assert [each.exit_code for each in done] == [0, 0]
    assert "- `staging networking`: 1 created (1 other)" in told
    assert "- `staging databases` **deferred**: It waits until networking has been applied" in told
    assert "seen" in told


def test_a_public_comment_tells_the_counts_only(folder: Path) -> None:
    planned(folder)

    record(folder, "networking")
    told = run("comment", folder.parent / "records").stdout

    assert "- `staging networking`: 1 created\n" in told
    assert "seen" not in told
    assert "terraform_data" not in told


def test_a_plan_that_failed_fails_its_job_after_it_is_recorded(folder: Path) -> None:
    done = record(folder, "databases", "--private", printed=text("error"))
    told = run("comment", folder.parent / "records").stdout

    assert done.exit_code == 1
    assert "`staging databases` **failed**" in told


def test_half_a_plan_is_none(folder: Path) -> None:
    stack = {
        "resource": {"terraform_data": {"a": {"input": "seen"}}},
        "data": {"terraform_remote_state": {"b": {"backend": "local", "config": {"path": "none"}}}},
    }
    (folder / "stacks/networking/cdk.tf.json").write_text(json.dumps(stack))
    planned(folder, status=1)

    done = record(folder, "networking", printed=text("error"))

    assert (folder / "stacks/networking/plan").exists()
    assert done.exit_code == 1


def test_a_stack_without_a_record_counts_as_failed(folder: Path) -> None:
    record(folder, "databases", printed=text("deferred-first"))
    expected = [{"environment": "staging", "stack": each} for each in ("networking", "databases")]

    told = run("comment", folder.parent / "records", "--expected", json.dumps(expected)).stdout

    assert told.index("`staging networking` **failed**") < told.index("`staging databases`")


def test_a_folder_without_records_is_refused(tmp_path: Path) -> None:
    assert run("comment", tmp_path).exit_code == 2
