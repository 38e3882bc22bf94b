"""Work with Terraform that goes on while something else is done."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from typing import Final, TypeVar

import psutil

from sandbox.ending import TERRAFORM, stop

T = TypeVar("T")
POLL_SECONDS: Final = 0.2


@contextmanager
def alongside(work: Callable[[], T]) -> Iterator["Future[T]"]:
    """Begin work on a thread of its own; when the context ends before it, end it at once.

    Args:
        work: Runs Terraform, and fails when that is ended.
    """
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(work)
        try:
            yield future
        finally:
            # It may be between two runs of Terraform, so again and again.
            while not future.done():
                _end_terraform()
                wait([future], POLL_SECONDS)


def _end_terraform() -> None:
    for process in psutil.Process().children():
        # The other thread may hear of its end in between.
        with suppress(psutil.NoSuchProcess):
            if process.is_running() and process.name() == TERRAFORM:
                stop(process, grace_seconds=0)
