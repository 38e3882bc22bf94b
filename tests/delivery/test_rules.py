"""The rules of the branch main."""

import json
from pathlib import Path
from typing import Any

import yaml
from typer.testing import CliRunner

from delivery.__main__ import app
from delivery.rules import REQUIRED_CHECKS, branch_ruleset

WORKFLOWS = Path(__file__).parents[2] / ".github/workflows"


def rule(kind: str) -> dict[str, Any]:
    """Return the parameters of the one rule of a kind."""
    (found,) = [each for each in branch_ruleset()["rules"] if each["type"] == kind]
    parameters: dict[str, Any] = found.get("parameters", {})
    return parameters


def names(workflow: str) -> set[str]:
    """Return the names that GitHub gives the jobs of a workflow, those that it calls included."""
    found: set[str] = set()
    for job in yaml.safe_load((WORKFLOWS / workflow).read_text())["jobs"].values():
        called = job.get("uses", "").removeprefix("./.github/workflows/")
        inner = names(called) if called else {""}
        found |= {" / ".join(filter(None, (job["name"], each))) for each in inner}
    return found


def test_nobody_may_bypass_the_rules_of_main() -> None:
    ruleset = branch_ruleset()

    assert (ruleset["enforcement"], ruleset["bypass_actors"]) == ("active", [])
    assert ruleset["conditions"]["ref_name"]["include"] == ["~DEFAULT_BRANCH"]


def test_main_is_never_removed_or_rewritten() -> None:
    assert {"deletion", "non_fast_forward"} <= {each["type"] for each in branch_ruleset()["rules"]}


def test_code_owners_approve_what_is_merged_and_nothing_older() -> None:
    parameters = rule("pull_request")

    assert parameters["required_approving_review_count"] == 1
    assert parameters["require_code_owner_review"]
    assert parameters["dismiss_stale_reviews_on_push"]
    assert parameters["require_last_push_approval"]


def test_the_required_checks_are_jobs_that_every_pull_request_gets() -> None:
    parameters = rule("required_status_checks")

    required = {check["context"] for check in parameters["required_status_checks"]}
    assert required == set(REQUIRED_CHECKS)
    assert required <= names("test.yml") | names("review.yml") | names("chart.yml")
    assert parameters["strict_required_status_checks_policy"]


def test_no_status_of_anybody_but_github_actions_passes_for_a_required_check() -> None:
    checks = rule("required_status_checks")["required_status_checks"]

    assert [check["integration_id"] for check in checks] == [15_368] * len(REQUIRED_CHECKS)


def test_the_command_prints_the_ruleset() -> None:
    assert json.loads(CliRunner().invoke(app, ["rules"]).stdout) == branch_ruleset()
