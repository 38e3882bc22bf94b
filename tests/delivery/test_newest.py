"""A run that was started again deploys main's head or nothing."""

import pytest

from delivery.newest import refuse_an_old_run
from ops.command import Failure, Refusal
from tests.delivery.github import FakeGithub

OLD, HEAD = "a" * 40, "b" * 40


def variables(github: FakeGithub, **others: str) -> dict[str, str]:
    return {
        "GITHUB_API_URL": github.url,
        "GITHUB_REPOSITORY": "acme/platform",
        "GITHUB_TOKEN": "token",
        "GITHUB_REF": "refs/heads/main",
        "GITHUB_RUN_ATTEMPT": "2",
        "GITHUB_SHA": OLD,
    } | others


@pytest.fixture
def main_is_at_head(github: FakeGithub) -> FakeGithub:
    """Return a GitHub whose main is at a commit."""
    github.answer = {"ref": "refs/heads/main", "object": {"type": "commit", "sha": HEAD}}
    return github


def test_an_old_run_that_is_started_again_is_refused(main_is_at_head: FakeGithub) -> None:
    with pytest.raises(Refusal, match=f"{OLD}, and main is at {HEAD}.*revert the commit"):
        refuse_an_old_run(variables(main_is_at_head))
    assert main_is_at_head.asked == [("/repos/acme/platform/git/ref/heads/main", "Bearer token")]


def test_the_run_of_the_head_may_be_started_again(main_is_at_head: FakeGithub) -> None:
    refuse_an_old_run(variables(main_is_at_head, GITHUB_SHA=HEAD))


def test_a_first_attempt_deploys_although_main_has_moved_on(main_is_at_head: FakeGithub) -> None:
    refuse_an_old_run(variables(main_is_at_head, GITHUB_RUN_ATTEMPT="1"))


@pytest.mark.parametrize("attempt", ["1", "2"])
def test_another_branch_is_refused(attempt: str, main_is_at_head: FakeGithub) -> None:
    other = {"GITHUB_REF": "refs/heads/other", "GITHUB_SHA": HEAD, "GITHUB_RUN_ATTEMPT": attempt}

    with pytest.raises(Refusal, match="only refs/heads/main is deployed"):
        refuse_an_old_run(variables(main_is_at_head, **other))


@pytest.mark.parametrize("answer", [{}, [], {"object": None}, {"object": {}}, "no JSON"])
def test_without_an_answer_nothing_is_deployed(answer: object, github: FakeGithub) -> None:
    github.answer = answer

    with pytest.raises(Failure, match="GitHub did not answer"):
        refuse_an_old_run(variables(github))


def test_an_address_that_is_none_gives_no_answer() -> None:
    with pytest.raises(Failure, match="unknown url type"):
        refuse_an_old_run(variables(FakeGithub(url="nonsense")))


def test_an_error_of_github_is_no_answer(main_is_at_head: FakeGithub) -> None:
    main_is_at_head.status = 403

    with pytest.raises(Failure, match="403"):
        refuse_an_old_run(variables(main_is_at_head, GITHUB_SHA=HEAD))


@pytest.mark.parametrize("name", variables(FakeGithub(url="http://127.0.0.1")))
def test_outside_of_a_job_of_github_it_is_refused(name: str, github: FakeGithub) -> None:
    with pytest.raises(Refusal, match=f"{name} is not set"):
        refuse_an_old_run(variables(github) | {name: ""})
