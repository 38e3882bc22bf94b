"""The jobs of .github/workflows/deploy.yml, one for each environment."""

import pytest

from config.environment import load_environment
from delivery.deploy.environments import WORKFLOW, with_jobs
from terraform_json.types import Json
from tests.owner.found import ENVIRONMENTS
from tests.workflows.files import ROOT, jobs


def deploys() -> dict[str, Json]:
    """Return the jobs that deploy an environment each, by its name."""
    return {
        job["with"]["environment"]: job
        for job in jobs("deploy.yml").values()
        if job.get("uses", "").endswith("/deploy-environment.yml")
    }


def test_the_jobs_are_those_that_the_environments_ask_for() -> None:
    text = (ROOT / WORKFLOW).read_text(encoding="utf-8")
    production = {name: load_environment(name).production for name in ENVIRONMENTS}

    assert text == with_jobs(text, production), "run `.venv/bin/python -m delivery environments`"


@pytest.mark.parametrize("name", deploys())
def test_an_environment_has_its_own_stacks_runner_and_turn(name: str) -> None:
    job = deploys()[name]

    assert job["name"] == name
    assert job["with"]["stacks"].endswith(f".outputs.stacks).{name}) }}}}")
    assert f"DEPLOY_RUNNERS || '{{}}').{name} ||" in job["with"]["runner"]
    assert job["concurrency"] == {"group": f"deploy-{name}", "cancel-in-progress": False}


@pytest.mark.parametrize("name", deploys())
def test_nothing_deploys_untested(name: str) -> None:
    assert {"test", "synth"} <= set(deploys()[name]["needs"])
