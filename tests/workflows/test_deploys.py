"""An environment is deployed as it was reviewed, and destroyed where somebody says so twice."""

import os
import re
import subprocess
from pathlib import Path

import pytest
import yaml

from delivery.deploy.failure import PRINTED
from ops.bootstrap.trust import SESSION_SECONDS
from tests.workflows.files import (
    CREDENTIALS,
    FILES,
    STACK,
    WORKFLOWS,
    jobs,
    place,
    steps,
    triggers,
    with_identity,
)


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
