"""What is told of the sandbox's seconds."""

import pytest

from bench import sandbox


def test_a_ratio_is_the_median_of_those_of_each_round() -> None:
    seconds = {
        sandbox.ONE_BY_ONE: [10.0, 20.0, 10.0],
        sandbox.AT_ONCE: [5.0, 5.0, 5.0],
        sandbox.DIFF: [12.0, 40.0, 15.0],
        sandbox.UP: [10.0, 10.0, 10.0],
        sandbox.CHANGED: [15.0, 15.0, 15.0],
    }
    assert sandbox.ratios(seconds) == {
        "diff takes times the plans, one after the other": 1.5,
        "diff takes times the plans, at once": 3,
        "up, without a change takes times the plans, one after the other": 1,
        "up, without a change takes times the plans, at once": 2,
        "up, after a change of an application takes times the plans, one after the other": 1.5,
        "up, after a change of an application takes times the plans, at once": pytest.approx(3),
    }
