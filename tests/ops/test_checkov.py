from pathlib import Path

import typer
from typer.testing import CliRunner, Result

from ops.checkov import Finding, Report, compare, main, waivers
from tests.fixtures.output import write_output

TOPIC = Finding(stack="stack", resource="topic", check="CKV_AWS_26")
ENCRYPTED = {"kms_master_key_id": "key"}
NO_SUCH_CHECK = "is waived, but checkov makes no such check of this resource"


def waived(check: str) -> dict[str, object]:
    """Return what a waiver adds to a resource."""
    return {"//": {"checkov": {check: "because"}}}


WAIVED = waived("CKV_AWS_26")


def run(folder: Path) -> Result:
    app = typer.Typer()
    app.command()(main)
    return CliRunner().invoke(app, [str(folder)])


def synthesize(folder: Path, **topic: object) -> None:
    """Write a stack of one topic, in which checkov finds `TOPIC` unless it is encrypted."""
    data = {
        "terraform": {"required_version": ">= 1.0"},
        "resource": {"aws_sns_topic": {"topic": {"name": "t", **topic}}},
    }
    write_output(folder, {"stack": data})


def test_findings_and_waivers_without_a_finding_fail_the_check(tmp_path: Path) -> None:
    synthesize(tmp_path / "bare")
    synthesize(tmp_path / "clean", **ENCRYPTED)
    synthesize(tmp_path / "stale", **ENCRYPTED, **WAIVED)
    synthesize(tmp_path / "unknown", **ENCRYPTED, **waived("CKV_AWS_99999"))
    synthesize(tmp_path / "waived", **WAIVED)
    # A check of buckets.
    synthesize(tmp_path / "wrong", **ENCRYPTED, **waived("CKV_AWS_18"))
    result = run(tmp_path)
    assert result.exit_code == 1
    problems = result.stderr.splitlines()
    what = "Ensure all data stored in the SNS topic is encrypted"
    assert [problem for problem in problems if not problem.startswith(" ")] == [
        f"bare/stacks/stack: topic: CKV_AWS_26 fails: {what}",
        "stale/stacks/stack: topic: CKV_AWS_26 is waived, but passes",
        f"unknown/stacks/stack: topic: CKV_AWS_99999 {NO_SUCH_CHECK}",
        f"wrong/stacks/stack: topic: CKV_AWS_18 {NO_SUCH_CHECK}",
    ]


def test_the_output_of_one_synthesis_is_checked_as_well(tmp_path: Path) -> None:
    synthesize(tmp_path)
    result = run(tmp_path)
    assert result.exit_code == 1
    assert "stacks/stack: topic: CKV_AWS_26 fails" in result.stderr


def test_waived_findings_pass(tmp_path: Path) -> None:
    synthesize(tmp_path / "waived", **WAIVED)
    assert run(tmp_path).exit_code == 0


def test_a_folder_without_stacks_is_not_taken_for_a_clean_one(tmp_path: Path) -> None:
    result = run(tmp_path)
    assert result.exit_code == 2
    assert "synthesize the stacks first" in result.stderr


def test_stacks_that_checkov_cannot_read_are_not_taken_for_clean_ones(tmp_path: Path) -> None:
    broken = {"provider": {"aws": 1}, "resource": {"aws_sns_topic": {"t": {}}}}
    write_output(tmp_path / "broken", {"stack": broken})
    result = run(tmp_path)
    assert result.exit_code == 2
    assert "checkov could not read the stacks" in result.stderr


def test_a_stack_that_is_no_json_is_named(tmp_path: Path) -> None:
    synthesize(tmp_path / "cut")
    file = tmp_path / "cut/stacks/stack/cdk.tf.json"
    file.write_text("{", encoding="utf-8")
    result = run(tmp_path)
    assert result.exit_code == 2
    assert f"{file} is not JSON" in result.stderr


def test_a_waiver_holds_for_its_own_check_only() -> None:
    other = Finding(stack="stack", resource="topic", check="CKV_AWS_1")
    report = Report(failed={TOPIC: "name"}, passed=frozenset([other]))
    problems = list(compare(report, [other]))
    assert [problem.split("\n")[0] for problem in problems] == [
        "stack: topic: CKV_AWS_26 fails: name",
        "stack: topic: CKV_AWS_1 is waived, but passes",
    ]


def test_resources_without_a_waiver_have_none() -> None:
    assert waivers({"stack": {"resource": {"aws_sns_topic": {"topic": {"//": {}}}}}}) == {}
