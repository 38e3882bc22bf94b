"""A light weakness hides no grave one."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.resilience.weakened.cluster import spot
from tests.resilience.weakened.draft import Draft
from tests.resilience.weakened.placed import IN_A, METRICS, STACK, prometheus_in_one_zone


def budget_keeps_unhealthy(draft: Draft) -> None:
    policy = {"unhealthyPodEvictionPolicy": None}
    draft.addon(STACK, {"prometheus": {"podDisruptionBudget": policy}})


def metrics_in_one_zone(draft: Draft) -> None:
    draft.addon(METRICS, IN_A)


def metrics_without_budget(draft: Draft) -> None:
    draft.addon(METRICS, {"podDisruptionBudget": {"enabled": False}})


@pytest.mark.parametrize(
    ("grave", "light", "rules"),
    [
        (
            prometheus_in_one_zone,
            budget_keeps_unhealthy,
            {"path-breaks", "disruption-budget-keeps-unhealthy-pods"},
        ),
        (prometheus_in_one_zone, spot, {"path-breaks", "spot-nodes-only"}),
        (
            metrics_in_one_zone,
            metrics_without_budget,
            {"pods-without-room", "disruption-budget-missing"},
        ),
    ],
)
def test_a_light_weakness_hides_no_grave_one(
    grave: Callable[[Draft], None],
    light: Callable[[Draft], None],
    rules: set[str],
    tmp_path: Path,
) -> None:
    draft = Draft("prod")
    grave(draft)
    light(draft)
    assert {each.rule for each in draft.findings(tmp_path)} == rules
