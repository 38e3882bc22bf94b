"""How tests wait for what happens by itself."""

import time
from collections.abc import Callable

# When to give up, not how long something takes: enough for a machine that is busy with other work.
PATIENCE_SECONDS = 300
POLL_SECONDS = 0.05


def eventually(condition: Callable[[], object]) -> None:
    """Wait until a condition holds, which is asked again and again."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, f"nothing happened within {PATIENCE_SECONDS} s"
        time.sleep(POLL_SECONDS)
