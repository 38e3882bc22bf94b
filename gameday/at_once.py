"""Many requests at once: what fails together has to fail together."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http import HTTPStatus
from threading import local
from typing import Final

from sandbox.kubernetes.api import Api, ApiError
from terraform_json.types import Json

_THREADS: Final = 8


class AtOnce:
    """Changes several objects at the same time.

    Args:
        client: Makes a client of the API: none is shared between threads.
    """

    def __init__(self, client: Callable[[], Api]) -> None:
        self._client, self._local = client, local()

    def delete(self, paths: Iterable[str]) -> None:
        """Delete the objects at some paths, where they are there.

        Raises:
            Failure: The API refuses, or does not answer.
        """
        self._each(lambda api, path: api.delete(path), paths)

    def patch(self, paths: Iterable[str], body: Json) -> None:
        """Merge a change into the objects at some paths, where they are there.

        Raises:
            Failure: The API refuses, or does not answer.
        """

        def change(api: Api, path: str) -> None:
            try:
                api.patch(path, body)
            except ApiError as error:
                if error.status != HTTPStatus.NOT_FOUND:
                    raise

        self._each(change, paths)

    def _each(self, do: Callable[[Api, str], None], paths: Iterable[str]) -> None:
        with ThreadPoolExecutor(_THREADS) as pool:
            for _ in pool.map(partial(self._do, do), paths):
                pass

    def _do(self, do: Callable[[Api, str], None], path: str) -> None:
        if not hasattr(self._local, "api"):
            self._local.api = self._client()
        do(self._local.api, path)
