"""Waits until the stacks that a stack needs are deployed, by other jobs of the same run.

All jobs of an environment start at once, because GitHub asks reviewers once for all jobs that wait
for an environment at the same time, and again for each that comes later.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Final

from delivery.github import NoAnswerError, Repository, of_the_runner
from delivery.jobs import Job, jobs_of
from ops.command import Failure

PAUSE_SECONDS: Final = 15
PATIENCE: Final = 40
"""How many times in a row nobody may be at work on what is needed: ten minutes, after which the
jobs that wait must make room for those that have no runner."""


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

    Where GitHub does not answer, or answers something else, it returns none.

    Args:
        environment: The variables of GitHub's runner, and GITHUB_TOKEN.

    Raises:
        Refusal: They are not there.
    """
    (run,) = of_the_runner(environment, "GITHUB_RUN_ID")
    repository = Repository.of_this_job(environment)

    def read() -> list[Job]:
        try:
            return jobs_of(repository, run)
        except NoAnswerError:
            return []  # as if nobody were at work: the next answer may be better

    return read
