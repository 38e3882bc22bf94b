"""Jobs that have an identity in AWS run what main has verified, and tell it to nobody else."""

from pathlib import Path

import pytest
import yaml

from terraform_json.types import Json
from tests.workflows.files import (
    ACTIONS,
    CREDENTIALS,
    FILES,
    ROOT,
    STACK,
    WORKFLOWS,
    jobs,
    place,
    steps,
    triggers,
    with_identity,
)


def test_only_plans_deploys_and_destructions_have_an_identity() -> None:
    assert [workflow for workflow, _ in with_identity()] == [
        *("deploy-environment.yml", "destroy.yml", "drift.yml", "plan.yml")
    ]


def test_an_identity_belongs_to_an_environment_which_github_protects() -> None:
    assert [job["environment"] for _, job in with_identity()] == [
        "${{ inputs.environment }}",
        "${{ matrix.environment }}",
        {"name": "${{ matrix.environment }}-plan", "deployment": False},
        {"name": "${{ matrix.environment }}-plan", "deployment": False},
    ]


def test_a_plan_is_made_by_main_s_own_workflow_after_the_review() -> None:
    assert triggers("plan.yml") == {
        "workflow_run": {"workflows": ["Review"], "types": ["completed"]}
    }
    assert yaml.safe_load((WORKFLOWS / "review.yml").read_text())["name"] == "Review"


def test_a_plan_is_made_for_pull_requests_of_this_repository_only() -> None:
    condition = jobs("plan.yml")["verify"]["if"]

    assert "github.event.workflow_run.event == 'pull_request'" in condition
    assert "github.event.workflow_run.head_repository.full_name == github.repository" in condition
    assert " || " not in condition
    assert jobs("plan.yml")["plan"]["needs"] == "verify"


def test_a_review_that_failed_is_told_and_nothing_of_it_is_planned() -> None:
    made = jobs("plan.yml")
    refuses, *_ = made["verify"]["steps"]

    assert "github.event.workflow_run.conclusion != 'cancelled'" in made["verify"]["if"]
    assert refuses["if"] == "github.event.workflow_run.conclusion != 'success'"
    assert refuses["run"].endswith("exit 1\n")
    for told in ("comment", "status"):
        assert made[told]["if"] == "${{ !cancelled() && needs.verify.result != 'skipped' }}"


@pytest.mark.parametrize("file", [*FILES, *ACTIONS], ids=lambda file: file.parent.name + file.stem)
def test_no_job_checks_out_anything_but_its_own_commit(file: Path) -> None:
    for step in steps(file):
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"].keys() <= {"persist-credentials", "fetch-depth"}
            assert step["with"]["persist-credentials"] is False


@pytest.mark.parametrize(("workflow", "job"), with_identity(), ids=lambda value: str(value)[:20])
def test_what_is_planned_or_deployed_is_verified_before_there_are_credentials(
    workflow: str, job: Json
) -> None:
    del workflow
    assert place(job, "./.github/actions/stack") < place(job, CREDENTIALS)
    assert "make verify" in steps(ROOT / ".github/actions/stack/action.yml")[-1]["run"]


@pytest.mark.parametrize(("workflow", "job"), with_identity(), ids=lambda value: str(value)[:20])
def test_the_role_is_held_to_the_environment_s_file_before_it_is_taken(
    workflow: str, job: Json
) -> None:
    given = job["steps"][place(job, "./.github/actions/stack")]["with"]
    taken = job["steps"][place(job, CREDENTIALS)]["with"]["role-to-assume"]
    check = steps(STACK)[-1]

    assert given["role"] == taken
    assert given["kind"] == ("plan" if workflow in ("plan.yml", "drift.yml") else "deploy")
    assert '-m delivery role "$KIND" "$ROLE"' in check["run"]
    assert check["env"]["ROLE"] == "${{ inputs.role }}"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_script_is_handed_values_by_its_environment_alone(file: Path) -> None:
    assert not [step for step in steps(file) if "${{" in step.get("run", "")]


@pytest.mark.parametrize(
    ("workflow", "command"),
    [
        ("plan.yml", "npx cdktf diff"),
        ("deploy-environment.yml", "npx cdktf diff"),
        ("deploy-environment.yml", "terraform "),
        ("deploy-environment.yml", "delivery ready"),
        ("drift.yml", "delivery drift"),
        ("drift.yml", "delivery preflight"),
        ("destroy.yml", "delivery teardown"),
    ],
)
def test_what_tells_of_an_account_stays_out_of_a_public_log(workflow: str, command: str) -> None:
    (job,) = [job for name, job in with_identity() if name == workflow]
    script = job["steps"][place(job, command)]["run"]

    assert job["env"]["PRIVATE"] == (
        "${{ github.event.repository.private && '--private' || '--no-private' }}"
    )
    assert script.startswith('.venv/bin/python -m delivery quietly "$PRIVATE"')


def test_plans_never_run_where_deploys_run() -> None:
    (plans,) = [
        step for step in jobs("plan.yml")["verify"]["steps"] if "RUNNERS" in step.get("env", {})
    ]

    assert plans["env"]["RUNNERS"] == "${{ vars.PLAN_RUNNERS || '{}' }}"
    assert jobs("plan.yml")["plan"]["runs-on"] == "${{ matrix.runner }}"
    assert "DEPLOY_RUNNERS" not in (WORKFLOWS / "plan.yml").read_text().split("\non:")[1]


def test_what_comments_on_a_plan_has_no_identity_and_sees_no_plan() -> None:
    comments = jobs("plan.yml")["comment"]

    assert comments["permissions"] == {"contents": "read", "pull-requests": "write"}
    (taken,) = [step["with"] for step in comments["steps"] if "download" in step.get("uses", "")]
    assert taken["pattern"] == "record-*"


def test_a_stack_that_waits_for_another_fails_no_plan() -> None:
    steps_ = jobs("plan.yml")["plan"]["steps"]
    plans, records = (
        steps_[place({"steps": steps_}, each)] for each in ("cdktf diff", "delivery record")
    )

    assert plans["continue-on-error"] is True
    assert "if" not in records


def test_drift_is_told_by_a_job_that_has_no_identity() -> None:
    issue = jobs("drift.yml")["issue"]

    assert issue["permissions"] == {"contents": "read", "issues": "write"}
    # Also where a plan failed, since an issue that stays closed would say that all is clean.
    assert issue["if"] == "${{ !cancelled() && needs.synth.result == 'success' }}"
