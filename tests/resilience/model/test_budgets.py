import pytest

from resilience.model.budgets import budget_of


@pytest.mark.parametrize(
    ("spec", "replicas", "least"),
    [
        ({"minAvailable": 2}, 3, 2),
        ({"minAvailable": "50%"}, 3, 2),
        ({"minAvailable": "50%"}, 4, 2),
        ({"minAvailable": "1%"}, 3, 1),
        ({"minAvailable": "100%"}, 3, 3),
        ({"minAvailable": "0%"}, 3, 0),
        ({"minAvailable": 0}, 3, 0),
        ({"minAvailable": 5}, 3, 5),
        ({"maxUnavailable": 1}, 3, 2),
        ({"maxUnavailable": "50%"}, 3, 1),
        ({"maxUnavailable": "34%"}, 3, 1),
        ({"maxUnavailable": "33%"}, 3, 2),
        ({"maxUnavailable": "1%"}, 3, 2),
        ({"maxUnavailable": 0}, 3, 3),
        ({"maxUnavailable": "100%"}, 3, 0),
        ({"maxUnavailable": 5}, 3, 0),
        ({"maxUnavailable": 1}, 1, 0),
        ({}, 3, 0),
    ],
)
def test_a_part_of_a_pod_counts_as_a_whole_one(
    spec: dict[str, object], replicas: int, least: int
) -> None:
    assert budget_of({"metadata": {"name": "shop"}, "spec": spec}, replicas).least == least


@pytest.mark.parametrize(
    ("policy", "evicts"), [({}, False), ({"unhealthyPodEvictionPolicy": "AlwaysAllow"}, True)]
)
def test_a_budget_says_whether_unhealthy_pods_may_go(
    policy: dict[str, object],
    evicts: bool,  # noqa: FBT001
) -> None:
    manifest = {"metadata": {"name": "shop"}, "spec": {"minAvailable": 1, **policy}}
    found = budget_of(manifest, 3)
    assert (found.name, found.evicts_unhealthy) == ("shop", evicts)
