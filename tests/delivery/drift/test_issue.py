"""The one issue of drift."""

import json
from itertools import chain
from pathlib import Path

import pytest
from typer.testing import CliRunner

from delivery.__main__ import app
from delivery.comment.files import write_record
from delivery.comment.record import Record, State
from delivery.drift.issue import keep_issue
from delivery.drift.page import MARKER, TITLE
from ops.command import Failure
from terraform_json.types import Json
from tests.delivery.github import FakeGithub
from tests.delivery.test_newest import variables

BODY = f"{MARKER}\nnew"
PATH = "/repos/acme/platform/issues"


def issue(number: int, state: str, body: str | None = f"{MARKER}\nold") -> Json:
    return {"number": number, "state": state, "body": body}


def kept(github: FakeGithub, *there: Json, clean: bool = False) -> str:
    """Keep the issue beside those that are there, and return what was said."""
    github.answer = list(there)
    return keep_issue(variables(github), BODY, clean=clean)


def test_the_first_drift_makes_an_issue(github: FakeGithub) -> None:
    kept(github, issue(1, "open", "Something else"), issue(2, "open", None))

    assert github.asked[0][0].startswith(f"{PATH}?state=all&creator=github-actions%5Bbot%5D&")
    assert github.written == [("POST", PATH, {"title": TITLE, "body": BODY})]


def test_a_later_one_takes_its_place(github: FakeGithub) -> None:
    said = kept(github, issue(3, "closed"), issue(7, "open"))

    ((method, path, written),) = github.written
    assert (method, path) == ("PATCH", f"{PATH}/7")
    assert written == {"title": TITLE, "body": BODY, "state": "open"}
    assert said == "The issue 7 is updated, and is open."


def test_drift_that_comes_again_opens_the_issue_again(github: FakeGithub) -> None:
    kept(github, issue(3, "closed"), issue(5, "closed"))

    ((_, path, written),) = github.written
    assert path == f"{PATH}/5"
    assert isinstance(written, dict)
    assert written["state"] == "open"


def test_the_issue_is_closed_when_all_is_clean(github: FakeGithub) -> None:
    kept(github, issue(7, "open"), clean=True)

    ((_, path, written),) = github.written
    assert path == f"{PATH}/7"
    assert isinstance(written, dict)
    assert written["state"] == "closed"


@pytest.mark.parametrize("there", [(), (issue(3, "closed"),)])
def test_where_all_is_clean_nothing_is_written(github: FakeGithub, there: tuple[Json, ...]) -> None:
    kept(github, *there, clean=True)

    assert github.written == []


def test_all_pages_of_issues_are_looked_through(github: FakeGithub) -> None:
    github.answers = chain([[issue(1, "open", "Else")] * 100, [issue(9, "open")]])

    keep_issue(variables(github), BODY, clean=False)

    assert github.written[0][1] == f"{PATH}/9"


def test_a_github_that_does_not_answer_fails_the_job(github: FakeGithub) -> None:
    github.status = 500

    with pytest.raises(Failure, match="Re-run the job"):
        kept(github)


def test_a_stack_without_a_record_keeps_the_issue_open(
    github: FakeGithub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables(github).items():
        monkeypatch.setenv(name, value)
    github.answer = [issue(7, "open")]
    write_record(Record(environment="staging", stack="k8s", state=State.PLANNED), tmp_path)
    expected = json.dumps({"staging": ["k8s", "databases"]})

    done = CliRunner().invoke(app, ["drift-issue", str(tmp_path), "--expected", expected, "--post"])

    assert done.exit_code == 0, done.stderr
    ((_, _, written),) = github.written
    assert isinstance(written, dict)
    assert written["state"] == "open"
    assert "`staging databases` **failed**" in written["body"]


def test_a_list_of_stacks_that_is_none_is_refused(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["drift-issue", str(tmp_path), "--expected", "[]"])

    assert done.exit_code == 2
    assert "--expected lists no stacks" in done.stderr
