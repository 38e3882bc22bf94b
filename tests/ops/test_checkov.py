from pathlib import Path

import pytest

from ops.checkov import Finding, compare, main, waivers
from tests.fixtures.output import write_output

TOPIC = Finding(stack="stack", resource="topic", check="CKV_AWS_26")
ENCRYPTED = {"kms_master_key_id": "key"}
WAIVED = {"//": {"checkov": {"CKV_AWS_26": "because"}}}


def synthesize(folder: Path, **topic: object) -> None:
    """Write a stack of one topic, in which checkov finds `TOPIC` unless it is encrypted."""
    data = {
        "terraform": {"required_version": ">= 1.0"},
        "resource": {"aws_sns_topic": {"topic": {"name": "t", **topic}}},
    }
    write_output(folder, {"stack": data})


def test_findings_and_waivers_without_a_finding_fail_the_check(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    synthesize(tmp_path / "bare")
    synthesize(tmp_path / "clean", **ENCRYPTED)
    synthesize(tmp_path / "stale", **ENCRYPTED, **WAIVED)
    synthesize(tmp_path / "waived", **WAIVED)
    assert main(tmp_path) == 1
    problems = capsys.readouterr().err.splitlines()
    what = "Ensure all data stored in the SNS topic is encrypted"
    assert [problem for problem in problems if not problem.startswith(" ")] == [
        f"bare/stacks/stack: topic: CKV_AWS_26 fails: {what}",
        "stale/stacks/stack: topic: CKV_AWS_26 is waived, but passes",
    ]


def test_the_output_of_one_synthesis_is_checked_as_well(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    synthesize(tmp_path)
    assert main(tmp_path) == 1
    assert "stacks/stack: topic: CKV_AWS_26 fails" in capsys.readouterr().err


def test_waived_findings_pass(tmp_path: Path) -> None:
    synthesize(tmp_path / "waived", **WAIVED)
    assert main(tmp_path) == 0


def test_a_folder_without_stacks_is_not_taken_for_a_clean_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(tmp_path) == 2
    assert "synthesize the stacks first" in capsys.readouterr().err


def test_stacks_that_checkov_cannot_read_are_not_taken_for_clean_ones(tmp_path: Path) -> None:
    write_output(tmp_path / "broken", {"stack": {"resource": {"aws_sns_topic": {"t": 1}}}})
    assert main(tmp_path) == 2


def test_a_stack_that_is_no_json_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    synthesize(tmp_path / "cut")
    file = tmp_path / "cut/stacks/stack/cdk.tf.json"
    file.write_text("{", encoding="utf-8")
    assert main(tmp_path) == 2
    assert f"{file} is not the JSON of a stack" in capsys.readouterr().err


def test_a_waiver_holds_for_its_own_check_only() -> None:
    other = Finding(stack="stack", resource="topic", check="CKV_AWS_1")
    problems = list(compare({TOPIC: "name"}, [other]))
    assert [problem.split("\n")[0] for problem in problems] == [
        "stack: topic: CKV_AWS_26 fails: name",
        "stack: topic: CKV_AWS_1 is waived, but passes",
    ]


def test_resources_without_a_waiver_have_none() -> None:
    assert waivers({"stack": {"resource": {"aws_sns_topic": {"topic": {"//": {}}}}}}) == {}
