from collections import Counter

import pytest

from gameday.account import leasts, observed
from gameday.recorder import Sample
from terraform_json.types import Json

KEY = "shop/Deployment/shop"


def sample(at: float, *, a: int, b: int, waiting: str = "") -> Sample:
    """Return what is seen of three pods in two zones."""
    return Sample(
        at=at,
        ready={KEY: Counter(a=a, b=b)},
        waiting={KEY: waiting} if waiting else {},
        pending={KEY: 1} if waiting else {},
    )


RECOVERED = (
    sample(0, a=2, b=1),
    sample(10, a=0, b=1),
    sample(12.5, a=0, b=2),
    sample(14, a=0, b=3),
)


def test_seconds_below_the_minimum_are_counted_from_the_fault_on() -> None:
    account = observed(RECOVERED, {KEY: 2}, since=9, until=20)[KEY]
    assert (account.before, account.lowest, account.end) == (3, 1, 3)
    assert account.below_seconds == 2.5
    assert account.recovery_seconds == 5


def test_a_workload_without_a_budget_has_no_minimum() -> None:
    account = observed(RECOVERED, {}, since=9, until=20)[KEY]
    assert (account.least, account.below_seconds) == (0, 0)


def test_what_never_recovers_says_where_its_pods_are_and_why_one_waits() -> None:
    samples = [*RECOVERED[:3], sample(13, a=0, b=2, waiting="0/2 nodes are available")]
    account = observed(samples, {KEY: 2}, since=9, until=20)[KEY]
    assert account.recovery_seconds is None
    assert (account.zones_before, account.zones_after) == ({"a": 2, "b": 1}, {"b": 2})
    assert (account.pending, account.waits) == (1, "0/2 nodes are available")


def test_what_happened_before_the_fault_does_not_count() -> None:
    samples = [sample(0, a=0, b=1), sample(5, a=2, b=1)]
    account = observed(samples, {KEY: 3}, since=6, until=20)[KEY]
    assert (account.lowest, account.below_seconds) == (3, 0)


def test_a_workload_that_had_less_than_its_minimum_before_falls_below_only_if_it_loses_more() -> (
    None
):
    account = observed([sample(0, a=1, b=0)], {KEY: 2}, since=1, until=9)[KEY]
    assert account.below_seconds == 0


def budget(namespace: str = "shop", **status: int) -> Json:
    """Return the budget of the pods."""
    selector = {"matchLabels": {"app": "shop"}}
    return {
        "metadata": {"namespace": namespace},
        "spec": {"selector": selector},
        "status": status,
    }


POD = {
    "metadata": {
        "namespace": "shop",
        "labels": {"app": "shop"},
        "ownerReferences": [{"kind": "ReplicaSet", "name": "shop-5d8f"}],
    }
}


@pytest.mark.parametrize(
    ("budgets", "expected"),
    [
        ([budget(desiredHealthy=2)], {KEY: 2}),
        ([budget(desiredHealthy=2), budget(desiredHealthy=1)], {KEY: 2}),
        ([budget("other", desiredHealthy=2)], {}),
        ([], {}),
    ],
)
def test_the_minimum_is_what_the_budget_wants(
    budgets: list[Json], expected: dict[str, int]
) -> None:
    assert leasts(budgets, [POD]) == expected
