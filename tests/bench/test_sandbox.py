"""What is told of the sandbox's seconds."""

import pytest

from bench import sandbox


def test_a_ratio_is_the_median_of_those_of_each_round() -> None:
    seconds = {
        sandbox.ONE_BY_ONE: [10.0, 20.0, 10.0],
        sandbox.AT_ONCE: [5.0, 5.0, 5.0],
        **{name: [12.0, 40.0, 15.0] for name in sandbox.MEASURED},
    }
    found = sandbox.ratios(seconds)
    assert len(found) == 2 * len(sandbox.MEASURED)
    assert found["diff takes times the plans, one after the other"] == 1.5
    assert found["diff takes times the plans, at once"] == pytest.approx(3)
