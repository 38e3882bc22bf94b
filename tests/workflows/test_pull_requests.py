"""A pull request runs its own workflows, and so gets no rights."""

import re
from pathlib import Path

import pytest
import yaml

from tests.workflows.files import (
    ACTIONS,
    FILES,
    WORKFLOWS,
    all_jobs,
    jobs,
    run_by_pull_requests,
    triggers,
)


def test_nothing_runs_a_pull_request_s_code_with_the_rights_of_main() -> None:
    assert not [file.name for file in FILES if "pull_request_target" in triggers(file.name)]


def test_a_pull_request_runs_the_tests_and_the_review() -> None:
    assert run_by_pull_requests() == {"chart.yml", "review.yml", "synth.yml", "test.yml"}


def test_no_pull_request_waits_for_a_check_that_never_comes() -> None:
    # A workflow that `paths` or `branches` leaves out reports nothing; a job that is skipped does.
    for workflow in run_by_pull_requests():
        assert not triggers(workflow).get("pull_request")


def test_charts_are_checked_where_one_changes_or_nobody_knows() -> None:
    made = jobs("chart.yml")

    looks = made["changed"]["steps"][-1]["run"]
    assert "git diff --name-only HEAD^1 -- helm " in looks
    for changed in made.values():
        assert changed["steps"][0]["with"]["fetch-depth"] == 2
    assert made["charts"]["if"] == (
        "${{ !cancelled() && (needs.changed.result != 'success'"
        " || needs.changed.outputs.charts == 'changed') }}"
    )
    assert made["charts"]["steps"][-1]["run"] == "make chart BASE=HEAD^1"


def test_nothing_that_is_kept_from_other_runs_is_planned_or_deployed() -> None:
    keeping = {
        (workflow, step.get("if"))
        for workflow, job in all_jobs()
        for step in job.get("steps", ())
        if step.get("uses") == "./.github/actions/cached"
    }

    # Of these none has an identity: they are pull requests', or look at other versions.
    free = {(each, None) for each in ("chart.yml", "longevity.yml", "review.yml", "test.yml")}
    assert keeping == {*free, ("synth.yml", "github.event_name == 'pull_request'")}
    assert not [file for file in FILES if "actions/cache@" in file.read_text()]


def test_every_job_says_after_how_long_it_hangs() -> None:
    for workflow, job in all_jobs():
        # Its own deploy, and those of two stacks that it waits for.
        most = 900 if workflow == "deploy-environment.yml" else 120
        assert "uses" in job or 0 < job["timeout-minutes"] <= most, workflow


@pytest.mark.parametrize("workflow", sorted(run_by_pull_requests()))
def test_what_a_pull_request_can_change_has_no_identity_no_secret_and_no_runner_of_ours(
    workflow: str,
) -> None:
    assert "secrets." not in (WORKFLOWS / workflow).read_text()
    for job in jobs(workflow).values():
        assert job["permissions"] == {"contents": "read"}
        assert "environment" not in job
        assert "secrets" not in job
        assert "uses" in job or job["runs-on"] == "ubuntu-24.04"


def test_every_workflow_and_job_says_which_permissions_it_has() -> None:
    for file in FILES:
        assert yaml.safe_load(file.read_text())["permissions"] == {}
    assert all("permissions" in job for _, job in all_jobs())


def test_a_token_writes_what_tells_of_a_plan_and_proposes_a_release_and_nothing_else() -> None:
    written = {
        (workflow, scope)
        for workflow, job in all_jobs()
        for scope, access in job["permissions"].items()
        if access == "write" and scope != "id-token"
    }

    proposes = {("renew-nodes.yml", "contents"), ("renew-nodes.yml", "pull-requests")}
    tells = {("plan.yml", "statuses"), ("plan.yml", "pull-requests"), ("drift.yml", "issues")}
    assert written == tells | proposes


def test_what_can_push_runs_by_the_clock_only_and_none_of_others_code() -> None:
    assert set(triggers("renew-nodes.yml")) == {"schedule", "workflow_dispatch"}
    made = jobs("renew-nodes.yml")
    (pushing,) = [job for job in made.values() if "write" in job["permissions"].values()]
    assert pushing is made["propose"]
    used = [step["uses"].partition("@")[0] for step in pushing["steps"] if "uses" in step]
    assert used == ["actions/checkout", "actions/download-artifact"]
    (run,) = [step["run"] for step in pushing["steps"] if "run" in step]
    assert not re.search(r"\b(make|npm|npx|pip|python\d?|node)\b", run)
    assert "--include='config/aws/bottlerocket.py'" in run


@pytest.mark.parametrize("file", [*FILES, *ACTIONS], ids=lambda file: file.parent.name + file.stem)
def test_every_action_of_others_is_pinned_by_its_digest(file: Path) -> None:
    used = re.findall(r"^\s*-? uses: (\S+)( # v[\d.]+)?$", file.read_text(), flags=re.MULTILINE)

    assert len(used) == len(re.findall(r"\buses: ", file.read_text()))
    for action, version in used:
        ours = action.startswith("./.github/")
        assert ours or (re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", action) and version)
