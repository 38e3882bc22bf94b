"""The jobs of .github/workflows/deploy.yml, one for each environment."""

import pytest

from config.environment import load_environment
from terraform_json.types import Json
from tests.owner.found import ENVIRONMENTS
from tests.test_workflows import jobs


def deploys() -> dict[str, Json]:
    """Return the jobs that deploy an environment each, by its name."""
    return {
        job["with"]["environment"]: job
        for job in jobs("deploy.yml").values()
        if job.get("uses", "").endswith("/deploy-environment.yml")
    }


def awaited(job: Json) -> set[str]:
    """Return the jobs that have to end well before a job begins."""
    needed = [job["needs"]] if isinstance(job.get("needs"), str) else job.get("needs", [])
    return {*needed, *(name for each in needed for name in awaited(jobs("deploy.yml")[each]))}


def test_deploys_name_exactly_the_environments_that_have_a_file() -> None:
    assert deploys().keys() == set(ENVIRONMENTS)


@pytest.mark.parametrize("name", deploys())
def test_an_environment_has_its_own_stacks_runner_and_turn(name: str) -> None:
    job = deploys()[name]

    assert job["name"] == name
    assert job["with"]["stacks"].endswith(f".outputs.stacks).{name}) }}}}")
    assert f"DEPLOY_RUNNERS || '{{}}').{name} ||" in job["with"]["runner"]
    assert job["concurrency"] == {"group": f"deploy-{name}", "cancel-in-progress": False}


@pytest.mark.parametrize("name", deploys())
def test_nothing_deploys_untested(name: str) -> None:
    assert {"test", "synth"} <= awaited(deploys()[name])


def test_production_comes_after_what_is_not() -> None:
    production = {name for name in ENVIRONMENTS if load_environment(name).production}
    before = set(ENVIRONMENTS) - production
    ids = {
        job["with"]["environment"]: key for key, job in jobs("deploy.yml").items() if "with" in job
    }
    for name in production if before else ():
        assert {ids[other] for other in before} & awaited(deploys()[name])
