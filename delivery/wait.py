"""Waits until the stacks that a stack needs are deployed, by other jobs of the same run.

All jobs of an environment start at once, because GitHub asks reviewers once for all jobs that wait
for an environment at the same time, and again for each that comes later.
"""

import json
import urllib.request
from collections.abc import Callable, Collection, Mapping
from typing import Any, Final

from pydantic import BaseModel

from ops.command import Failure, Refusal

PAUSE_SECONDS: Final = 15
PATIENCE: Final = 40
"""How many times in a row nobody may be at work on what is needed: ten minutes, after which the
jobs that wait must make room for those that have no runner."""
_ANSWER_SECONDS: Final = 30
_VARIABLES: Final = ("GITHUB_API_URL", "GITHUB_REPOSITORY", "GITHUB_RUN_ID", "GITHUB_TOKEN")


class Job(BaseModel):
    """A job of a run, as GitHub's API tells of it."""

    name: str
    status: str
    conclusion: str | None = None


def wait(needed: Collection[str], read: Callable[[], list[Job]], pause: Callable[[], None]) -> None:
    """Return once all jobs that are needed have succeeded.

    Args:
        needed: Their names.
        read: Returns the jobs of the run.
        pause: Waits until it is worth to look again.

    Raises:
        Failure: One of them did not succeed, or none of them gets a runner.
    """
    idle = 0
    while True:
        jobs = {job.name: job for job in read() if job.name in needed}
        failed = [j for j in jobs.values() if j.status == "completed" and j.conclusion != "success"]
        if failed:
            told = ", ".join(f"{job.name} ({job.conclusion})" for job in failed)
            raise Failure(f"Not deployed: {told}. Mend that, then re-run the failed jobs.")
        if sum(job.conclusion == "success" for job in jobs.values()) == len(set(needed)):
            return
        idle = 0 if any(job.status == "in_progress" for job in jobs.values()) else idle + 1
        if idle == PATIENCE:
            raise Failure(
                f"Nobody is at work on {', '.join(sorted(needed))}. The group of runners needs one"
                " for each stack; add some, then re-run the failed jobs."
            )
        pause()


def jobs_of_this_run(environment: Mapping[str, str]) -> Callable[[], list[Job]]:
    """Return a function that reads the jobs of the run in which this process is.

    Where GitHub does not answer, it returns none.

    Args:
        environment: The variables of GitHub's runner, and GITHUB_TOKEN.

    Raises:
        Refusal: They are not there.
    """
    missing = [name for name in _VARIABLES if not environment.get(name)]
    if missing:
        raise Refusal(f"This works in a job of GitHub only: {', '.join(missing)} is not set.")
    api, repository, run, token = (environment[name] for name in _VARIABLES)
    url = f"{api}/repos/{repository}/actions/runs/{run}/jobs?filter=latest&per_page=100"
    headers = {"Authorization": f"Bearer {token}", "Accept": "application/vnd.github+json"}

    def read() -> list[Job]:
        request = urllib.request.Request(url, headers=headers)  # noqa: S310 - GitHub's own address
        try:
            with urllib.request.urlopen(request, timeout=_ANSWER_SECONDS) as answer:  # noqa: S310
                told: dict[str, Any] = json.load(answer)
        except OSError:
            return []  # as if nobody were at work: the next answer may be better
        return [Job.model_validate(job) for job in told["jobs"]]

    return read
