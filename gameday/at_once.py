"""Many requests at once: what vanishes together has to vanish together."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import local
from typing import Final

from sandbox.kubernetes.api import Api

_THREADS: Final = 8


class AtOnce:
    """Deletes several objects at the same time.

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
        with ThreadPoolExecutor(_THREADS) as pool:
            for _ in pool.map(self._delete, paths):
                pass

    def _delete(self, path: str) -> None:
        if not hasattr(self._local, "api"):
            self._local.api = self._client()
        self._local.api.delete(path)
