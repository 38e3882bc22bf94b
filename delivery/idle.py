"""Waits until no deploy of an environment is at work, so that a plan is of what will stand.

A plan that is made meanwhile tells of changes that the deploy is about to make.
"""

from collections.abc import Callable, Mapping
from typing import Final

from pydantic import BaseModel

from delivery.github import NoAnswerError, Repository
from delivery.jobs import jobs_of

PATIENCE: Final = 80
"""How many times it is looked before a plan is made all the same: twenty minutes."""

_RUNS: Final = "actions/workflows/deploy.yml/runs?status=in_progress"


class _Run(BaseModel):
    id: int


class _Runs(BaseModel):
    workflow_runs: list[_Run]


def wait_until_idle(deploying: Callable[[], list[str]], pause: Callable[[], None]) -> str:
    """Return once nobody deploys, or patience has ended, with what was found.

    Args:
        deploying: Returns the names of the jobs that deploy.
        pause: Waits until it is worth to look again.
    """
    jobs: list[str] = []
    for _ in range(PATIENCE):
        jobs = deploying()
        if not jobs:
            return "No deploy is at work."
        pause()
    return f"{', '.join(jobs)} is still at work: the plan shows what it has not done yet, too."


def deploys_of(environment: str, variables: Mapping[str, str]) -> Callable[[], list[str]]:
    """Return a function that reads which jobs are deploying an environment.

    A job that waits for its approval, or for a runner, deploys nothing. Where GitHub does not
    answer, nobody counts as deploying: a plan changes nothing, and may be of an older state.

    Args:
        environment: The environment, whose job in deploy.yml has its name.
        variables: The variables of GitHub's runner, and GITHUB_TOKEN.

    Raises:
        Refusal: They are not there.
    """
    repository = Repository.of_this_job(variables)

    def read() -> list[str]:
        try:
            runs = repository.read(_RUNS, _Runs).workflow_runs
            jobs = [job for run in runs for job in jobs_of(repository, run.id)]
        except NoAnswerError:
            return []
        return [
            job.name
            for job in jobs
            if job.name.startswith(f"{environment} / ") and job.status == "in_progress"
        ]

    return read
