"""The folder that CDKTF writes."""

import json
from pathlib import Path

import pytest

from terraform_json.manifest import read_manifest
from terraform_json.types import TerraformJsonError
from tests.fixtures.output import write_output


def test_stacks_come_sorted_by_name_with_their_json(tmp_path: Path) -> None:
    write_output(tmp_path, {"k8s": {"output": {"a": {}}}, "databases": {}}, {"k8s": ["databases"]})
    stacks = read_manifest(tmp_path)
    assert list(stacks) == ["databases", "k8s"]
    assert stacks["k8s"].dependencies == ("databases",)
    assert stacks["k8s"].folder == tmp_path / "stacks/k8s"
    assert stacks["k8s"].read() == {"output": {"a": {}}}


def test_a_dependency_is_written_as_a_construct_path_and_read_as_a_name(tmp_path: Path) -> None:
    write_output(tmp_path, {"above": {}, "below": {}}, {"above": ["eu/below"]})
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    manifest["stacks"]["below"]["constructPath"] = "eu/below"
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    assert read_manifest(tmp_path)["above"].dependencies == ("below",)


def test_a_stack_that_the_manifest_does_not_list_is_none(tmp_path: Path) -> None:
    write_output(tmp_path, {"gone": {}})
    write_output(tmp_path, {"stack": {}})
    assert list(read_manifest(tmp_path)) == ["stack"]


def test_a_folder_without_a_manifest_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TerraformJsonError, match=r"manifest.json cannot be read: No such file"):
        read_manifest(tmp_path)


@pytest.mark.parametrize("text", [b"{}", b'{"stacks": []}', b'{"stacks": null}'])
def test_a_file_that_is_no_manifest_is_refused(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "manifest.json").write_bytes(text)
    with pytest.raises(TerraformJsonError, match="is not a manifest of CDKTF"):
        read_manifest(tmp_path)


def test_all_that_a_manifest_lacks_is_named_at_once(tmp_path: Path) -> None:
    stacks = {"one": {"name": "one", "constructPath": "one", "dependencies": "two"}, "two": 1}
    stacks["three"] = {"name": "three", "constructPath": "three", "dependencies": [{}]}
    (tmp_path / "manifest.json").write_text(json.dumps({"stacks": stacks}))
    with pytest.raises(TerraformJsonError) as refused:
        read_manifest(tmp_path)
    for wrong in (
        "one.dependencies",
        "one.synthesizedStackPath",
        "two is no object",
        "three.dependencies holds",
    ):
        assert f"stacks.{wrong}" in str(refused.value)


def test_a_manifest_without_stacks_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TerraformJsonError, match="lists no stacks"):
        read_manifest(write_output(tmp_path, {}))


def test_every_dependency_that_the_manifest_does_not_list_is_named_at_once(tmp_path: Path) -> None:
    write_output(tmp_path, {"a": {}, "b": {}}, {"a": ["x"], "b": ["a", "y"]})
    with pytest.raises(TerraformJsonError) as refused:
        read_manifest(tmp_path)
    assert "lists only a, b, but:\n  a depends on x\n  b depends on y" in str(refused.value)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{", "is not JSON: "),
        ('{"locals": []}', "is no stack of Terraform:\n  locals is no object"),
        ('{"output": {"a": 1}}', "is no stack of Terraform:\n  output.a is no object"),
    ],
)
def test_a_file_that_is_no_stack_is_refused_and_named(
    tmp_path: Path, text: str, problem: str
) -> None:
    stack = read_manifest(write_output(tmp_path, {"one": {}}))["one"]
    stack.file.write_text(text)
    with pytest.raises(TerraformJsonError, match=rf"one/cdk\.tf\.json {problem}"):
        stack.read()


def test_all_that_is_no_object_in_a_stack_is_named_at_once(tmp_path: Path) -> None:
    broken = {"resource": {"aws_vpc": {"main": 1, "other": {}}}, "data": {"aws_region": []}}
    stack = read_manifest(write_output(tmp_path, {"one": broken}))["one"]
    with pytest.raises(TerraformJsonError) as refused:
        stack.read()
    lines = str(refused.value).splitlines()[1:]
    assert lines == ["  data.aws_region is no object", "  resource.aws_vpc.main is no object"]
