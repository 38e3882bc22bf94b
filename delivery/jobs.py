"""The jobs of a run of a workflow, as GitHub's API tells of them."""

from pydantic import BaseModel

from delivery.github import Repository


class Job(BaseModel):
    """A job of a run."""

    name: str
    status: str
    conclusion: str | None = None


class _Jobs(BaseModel):
    jobs: list[Job]


def jobs_of(repository: Repository, run: int | str) -> list[Job]:
    """Return the jobs of a run, each as it was last tried.

    https://docs.github.com/en/rest/actions/workflow-jobs#list-jobs-for-a-workflow-run

    Args:
        repository: The repository.
        run: The id of the run.

    Raises:
        NoAnswerError: GitHub did not answer, or answered something else.
    """
    return repository.read(f"actions/runs/{run}/jobs?filter=latest&per_page=100", _Jobs).jobs
