"""What others delete is waited for, as long as there is time."""

import time

import pytest

from delivery.teardown.controllers import Leftover
from delivery.teardown.waiting import Clock
from ops.command import Failure

THING = Leftover(name="volume vol-1", remedy="aws ec2 delete-volume --volume-id vol-1")


def test_it_is_over_when_nothing_is_left() -> None:
    answers = iter([[THING], [THING], []])
    pauses: list[None] = []

    clock = Clock(deadline=time.monotonic() + 60, pause=lambda: pauses.append(None))
    clock.await_end(lambda: next(answers))

    assert len(pauses) == 2


def test_what_stays_is_named_with_its_remedy() -> None:
    with pytest.raises(Failure) as caught:
        Clock(deadline=0).await_end(lambda: [THING])

    assert "  volume vol-1\n    aws ec2 delete-volume --volume-id vol-1\n" in str(caught.value)
    assert "it goes on from here" in str(caught.value)
