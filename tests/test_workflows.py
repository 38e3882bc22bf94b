"""What the workflows in .github/ take for granted about the project, and who may run what."""

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command

from delivery.__main__ import app
from delivery.deploy.failure import PRINTED
from ops.bootstrap.trust import SESSION_SECONDS

ROOT = Path(__file__).parents[1]
WORKFLOWS = ROOT / ".github/workflows"
FILES = sorted(WORKFLOWS.glob("*.yml"))
STACK = ROOT / ".github/actions/stack/action.yml"
ACTIONS = sorted((ROOT / ".github/actions").glob("*/action.yml"))
CALLED = "./.github/workflows/"
CREDENTIALS = "aws-actions/configure-aws-credentials"

Json = dict[str, Any]


def triggers(workflow: str) -> Json:
    """Return what starts a workflow; YAML 1.1 reads the key `on` as true."""
    on = yaml.safe_load((WORKFLOWS / workflow).read_text())[True]
    return dict.fromkeys([on]) if isinstance(on, str) else dict(on)


def jobs(workflow: str) -> Json:
    """Return the jobs of a workflow."""
    loaded: Json = yaml.safe_load((WORKFLOWS / workflow).read_text())["jobs"]
    return loaded


def all_jobs() -> Iterator[tuple[str, Json]]:
    """Yield every job with the file of its workflow."""
    for file in FILES:
        for job in jobs(file.name).values():
            yield file.name, job


def steps(file: Path) -> list[Json]:
    """Return all steps of a workflow or an action."""
    loaded: Json = yaml.safe_load(file.read_text())
    runs = [loaded["runs"]] if "runs" in loaded else loaded["jobs"].values()
    return [step for each in runs for step in each.get("steps", [])]


def run_by_pull_requests() -> set[str]:
    """Return the workflows that a pull request runs as it has changed them, the called included."""
    found = {file.name for file in FILES if "pull_request" in triggers(file.name)}
    while True:
        called = {
            job["uses"].removeprefix(CALLED)
            for workflow in found
            for job in jobs(workflow).values()
            if "uses" in job
        }
        if called <= found:
            return found
        found |= called


def with_identity() -> list[tuple[str, Json]]:
    """Return the jobs that may ask for an identity themselves, with the file of their workflow."""
    return [
        (workflow, job)
        for workflow, job in all_jobs()
        if "id-token" in job.get("permissions", {}) and "uses" not in job
    ]


def place(job: Json, text: str) -> int:
    """Return which step of a job is the one that uses or runs something."""
    (found,) = [
        index
        for index, step in enumerate(job["steps"])
        if text in step.get("uses", "") + step.get("run", "")
    ]
    return found


def test_every_make_target_that_a_workflow_calls_exists() -> None:
    makefile = (ROOT / "Makefile").read_text()
    scripts = [step.get("run", "") for file in (*FILES, *ACTIONS) for step in steps(file)]
    called = {
        target
        for script in scripts
        for targets in re.findall(r"\bmake ([a-z -]+)", script)
        for target in targets.split()
    }

    assert called >= {"lint", "test", "synth", "verify"}
    assert called <= set(re.findall(r"^([a-z-]+):", makefile, flags=re.MULTILINE))


def test_a_pull_request_is_compared_with_what_it_would_be_merged_into() -> None:
    checkout, *_, compare = jobs("review.yml")["names"]["steps"]

    # HEAD is the merge that GitHub tests; its first parent is what it would be merged into.
    assert checkout["with"]["fetch-depth"] == 2
    assert 'ops.renames HEAD^1 | tee -a "$GITHUB_STEP_SUMMARY"' in compare["run"]


def test_the_review_compares_with_what_it_would_be_merged_into_as_well() -> None:
    checkout, *_, compare = jobs("review.yml")["review"]["steps"]

    assert checkout["with"]["fetch-depth"] == 2
    assert 'make review BASE=HEAD^1 | tee -a "$GITHUB_STEP_SUMMARY"' in compare["run"]


