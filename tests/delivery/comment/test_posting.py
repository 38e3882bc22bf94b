"""The one comment of a pull request."""

from typing import Any

import pytest

from delivery.comment.page import MARKER
from delivery.comment.posting import AUTHOR, post
from ops.command import Failure, Refusal
from tests.delivery.github import FakeGithub
from tests.delivery.test_newest import variables

BODY = f"{MARKER}\nnew"
PATH = "/repos/acme/platform/issues"


def comment(body: str, login: str = AUTHOR) -> dict[str, Any]:
    return {"id": 42, "body": body, "user": {"login": login}}


def posted(github: FakeGithub, *, quiet: bool = False) -> str:
    return post(variables(github, PULL_REQUEST="5"), BODY, quiet=quiet)


def test_the_first_comment_is_made(github: FakeGithub) -> None:
    github.answer = [comment("Looks good")]

    posted(github)

    assert github.asked[0][0] == f"{PATH}/5/comments?per_page=100&page=1"
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
    github.answer = [comment("Looks good")] * 100
    pages = iter([github.answer, [comment(f"{MARKER}\nold")]])
    github.answers = pages

    posted(github)

    assert [method for method, _, _ in github.written] == ["PATCH"]


def test_a_github_that_does_not_answer_fails_the_job(github: FakeGithub) -> None:
    github.status = 500

    with pytest.raises(Failure, match="Re-run the job"):
        posted(github)


def test_a_run_without_a_pull_request_is_refused(github: FakeGithub) -> None:
    with pytest.raises(Refusal, match="PULL_REQUEST is not set"):
        post(variables(github), BODY, quiet=False)
