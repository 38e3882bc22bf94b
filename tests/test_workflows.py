"""What the workflows in .github/ take for granted about the rest of the project."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.environment import available_environments
from ops.stacks import deployment_waves

ROOT = Path(__file__).parents[1]
WORKFLOWS = ROOT / ".github/workflows"


def jobs(workflow: str) -> dict[str, Any]:
    """Return the jobs of a workflow."""
    loaded: dict[str, Any] = yaml.safe_load((WORKFLOWS / workflow).read_text())["jobs"]
    return loaded


def waves() -> list[str]:
    """Return the jobs that deploy a wave each."""
    return [job for job in jobs("deploy-environment.yml") if job.startswith("wave-")]


def test_every_make_target_that_a_workflow_calls_exists() -> None:
    makefile = (ROOT / "Makefile").read_text()
    scripts = [
        step.get("run", "")
        for workflow in WORKFLOWS.glob("*.yml")
        for job in jobs(workflow.name).values()
        for step in job.get("steps", [])
    ]
    called = {
        target
        for script in scripts
        for targets in re.findall(r"\bmake ([a-z -]+)", script)
        for target in targets.split()
    }

    assert called >= {"lint", "test", "synth"}
    assert called <= set(re.findall(r"^([a-z-]+):", makefile, flags=re.MULTILINE))


def test_a_pull_request_is_compared_with_what_it_would_be_merged_into() -> None:
    checkout, *_, compare = jobs("plan.yml")["names"]["steps"]

    # HEAD is the merge that GitHub tests; its first parent is what it would be merged into.
    assert checkout["with"]["fetch-depth"] == 2
    assert 'ops.renames HEAD^1 | tee -a "$GITHUB_STEP_SUMMARY"' in compare["run"]


def test_deploys_name_exactly_the_environments_that_have_a_file() -> None:
    named = {
        job["with"]["environment"]
        for job in jobs("deploy.yml").values()
        if job.get("uses", "").endswith("/deploy-environment.yml")
    }

    assert named == set(available_environments())


def test_each_wave_deploys_its_own_stacks_after_the_wave_before() -> None:
    environment = jobs("deploy-environment.yml")
    before = "check"
    for index, wave in enumerate(waves()):
        assert environment[wave]["needs"] == before
        assert f"fromJSON(inputs.waves)[{index}]" in environment[wave]["with"]["stacks"]
        before = wave


def test_an_environment_counts_as_deployed_only_after_all_waves() -> None:
    assert jobs("deploy-environment.yml")["deployed"]["needs"] == waves()


def test_a_deploy_refuses_the_first_wave_that_has_no_job() -> None:
    (refusal,) = jobs("deploy-environment.yml")["check"]["steps"]

    assert refusal["if"] == f"fromJSON(inputs.waves)[{len(waves())}] != null"


@pytest.mark.parametrize("environment", available_environments())
def test_a_deploy_has_a_job_for_each_wave_of_the_platform(environment: str, tmp_path: Path) -> None:
    chosen = {"PLATFORM_ENV": environment, "CDKTF_OUTDIR": str(tmp_path)}
    subprocess.run([sys.executable, "main.py"], cwd=ROOT, env=os.environ | chosen, check=True)
    needed = deployment_waves(tmp_path)

    assert len(waves()) >= len(needed)


def stack_steps() -> list[dict[str, Any]]:
    """Return the steps of the action that prepares one stack."""
    action = yaml.safe_load((ROOT / ".github/actions/stack/action.yml").read_text())
    steps: list[dict[str, Any]] = action["runs"]["steps"]
    return steps


def test_every_job_is_told_the_digest_of_what_the_synth_job_of_its_run_wrote() -> None:
    takers = ("/actions/stack", "/deploy-environment.yml", "/deploy-wave.yml")
    told = [
        taker["with"].get("digest")
        for workflow in WORKFLOWS.glob("*.yml")
        for job in jobs(workflow.name).values()
        for taker in (job, *job.get("steps", ()))
        if taker.get("uses", "").endswith(takers)
    ]

    assert set(told) == {"${{ needs.synth.outputs.digest }}", "${{ inputs.digest }}"}


def test_what_was_downloaded_is_checked_before_the_role_is_assumed() -> None:
    (download, check, assume) = (
        next(index for index, step in enumerate(stack_steps()) if part in str(step))
        for part in ("download-artifact", "ops/digest.sh", "configure-aws-credentials")
    )

    assert download < check < assume


@pytest.mark.parametrize(("found", "status"), [("1", 0), ("2", 1)])
def test_only_what_the_synth_job_wrote_is_accepted(tmp_path: Path, found: str, status: int) -> None:
    (check,) = [step["run"] for step in stack_steps() if "ops/digest.sh" in step.get("run", "")]
    script = tmp_path / "ops/digest.sh"
    script.parent.mkdir()
    script.write_text(f'#!/bin/sh\n[ "$1" = synthesized ] && echo {found}\n')
    script.chmod(0o755)
    bash = ["bash", "-eo", "pipefail", "-c", check]
    done = subprocess.run(bash, cwd=tmp_path, env=os.environ | {"DIGEST": "1"}, check=False)

    assert done.returncode == status


def test_terraform_may_not_change_which_providers_a_stack_is_locked_to() -> None:
    scripts = [step.get("run", "") for step in stack_steps()]
    assert 'echo "TF_CLI_ARGS_init=-lockfile=readonly" >> "$GITHUB_ENV"' in scripts
