"""The order in which the stacks of a manifest deploy."""

import json
from pathlib import Path

import cdktf
import pytest
from typer.testing import CliRunner, Result

from ops.stacks import app
from tests.fixtures.output import write_output


def write_stacks(folder: Path, dependencies: dict[str, list[str]]) -> None:
    """Write empty stacks that depend on each other as given."""
    write_output(folder, {name: {} for name in dependencies}, dependencies)


def run(folder: Path) -> Result:
    return CliRunner().invoke(app, [str(folder)])


def test_waves_are_printed_as_json(tmp_path: Path) -> None:
    write_stacks(
        tmp_path,
        {"k8s": ["networking", "databases"], "databases": ["networking"], "networking": []},
    )
    assert json.loads(run(tmp_path).stdout) == [["networking"], ["databases"], ["k8s"]]


def test_the_manifest_that_cdktf_writes_is_understood(tmp_path: Path) -> None:
    synthesized = cdktf.App(outdir=str(tmp_path))
    networking = cdktf.TerraformStack(synthesized, "networking")
    databases = cdktf.TerraformStack(synthesized, "databases")
    databases.add_dependency(networking)
    synthesized.synth()

    assert json.loads(run(tmp_path).stdout) == [["networking"], ["databases"]]


@pytest.mark.parametrize(
    ("dependencies", "reason"),
    [
        ({}, "manifest.json lists no stacks"),
        ({"databases": ["networking"]}, "databases depends on networking"),
    ],
)
def test_a_manifest_that_tells_no_order_is_refused_with_the_command_that_writes_it(
    tmp_path: Path, dependencies: dict[str, list[str]], reason: str
) -> None:
    write_stacks(tmp_path, dependencies)
    result = run(tmp_path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert reason in result.stderr
    assert "make synth" in result.stderr


def test_a_cycle_is_refused_with_what_ends_it(tmp_path: Path) -> None:
    write_stacks(tmp_path, {"k8s": ["databases"], "databases": ["k8s"]})
    result = run(tmp_path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "depend on each other: databases -> k8s -> databases" in result.stderr
    assert "Take one of these dependencies away in stacks/" in result.stderr
