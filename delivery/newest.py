"""Keeps a run that is started again from deploying an older commit over a newer one.

GitHub runs a workflow again, up to 30 days later, with the commit and the workflow that it had:
https://docs.github.com/en/actions/how-tos/manage-workflow-runs/re-run-workflows-and-jobs. First
attempts deploy in the order of main, since they wait for each other.
"""

from collections.abc import Mapping
from typing import Final

from pydantic import BaseModel

from delivery.github import NoAnswerError, Repository, of_the_runner
from ops.bootstrap.trust import BRANCH
from ops.command import Failure, Refusal

FIRST_ATTEMPT: Final = "1"


class _Commit(BaseModel):
    sha: str


class _Reference(BaseModel):
    object: _Commit


def refuse_an_old_run(environment: Mapping[str, str]) -> None:
    """Return if the run may deploy: it is at its first attempt, or its commit is main's head.

    Args:
        environment: The variables of GitHub's runner, and GITHUB_TOKEN.

    Raises:
        Refusal: The run is an old one, or runs another branch, or the variables are not there.
        Failure: GitHub does not say what main's head is.
    """
    attempt, commit, ref = of_the_runner(
        environment, "GITHUB_RUN_ATTEMPT", "GITHUB_SHA", "GITHUB_REF"
    )
    repository = Repository.of_this_job(environment)
    if ref != BRANCH:
        raise Refusal(f"This run is of {ref}; only {BRANCH} is deployed.")
    if attempt == FIRST_ATTEMPT:
        return
    head = _head(repository)
    if commit != head:
        raise Refusal(
            f"This run was started again for {commit}, and main is at {head}: it would deploy what"
            " is older. Re-run the run of main's head; to go back, revert the commit on main."
        )


def _head(repository: Repository) -> str:
    """Return the commit at which main is now.

    https://docs.github.com/en/rest/git/refs#get-a-reference
    """
    try:
        return repository.read(f"git/ref/{BRANCH.removeprefix('refs/')}", _Reference).object.sha
    except NoAnswerError as error:
        raise Failure(f"Nobody knows at which commit main is. {error}. Re-run the jobs.") from error
