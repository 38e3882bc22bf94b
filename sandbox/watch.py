"""Ends what is at work on the local AWS once it cannot go on: Terraform would try for minutes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Final

from ops.command import Failure
from sandbox import ending, local_aws
from sandbox.paths import RECORD, SERVER_LOG
from sandbox.record import ServerRecord

LOOK_SECONDS: Final = 0.5
"""How often it is looked at."""


@contextmanager
def while_it_runs(server: ServerRecord) -> Iterator[None]:
    """Do something that needs the local AWS.

    Args:
        server: The local AWS.

    Raises:
        Failure: It ended. What was at work on it has ended too.
    """

    def fault() -> Failure | None:
        return None if server.process(RECORD) else _ended()

    with unless(fault):
        yield


@contextmanager
def unless(fault: Callable[[], Failure | None]) -> Iterator[None]:
    """Do something as long as nothing stands against it.

    Args:
        fault: Asked again and again, on another thread, for what stands against it.

    Raises:
        Failure: Something does. What was at work in this folder has ended.
    """
    over = Event()

    def look() -> None:
        while not over.wait(LOOK_SECONDS):
            if fault():
                # Again and again, since another may follow the one that is ended.
                ending.end_marked(grace_seconds=0)

    looking = Thread(target=look)
    looking.start()
    try:
        yield
    except Exception as error:
        if found := fault():
            raise found from error
        raise
    finally:
        over.set()
        looking.join()
    if found := fault():
        raise found


def _ended() -> Failure:
    return Failure(
        "The local AWS ended while it was at work, and what it held is gone: `make up` starts"
        f" afresh. {local_aws.last_words(SERVER_LOG)}"
    )
