"""Waits for what others delete, and names what stays."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from delivery.teardown.controllers import Leftover
from ops.command import Failure

PAUSE_SECONDS: Final = 15.0
LONGEST_SECONDS: Final = 900.0
"""How long one kind of thing may take: AWS deletes a reader in ten minutes, all else in less."""


@dataclass(frozen=True, kw_only=True)
class Clock:
    """How long a command may take.

    Attributes:
        deadline: When it ends, by time.monotonic().
        pause: Waits until it is worth to look again.
    """

    deadline: float
    pause: Callable[[], None] = lambda: time.sleep(PAUSE_SECONDS)

    def await_end(self, find: Callable[[], Sequence[Leftover]]) -> None:
        """Return once nothing is found any more.

        Args:
            find: Returns what is still there.

        Raises:
            Failure: Something is still there when the time is over: it is named with its remedy.
        """
        end = min(self.deadline, time.monotonic() + LONGEST_SECONDS)
        while stuck := find():
            if time.monotonic() >= end:
                told = "\n".join(f"  {each.name}\n    {each.remedy}" for each in stuck)
                raise Failure(
                    f"Still there when the time was over:\n{told}\n"
                    "Make them go, then give the command again: it goes on from here."
                )
            self.pause()
