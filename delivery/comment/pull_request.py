"""Finds the pull request that a commit is the head of."""

from collections.abc import Mapping

from pydantic import BaseModel

from delivery.github import MAIN, Repository, of_the_runner


class _Repository(BaseModel):
    full_name: str


class _Branch(BaseModel):
    ref: str
    sha: str
    repo: _Repository | None = None


class _PullRequest(BaseModel):
    number: int
    state: str
    base: _Branch
    head: _Branch


def pull_request_of(environment: Mapping[str, str], repository: Repository) -> int | None:
    """Return the number of the open pull request into main whose head is a commit.

    A commit may be the head of several branches, and a branch that of pull requests into others.
    None if it was closed meanwhile, or has a newer head.
    https://docs.github.com/en/rest/commits/commits#list-pull-requests-associated-with-a-commit

    Args:
        environment: The variables of GitHub's runner, HEAD, the commit, and HEAD_BRANCH.
        repository: The repository, of which the branch is one.

    Raises:
        NoAnswerError: GitHub did not answer, or answered something else.
        Refusal: A variable is missing.
    """
    names = ("HEAD", "HEAD_BRANCH", "GITHUB_REPOSITORY")
    commit, branch, ours = of_the_runner(environment, *names)
    found = repository.read_list(f"commits/{commit}/pulls?per_page=100", _PullRequest)
    wanted = (MAIN, commit, branch, ours)
    numbers = [each.number for each in found if each.state == "open" and _about(each) == wanted]
    return numbers[0] if numbers else None


def _about(each: _PullRequest) -> tuple[str, str, str, str]:
    owner = each.head.repo.full_name if each.head.repo else ""
    return each.base.ref, each.head.sha, each.head.ref, owner
