"""Finds which commit was reviewed: the head of the pull request that a commit of main merged."""

from collections.abc import Mapping

from pydantic import BaseModel

from delivery.github import MAIN, NoAnswerError, Repository, of_the_runner
from ops.command import Failure


class _Branch(BaseModel):
    ref: str
    sha: str


class _PullRequest(BaseModel):
    base: _Branch
    head: _Branch
    merge_commit_sha: str | None = None
    merged_at: str | None = None


def reviewed_commit(environment: Mapping[str, str]) -> str | None:
    """Return the head of the pull request whose merge is the commit that is deployed.

    Merged, squashed or rebased, its last commit on main is the one that GitHub names.
    https://docs.github.com/en/rest/commits/commits#list-pull-requests-associated-with-a-commit

    Args:
        environment: The variables of GitHub's runner, and GITHUB_TOKEN.

    Returns:
        None if the commit was pushed to main directly.

    Raises:
        Refusal: A variable is missing.
        Failure: GitHub does not answer.
    """
    (commit,) = of_the_runner(environment, "GITHUB_SHA")
    repository = Repository.of_this_job(environment)
    try:
        found = repository.read_list(f"commits/{commit}/pulls?per_page=100", _PullRequest)
    except NoAnswerError as error:
        raise Failure(f"Nobody knows what was reviewed. {error}. Re-run the job.") from error
    merged = (
        each.head.sha
        for each in found
        if each.merged_at and each.base.ref == MAIN and each.merge_commit_sha == commit
    )
    return next(merged, None)
