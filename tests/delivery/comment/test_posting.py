"""The one comment of a pull request."""

from itertools import chain, repeat
from typing import Any

import pytest
from typer.testing import CliRunner

from delivery.__main__ import app
from delivery.comment.page import MARKER
from delivery.comment.posting import AUTHOR, post
from ops.command import Failure, Refusal
from tests.delivery.github import FakeGithub
from tests.delivery.test_newest import HEAD, variables

BODY = f"{MARKER}\nnew"
PATH = "/repos/acme/platform/issues"


def comment(body: str, login: str = AUTHOR) -> dict[str, Any]:
    return {"id": 42, "body": body, "user": {"login": login}}


def pull_request(number: int = 5, **others: object) -> dict[str, Any]:
    head = {"ref": "change", "sha": HEAD, "repo": {"full_name": "acme/platform"}}
    base = {"ref": "main", "sha": "b"}
    return {"number": number, "state": "open", "base": base, "head": head, **others}


PULL_REQUESTS = [
    pull_request(1, base={"ref": "other", "sha": "b"}),
    pull_request(2, head={"ref": "change", "sha": "older", "repo": {"full_name": "acme/platform"}}),
    pull_request(3, head={"ref": "change", "sha": HEAD, "repo": {"full_name": "fork/platform"}}),
    pull_request(4, state="closed"),
    pull_request(6, head={"ref": "same", "sha": HEAD, "repo": None}),
]


def posted(
    github: FakeGithub, *pages: object, quiet: bool = False, found: tuple[Any, ...] = ()
) -> str:
    """Post the comment on the pull request 5, or those that are given, and return what was said."""
    there = [*PULL_REQUESTS, *(found or (pull_request(),))]
    github.answers = chain([there], pages or repeat(github.answer))
    return post(variables(github, HEAD=HEAD, HEAD_BRANCH="change"), BODY, quiet=quiet)


def test_the_first_comment_is_made(github: FakeGithub) -> None:
    github.answer = [comment("Looks good")]

    posted(github)

    assert github.asked[0][0] == f"/repos/acme/platform/commits/{HEAD}/pulls?per_page=100"
    assert github.asked[1][0] == f"{PATH}/5/comments?per_page=100&page=1"
    assert github.written == [("POST", f"{PATH}/5/comments", {"body": BODY})]


def test_a_later_one_takes_its_place(github: FakeGithub) -> None:
    github.answer = [comment("Looks good"), comment(f"{MARKER}\nold")]

    posted(github)

    assert github.written == [("PATCH", f"{PATH}/comments/42", {"body": BODY})]


def test_a_comment_of_somebody_else_is_left_alone_although_it_has_the_marker(
    github: FakeGithub,
) -> None:
    github.answer = [comment(f"{MARKER}\nmine", login="mallory")]

    posted(github)

    assert [method for method, _, _ in github.written] == ["POST"]


def test_what_says_the_same_already_is_not_written_again(github: FakeGithub) -> None:
    github.answer = [comment(BODY)]

    posted(github)

    assert github.written == []


def test_where_nothing_changes_no_comment_is_made(github: FakeGithub) -> None:
    github.answer = []

    posted(github, quiet=True)

    assert github.written == []


def test_where_nothing_changes_any_more_the_comment_says_so(github: FakeGithub) -> None:
    github.answer = [comment(f"{MARKER}\nold")]

    posted(github, quiet=True)

    assert [method for method, _, _ in github.written] == ["PATCH"]


def test_all_pages_of_comments_are_looked_through(github: FakeGithub) -> None:
    posted(github, [comment("Looks good")] * 100, [comment(f"{MARKER}\nold")])

    assert [method for method, _, _ in github.written] == ["PATCH"]


def test_a_github_that_does_not_answer_fails_the_job(github: FakeGithub) -> None:
    github.status = 500

    with pytest.raises(Failure, match="Re-run the job"):
        posted(github)


def test_where_the_pull_request_is_closed_or_has_a_newer_head_nothing_is_written(
    github: FakeGithub,
) -> None:
    said = posted(github, found=(pull_request(state="closed"),))

    assert github.written == []
    assert said.startswith("No open pull request into main has this head any more")


def test_a_run_without_a_commit_is_refused(github: FakeGithub) -> None:
    with pytest.raises(Refusal, match="HEAD, HEAD_BRANCH is not set"):
        post(variables(github), BODY, quiet=False)


def test_a_comment_of_an_earlier_commit_is_told_to_hold_no_more(
    github: FakeGithub, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables(github, HEAD=HEAD, HEAD_BRANCH="change").items():
        monkeypatch.setenv(name, value)
    github.answers = iter([[pull_request()], [comment(f"{MARKER}\nold")]])

    done = CliRunner().invoke(app, ["outdated", "--commit", HEAD])

    assert done.exit_code == 0, done.stderr
    ((method, path, written),) = github.written
    assert (method, path) == ("PATCH", f"{PATH}/comments/42")
    assert "### No plan of `bbbbbbbbbbbb`" in str(written)
