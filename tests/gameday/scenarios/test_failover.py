"""What is predicted of a failover, and what counts as another course of it."""

from dataclasses import replace
from typing import Any

import pytest

from gameday.database.aurora import FailedOver
from gameday.prediction import Prediction
from gameday.scenarios.failover import differences, predicted, targets
from tests.resilience.synthesized import model_of

PATH = "database/shop/writer"
PROMISED = {"writer_endpoint": "db.cluster-1", "reader_endpoint": "db.cluster-ro-1"}
SEEN = FailedOver(
    writers=("db-a", "db-b"), promised=PROMISED, endpoints=PROMISED, plan="no changes"
)


def points(seen: FailedOver, *, survives: bool = True) -> list[str]:
    """Return the points in which a failover differs from its prediction."""
    prediction = Prediction(workloads={}, survives={PATH: survives})
    return [each.point for each in differences(prediction, seen, "db")]


def test_it_goes_as_predicted_where_another_instance_writes_and_nothing_else_changes() -> None:
    assert points(SEEN) == []


@pytest.mark.parametrize(
    ("change", "point"),
    [
        ({"writers": ("db-a", "db-a")}, "survives"),
        ({"endpoints": PROMISED | {"reader_endpoint": "elsewhere"}}, "reader_endpoint"),
        ({"plan": "~ update in-place"}, "plan afterwards"),
    ],
)
def test_each_point_may_differ(change: dict[str, Any], point: str) -> None:
    assert points(replace(SEEN, **change)) == [point]


def test_an_instance_that_takes_over_where_none_was_expected_differs_too() -> None:
    assert points(SEEN, survives=False) == ["survives"]
    assert points(replace(SEEN, writers=("db-a", "db-a")), survives=False) == []


def test_every_path_to_the_database_is_predicted() -> None:
    model = model_of("prod")
    assert targets(model) == ("platform-prod",)
    survives = predicted(model).survives
    assert survives
    assert set(survives.values()) == {True}
    assert {path.rpartition("/")[2] for path in survives} <= {"writer", "reader"}
