"""Keeps the one issue of drift: made once, then updated in place, closed when all is clean."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from pydantic import BaseModel

from delivery.comment.posting import AUTHOR
from delivery.drift.page import MARKER, TITLE
from delivery.github import NoAnswerError, Repository
from ops.command import Failure

_ISSUES: Final = f"issues?state=all&creator={quote(AUTHOR)}"
"""https://docs.github.com/en/rest/issues/issues#list-repository-issues

Others may write the marker, too, and are not written over."""


class _Written(BaseModel):
    id: int


class _Issue(BaseModel):
    number: int
    state: str
    body: str | None = None


def keep_issue(environment: Mapping[str, str], body: str, *, clean: bool) -> str:
    """Write the issue, open or closed, and say what was done.

    Args:
        environment: The variables of GitHub's runner, and GITHUB_TOKEN.
        body: The issue's text.
        clean: Whether there is nothing to tell. Then an open issue is closed, and none is made.

    Raises:
        Refusal: A variable is missing.
        Failure: GitHub does not take the issue.
    """
    repository = Repository.of_this_job(environment)
    try:
        known = _known(repository)
        if clean and (known is None or known.state == "closed"):
            return "Nothing is changed outside Terraform, and no issue is open."
        if known is None:
            data = {"title": TITLE, "body": body}
            repository.write("POST", "issues", data, _Written)
            return "The issue is made."
        state = "closed" if clean else "open"
        data = {"title": TITLE, "body": body, "state": state}
        repository.write("PATCH", f"issues/{known.number}", data, _Written)
    except NoAnswerError as error:
        raise Failure(f"The drift is not told. {error}. Re-run the job.") from error
    return f"The issue {known.number} is updated, and is {state}."


def _known(repository: Repository) -> _Issue | None:
    """Return the issue that was made before, an open one rather than a closed one."""
    found = [
        each
        for each in repository.read_pages(_ISSUES, _Issue)
        if (each.body or "").startswith(MARKER)
    ]
    return min(found, key=lambda each: (each.state != "open", -each.number), default=None)
