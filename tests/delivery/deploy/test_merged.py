"""Which commit was reviewed."""

import pytest

from delivery.deploy.merged import reviewed_commit
from ops.command import Failure, Refusal
from tests.delivery.github import FakeGithub

MAIN, HEAD = "a" * 40, "b" * 40


def variables(github: FakeGithub) -> dict[str, str]:
    return {
        "GITHUB_API_URL": github.url,
        "GITHUB_REPOSITORY": "acme/platform",
        "GITHUB_SHA": MAIN,
        "GITHUB_TOKEN": "token",
    }


def pull_request(**told: object) -> dict[str, object]:
    return {
        "merged_at": "2026-11-26T22:00:00Z",
        "merge_commit_sha": MAIN,
        "base": {"ref": "main", "sha": "c" * 40},
        "head": {"ref": "change", "sha": HEAD},
        **told,
    }


def test_it_is_the_head_of_the_pull_request_that_the_commit_merged(github: FakeGithub) -> None:
    github.answer = [pull_request()]

    assert reviewed_commit(variables(github)) == HEAD
    assert github.asked == [
        (f"/repos/acme/platform/commits/{MAIN}/pulls?per_page=100", "Bearer token")
    ]


@pytest.mark.parametrize(
    "told",
    [
        {"merged_at": None},
        {"merge_commit_sha": "d" * 40},
        {"merge_commit_sha": None},
        {"base": {"ref": "release", "sha": "c" * 40}},
    ],
    ids=["open", "an earlier commit of it", "not merged", "into another branch"],
)
def test_another_pull_request_with_the_commit_is_none(
    github: FakeGithub, told: dict[str, object]
) -> None:
    github.answer = [pull_request(**told)]

    assert reviewed_commit(variables(github)) is None


def test_a_commit_that_was_pushed_directly_was_not_reviewed(github: FakeGithub) -> None:
    github.answer = []

    assert reviewed_commit(variables(github)) is None


def test_without_an_answer_nothing_is_deployed(github: FakeGithub) -> None:
    github.status = 503

    with pytest.raises(Failure, match="Nobody knows what was reviewed"):
        reviewed_commit(variables(github))


@pytest.mark.parametrize("name", variables(FakeGithub(url="http://127.0.0.1")))
def test_outside_of_a_job_of_github_it_is_refused(name: str, github: FakeGithub) -> None:
    with pytest.raises(Refusal, match=f"{name} is not set"):
        reviewed_commit(variables(github) | {name: ""})
