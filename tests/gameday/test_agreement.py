from dataclasses import replace
from typing import Any

import pytest

from gameday.account import Observed
from gameday.agreement import disagreements
from gameday.prediction import Expected, Prediction
from resilience.placement.capacity import TERMINATING

KEY = "shop/Deployment/shop"
EXPECTED = Expected(before=3, lowest=2, end=3)
SEEN = Observed(
    before=3,
    lowest=2,
    end=3,
    least=2,
    below_seconds=0,
    recovery_seconds=1.2,
    zones_before={"a": 1, "b": 1, "c": 1},
    zones_after={"b": 2, "c": 1},
)
SPREAD = "node(s) didn't match pod topology spread constraints"
WAITS = f"0/6 nodes are available: 2 Insufficient cpu, 4 {SPREAD}."


def points(expected: Expected, seen: Observed, zones: str = "bc") -> list[str]:
    """Return the points in which they differ."""
    prediction = Prediction(workloads={KEY: expected})
    found = disagreements(prediction, {KEY: seen}, finished=True, zones=list(zones))
    return [each.point for each in found]


def test_they_agree_where_all_counts_are_the_same() -> None:
    assert points(EXPECTED, SEEN) == []


@pytest.mark.parametrize(
    ("expected", "seen", "point"),
    [
        ({"before": 2}, {}, "pods before"),
        ({"lowest": 3}, {}, "lowest ready"),
        ({"lowest": 1}, {}, "lowest ready"),
        ({"lowest": 3, "exact": False}, {}, "lowest ready"),
        ({"end": 2}, {}, "ready in the end"),
        ({"waits": SPREAD}, {}, "waiting in the end"),
        ({}, {"pending": 1, "waits": WAITS}, "waiting in the end"),
        ({"waits": "Too many pods"}, {"pending": 1, "waits": WAITS}, "waiting in the end"),
        ({"waits": TERMINATING}, {"pending": 1, "waits": WAITS}, "waiting in the end"),
        ({"even": True}, {"zones_after": {"b": 3}}, "spread over zones"),
    ],
)
def test_each_point_may_differ(expected: dict[str, Any], seen: dict[str, Any], point: str) -> None:
    assert points(replace(EXPECTED, **expected), replace(SEEN, **seen)) == [point]


@pytest.mark.parametrize(
    ("expected", "seen"),
    [
        ({"lowest": 1, "exact": False}, {}),
        ({"waits": SPREAD}, {"pending": 2, "waits": WAITS}),
        ({"waits": TERMINATING}, {}),
        ({"even": True}, {}),
    ],
)
def test_bounds_and_one_of_several_reasons_agree(
    expected: dict[str, Any], seen: dict[str, Any]
) -> None:
    assert points(replace(EXPECTED, **expected), replace(SEEN, **seen)) == []


def test_both_accounts_stand_side_by_side() -> None:
    prediction = Prediction(workloads={KEY: replace(EXPECTED, lowest=3)})
    (found,) = disagreements(prediction, {KEY: SEEN}, finished=True, zones=["b"])
    assert str(found) == f"{KEY}: lowest ready: predicted 3, observed 2"


def test_a_workload_that_only_one_of_them_knows_is_told() -> None:
    prediction = Prediction(workloads={"gone/Deployment/gone": EXPECTED})
    found = disagreements(prediction, {KEY: SEEN}, finished=True, zones=["b"])
    assert [(each.subject, each.predicted) for each in found] == [
        ("gone/Deployment/gone", "3"),
        (KEY, "none"),
    ]


@pytest.mark.parametrize(("survives", "lowest", "agree"), [(True, 2, True), (True, 1, False)])
def test_a_path_survives_while_all_that_it_rests_on_has_its_minimum(
    *, survives: bool, lowest: int, agree: bool
) -> None:
    prediction = Prediction(
        workloads={KEY: replace(EXPECTED, lowest=lowest)},
        survives={"requests/shop": survives},
        rests_on={"requests/shop": frozenset({KEY})},
    )
    seen = replace(SEEN, lowest=lowest)
    found = disagreements(prediction, {KEY: seen}, finished=True, zones=["b"])
    assert (not found) == agree


def test_what_is_done_may_come_to_no_end() -> None:
    prediction = Prediction(workloads={KEY: EXPECTED})
    (found,) = disagreements(prediction, {KEY: SEEN}, finished=False, zones=["b"])
    assert found.point == "comes to its end"
