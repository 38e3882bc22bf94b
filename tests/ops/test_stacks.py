"""The order in which the stacks of a manifest deploy."""

import json
from pathlib import Path

import cdktf
import pytest
from typer.testing import CliRunner, Result

from ops.stacks import app, deployment_waves


def write_manifest(directory: Path, dependencies: dict[str, list[str]]) -> None:
    """Write the manifest of stacks that depend on each other as given."""
    stacks = {
        name: {"name": name, "constructPath": name, "dependencies": needed}
        for name, needed in dependencies.items()
    }
    (directory / "manifest.json").write_text(json.dumps({"stacks": stacks}))


def run(directory: Path) -> Result:
    return CliRunner().invoke(app, [str(directory)])


def assert_refused(result: Result, *reasons: str) -> None:
    assert (result.exit_code, result.stdout) == (2, "")
    for reason in reasons:
        assert reason in result.stderr


def test_a_stack_deploys_one_wave_after_the_last_of_its_dependencies() -> None:
    dependencies = {
        "k8s": ["networking", "databases"],
        "databases": ["networking"],
        "networking": [],
    }

    assert deployment_waves(dependencies) == [["networking"], ["databases"], ["k8s"]]


def test_stacks_that_do_not_need_each_other_share_a_wave_sorted_by_name() -> None:
    dependencies = {"networking": [], "queues": ["networking"], "databases": ["networking"]}

    assert deployment_waves(dependencies) == [["networking"], ["databases", "queues"]]


def test_the_manifest_that_cdktf_writes_is_understood(tmp_path: Path) -> None:
    synthesized = cdktf.App(outdir=str(tmp_path))
    networking = cdktf.TerraformStack(synthesized, "networking")
    databases = cdktf.TerraformStack(synthesized, "databases")
    databases.add_dependency(networking)
    synthesized.synth()

    assert json.loads(run(tmp_path).stdout) == [["networking"], ["databases"]]


def test_a_dependency_is_found_by_its_construct_path_and_printed_by_its_name(
    tmp_path: Path,
) -> None:
    stacks = {
        "databases": {
            "name": "databases",
            "constructPath": "eu/databases",
            "dependencies": ["eu/networking"],
        },
        "networking": {
            "name": "networking",
            "constructPath": "eu/networking",
            "dependencies": [],
        },
    }
    (tmp_path / "manifest.json").write_text(json.dumps({"stacks": stacks}))

    assert json.loads(run(tmp_path).stdout) == [["networking"], ["databases"]]


def test_a_missing_manifest_is_refused_with_the_command_that_writes_it(tmp_path: Path) -> None:
    assert_refused(
        run(tmp_path), f"{tmp_path}/manifest.json cannot be read: No such file", "make synth"
    )


@pytest.mark.parametrize("text", ["", "[]", '{"stacks": {"networking": {}}}'])
def test_a_file_that_is_no_manifest_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "manifest.json").write_text(text)

    assert_refused(run(tmp_path), "manifest.json is not a manifest of CDKTF", "make synth")


def test_a_manifest_without_stacks_is_refused_because_a_matrix_must_not_be_empty(
    tmp_path: Path,
) -> None:
    write_manifest(tmp_path, {})

    assert_refused(run(tmp_path), "manifest.json lists no stacks", "make synth")


def test_every_dependency_that_the_manifest_does_not_list_is_named_at_once(tmp_path: Path) -> None:
    write_manifest(tmp_path, {"databases": ["networking"], "k8s": ["databases", "queues"]})

    assert_refused(
        run(tmp_path),
        "lists only databases, k8s",
        "databases depends on networking",
        "k8s depends on queues",
    )


def test_a_cycle_is_refused_and_shown_from_each_stack_to_the_one_it_needs(tmp_path: Path) -> None:
    write_manifest(
        tmp_path, {"networking": ["k8s"], "databases": ["networking"], "k8s": ["databases"]}
    )

    assert_refused(run(tmp_path), "depend on each other", "k8s -> databases")
