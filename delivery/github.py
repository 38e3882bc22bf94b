"""Asks GitHub's API in a job of a workflow, with the token of the job."""

import json
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPException
from itertools import count
from typing import Final, Self, TypeVar

from pydantic import BaseModel, TypeAdapter

from ops.command import Refusal

MAIN: Final = "main"
"""The branch that is deployed."""
Answer = TypeVar("Answer", bound=BaseModel)
Told = TypeVar("Told")

_ANSWER_SECONDS: Final = 30
_PAGE: Final = 100
"""Items of a page: the most that GitHub sends."""
_VARIABLES: Final = ("GITHUB_API_URL", "GITHUB_REPOSITORY", "GITHUB_TOKEN")


def of_the_runner(environment: Mapping[str, str], *names: str) -> list[str]:
    """Return variables of GitHub's runner.

    Args:
        environment: The variables of the process.
        names: The names of those that are needed.

    Raises:
        Refusal: Some of them are not set.
    """
    missing = [name for name in names if not environment.get(name)]
    if missing:
        raise Refusal(f"This works in a job of GitHub only: {', '.join(missing)} is not set.")
    return [environment[name] for name in names]


class NoAnswerError(OSError):
    """GitHub's API did not answer, or answered something else than what it documents."""


@dataclass(frozen=True, kw_only=True)
class Repository:
    """The repository of the job, as GitHub's API answers for it.

    Attributes:
        url: Its address in the API.
        token: The token of the job.
    """

    url: str
    token: str

    @classmethod
    def of_this_job(cls, environment: Mapping[str, str]) -> Self:
        """Return the repository of the job in which this process is.

        Args:
            environment: The variables of GitHub's runner, and GITHUB_TOKEN.

        Raises:
            Refusal: They are not there.
        """
        api, repository, token = of_the_runner(environment, *_VARIABLES)
        return cls(url=f"{api}/repos/{repository}", token=token)

    def read(self, path: str, answer: type[Answer]) -> Answer:
        """Return what stands at a path below the repository.

        Args:
            path: The path, with its query.
            answer: The model of it.

        Raises:
            NoAnswerError: GitHub did not answer, or answered something else.
        """
        return self._asked("GET", path, None, TypeAdapter(answer))

    def read_list(self, path: str, item: type[Answer]) -> list[Answer]:
        """Return the list that stands at a path below the repository.

        Args:
            path: The path, with its query.
            item: The model of an item.

        Raises:
            NoAnswerError: GitHub did not answer, or answered something else.
        """
        return self._asked("GET", path, None, TypeAdapter(list[item]))  # type: ignore[valid-type]

    def read_pages(self, path: str, item: type[Answer]) -> Iterator[Answer]:
        """Yield the items of a list that stands on several pages.

        https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api

        Args:
            path: The path, with its query.
            item: The model of an item.

        Raises:
            NoAnswerError: GitHub did not answer, or answered something else.
        """
        for page in count(1):
            mark = "&" if "?" in path else "?"
            items = self.read_list(f"{path}{mark}per_page={_PAGE}&page={page}", item)
            yield from items
            if len(items) < _PAGE:
                return

    def write(
        self, method: str, path: str, data: Mapping[str, str], answer: type[Answer]
    ) -> Answer:
        """Write something at a path below the repository, and return what GitHub answers.

        Args:
            method: `POST` or `PATCH`.
            path: The path.
            data: What is written.
            answer: The model of the answer.

        Raises:
            NoAnswerError: GitHub did not answer, or answered something else.
        """
        return self._asked(method, path, json.dumps(data).encode(), TypeAdapter(answer))

    def _asked(self, method: str, path: str, data: bytes | None, answer: TypeAdapter[Told]) -> Told:
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Accept": "application/vnd.github+json",
        }
        try:
            # GitHub's own address.
            request = urllib.request.Request(  # noqa: S310
                f"{self.url}/{path}", headers=headers, data=data, method=method
            )
            with urllib.request.urlopen(request, timeout=_ANSWER_SECONDS) as told:  # noqa: S310
                return answer.validate_json(told.read())
        except (OSError, HTTPException, ValueError) as error:
            raise NoAnswerError(f"GitHub did not answer: {error}") from error