def test_every_command_of_delivery_that_a_workflow_calls_exists() -> None:
    scripts = [step.get("run", "") for file in FILES for step in steps(file)]
    called = {name for script in scripts for name in re.findall(r"-m delivery ([\w-]+)", script)}

    assert called == {
        *(
            "comment",
            "compare",
            "drift",
            "drift-issue",
            "failed",
            "idle",
            "keep",
            "matrix",
            "newest",
            "outdated",
            "pending",
            "preflight",
            "quietly",
        ),
        *("ready", "record", "stacks", "summary", "teardown", "wait"),
    }
    assert called <= get_command(app).commands.keys()  # type: ignore[attr-defined]


# What a pull request runs.


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


# What has an identity.


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


# What destroys.


def test_an_environment_is_destroyed_by_hand_only_and_never_while_it_is_deployed() -> None:
    assert triggers("destroy.yml").keys() == {"workflow_dispatch"}
    group = yaml.safe_load((WORKFLOWS / "destroy.yml").read_text())["concurrency"]
    assert group == {"group": "deploy-${{ inputs.environment }}", "cancel-in-progress": False}


def test_nobody_is_asked_for_what_was_not_confirmed() -> None:
    made = jobs("destroy.yml")
    assert '--typed "$CONFIRMATION"' in made["confirm"]["steps"][-1]["run"]
    assert "confirm" in made["destroy"]["needs"]
    (job,) = [job for name, job in with_identity() if name == "destroy.yml"]
    assert place(job, "delivery newest") < place(job, CREDENTIALS)
    assert '--confirm "$CONFIRMATION"' in job["steps"][-1]["run"]


# Deploys.


def test_all_stacks_of_an_environment_ask_for_their_approval_at_once() -> None:
    (job,) = jobs("deploy-environment.yml").values()

    assert job["strategy"] == {
        "fail-fast": False,
        "matrix": {"stack": "${{ fromJSON(inputs.stacks) }}"},
    }
    assert job["name"] == "${{ matrix.stack }}"


def test_a_stack_waits_for_those_that_it_needs_before_its_credentials_begin_to_age() -> None:
    (job,) = jobs("deploy-environment.yml").values()

    waits, credentials = place(job, "delivery wait"), place(job, CREDENTIALS)
    assert waits < credentials < place(job, "npx cdktf diff")
    assert job["permissions"]["actions"] == "read"


def test_a_run_that_is_old_is_refused_after_the_approval_and_before_its_credentials() -> None:
    (job,) = jobs("deploy-environment.yml").values()

    refuses = place(job, "delivery newest")
    assert place(job, "./.github/actions/stack") < refuses < place(job, CREDENTIALS)
    assert job["steps"][refuses].keys() == {"name", "env", "run"}
    assert job["permissions"]["contents"] == "read"


def test_what_is_applied_is_the_plan_that_was_compared_with_the_reviewed_one() -> None:
    (job,) = jobs("deploy-environment.yml").values()
    plans, compares = place(job, "npx cdktf diff"), place(job, "delivery compare")
    applies, script = place(job, "terraform "), job["steps"][place(job, "terraform ")]["run"]

    assert place(job, "delivery pending") < plans < compares < applies
    assert applies < place(job, "delivery ready") < place(job, "delivery failed")
    assert "apply" in script
    assert script.endswith(" plan")
    assert not [step for step in job["steps"][:applies] if "continue-on-error" in step]
    assert not [step for step in job["steps"][: place(job, "delivery failed")] if "if" in step]
    assert "cdktf deploy" not in "".join(step.get("run", "") for step in job["steps"])
    assert job["permissions"]["pull-requests"] == "read"


