"""Keeps the one comment of a pull request: made once, then updated in place."""

from collections.abc import Mapping
from typing import Final

from pydantic import BaseModel

from delivery.comment.page import MARKER
from delivery.comment.pull_request import pull_request_of
from delivery.github import NoAnswerError, Repository
from ops.command import Failure

AUTHOR: Final = "github-actions[bot]"
"""The author of a job's own token. Comments of others may have the marker, too, and stay."""


class _User(BaseModel):
    login: str


class _Comment(BaseModel):
    id: int
    body: str = ""
    user: _User | None = None


def post(environment: Mapping[str, str], body: str, *, quiet: bool) -> str:
    """Write the comment of the pull request, and say what was done.

    Args:
        environment: The variables of GitHub's runner, GITHUB_TOKEN, HEAD, the commit that the
            comment is about, and HEAD_BRANCH.
        body: The comment.
        quiet: Whether it tells of no change. Then it replaces an earlier one, and is not
            made where there is none.

    Raises:
        Refusal: A variable is missing.
        Failure: GitHub does not take the comment.
    """
    repository = Repository.of_this_job(environment)
    try:
        number = pull_request_of(environment, repository)
        if number is None:
            return "No open pull request into main has this head any more: nothing is commented."
        known = _known(repository, number)
        if known is None and quiet:
            return "There is nothing to tell, and no comment to update: none is made."
        if known is None:
            repository.write("POST", f"issues/{number}/comments", {"body": body}, _Comment)
            return "The comment is made."
        if known.body == body:
            return "The comment says so already."
        repository.write("PATCH", f"issues/comments/{known.id}", {"body": body}, _Comment)
    except NoAnswerError as error:
        raise Failure(f"The plan is not commented. {error}. Re-run the job.") from error
    return "The comment is updated."


def _known(repository: Repository, number: int) -> _Comment | None:
    """Return the comment that was made before, if any.

    https://docs.github.com/en/rest/issues/comments#list-issue-comments
    """
    for each in repository.read_pages(f"issues/{number}/comments", _Comment):
        if each.user and each.user.login == AUTHOR and each.body.startswith(MARKER):
            return each
    return None
