"""What the descheduler evicts, and what it leaves alone."""

from typing import Any

from tests.helm.addons.values import at

POLICY = at("descheduler", "deschedulerPolicy")
SPREAD = "RemovePodsViolatingTopologySpreadConstraint"


def arguments(plugin: str) -> Any:  # noqa: ANN401 - YAML
    """Return what a plugin of the one profile is told."""
    (profile,) = POLICY["profiles"]
    (found,) = [each["args"] for each in profile["pluginConfig"] if each["name"] == plugin]
    return found


def test_it_evicts_for_the_sake_of_spread_only() -> None:
    (profile,) = POLICY["profiles"]
    assert profile["plugins"] == {"balance": {"enabled": [SPREAD]}}


def test_a_cycle_moves_few_pods_so_that_the_next_one_sees_what_became_of_them() -> None:
    limits = {key: value for key, value in POLICY.items() if key.startswith("max")}
    assert limits == {
        "maxNoOfPodsToEvictPerNamespace": 2,
        "maxNoOfPodsToEvictPerNode": 5,
        "maxNoOfPodsToEvictTotal": 20,
    }


# No namespace is left out: controllers of the platform stand in kube-system.
def test_it_keeps_hard_spread_and_soft_spread_where_another_zone_has_room() -> None:
    assert arguments(SPREAD) == {
        "constraints": ["DoNotSchedule", "ScheduleAnyway"],
        "topologyBalanceNodeFit": True,
    }


# An age, a number of replicas or a budget would hide pods from its count, so that it would find a
# zone empty that is not.
def test_of_pods_that_spread_it_leaves_those_with_volumes_alone() -> None:
    assert arguments("DefaultEvictor") == {
        "podProtections": {
            "defaultDisabled": ["PodsWithLocalStorage", "SystemCriticalPods"],
            "extraEnabled": ["PodsWithPVC"],
        }
    }