def test_a_plan_that_was_made_is_kept_under_the_head_of_its_pull_request() -> None:
    job = jobs("plan.yml")["plan"]
    keeps = job["steps"][place(job, "delivery keep")]

    assert keeps["if"] == "steps.plan.outcome == 'success'"
    assert keeps["env"] == {"HEAD": "${{ github.event.workflow_run.head_sha }}"}
    assert place(job, CREDENTIALS) < place(job, "npx cdktf diff") < place(job, "delivery keep")


def test_only_an_administrator_confirms_what_nobody_reviewed() -> None:
    confirmed = {
        step["env"]["CONFIRMED"]
        for file in FILES
        for step in steps(file)
        if "CONFIRMED" in step.get("env", {})
    }

    assert confirmed == {"${{ vars.CONFIRMED }}"}


def test_terraform_ends_before_its_credentials_and_these_before_the_job() -> None:
    (job,) = jobs("deploy-environment.yml").values()
    by_name = {step["name"]: step for step in job["steps"] if "name" in step}
    asked = job["steps"][place(job, CREDENTIALS)]["with"]["role-duration-seconds"]
    before = by_name["Plan"]["timeout-minutes"]

    assert asked == SESSION_SECONDS
    assert 60 * (before + by_name["Deploy"]["timeout-minutes"]) < SESSION_SECONDS
    assert 60 * job["timeout-minutes"] == 3 * SESSION_SECONDS
    assert f"({SESSION_SECONDS} seconds)" in (WORKFLOWS / "deploy.yml").read_text()


def test_a_failure_is_told_once_there_is_something_to_tell_of() -> None:
    (job,) = jobs("deploy-environment.yml").values()
    tells = job["steps"][place(job, "delivery failed")]

    assert tells["if"] == "${{ failure() && steps.stack.outcome == 'success' }}"
    assert job["steps"][place(job, "./.github/actions/stack")]["id"] == "stack"
    assert tells["run"].endswith('--printed "$RUNNER_TEMP" >> "$GITHUB_STEP_SUMMARY"')
    written = re.findall(r'--record "\$RUNNER_TEMP/([\w.]+)"', str(job["steps"]))
    assert written == list(PRINTED.values())


def test_a_deploy_is_told_the_digest_of_what_the_synth_job_of_its_run_wrote() -> None:
    takers = ("/actions/stack", "/deploy-environment.yml")
    told = [
        taker["with"].get("digest")
        for workflow in FILES
        if workflow.name != "plan.yml"  # which takes what another run wrote, as data
        for job in jobs(workflow.name).values()
        for taker in (job, *job.get("steps", ()))
        if taker.get("uses", "").endswith(takers)
    ]

    assert set(told) == {"${{ needs.synth.outputs.digest }}", "${{ inputs.digest }}"}


def test_what_was_downloaded_is_checked_before_it_is_used() -> None:
    (download, check, use) = (
        next(index for index, step in enumerate(steps(STACK)) if part in str(step))
        for part in ("download-artifact", "ops/digest.sh", "make verify")
    )

    assert download < check < use


@pytest.mark.parametrize(("found", "status"), [("1", 0), ("2", 1)])
def test_only_what_the_synth_job_wrote_is_accepted(tmp_path: Path, found: str, status: int) -> None:
    (check,) = [step["run"] for step in steps(STACK) if "ops/digest.sh" in step.get("run", "")]
    script = tmp_path / "ops/digest.sh"
    script.parent.mkdir()
    script.write_text(f'#!/bin/sh\n[ "$1" = there/synthesized ] && echo {found}\n')
    script.chmod(0o755)
    bash = ["bash", "-eo", "pipefail", "-c", check]
    env = os.environ | {"DIGEST": "1", "RUNNER_TEMP": "there"}
    done = subprocess.run(bash, cwd=tmp_path, env=env, check=False)

    assert done.returncode == status


def test_terraform_may_not_change_which_providers_a_stack_is_locked_to() -> None:
    scripts = [step.get("run", "") for step in steps(STACK)]
    assert 'echo "TF_CLI_ARGS_init=-lockfile=readonly" >> "$GITHUB_ENV"' in scripts
