from typing import Any

from config.room import Room
from resilience.domains import Domain, DomainKind, Mode
from resilience.model.pods import ZONE_LABEL, Budget, Workload
from resilience.placement.before import placed
from tests.resilience.models import ZONES, group, model, workload
from tests.resilience.placement.stands import key, moments, ready, zone

HALF = Room(millicores=900, memory_mib=256, pods=1)
WHOLE = Room(millicores=1900, memory_mib=256, pods=1)
TWO_ZONES = tuple(group("apps", each, max_size=1) for each in ZONES[:2])


def plain(name: str, **changed: Any) -> Workload:  # noqa: ANN401 - of a field
    """Return pods of which a node holds two, wherever they stand."""
    told: dict[str, Any] = {"spreads": (), "prefers_apart": (), "each": HALF, "budget": None}
    return workload(name, **told | changed)


def test_a_pod_of_higher_priority_takes_the_place_of_a_lower_one() -> None:
    high = plain("high", replicas=2, priority=1)
    low = plain("low", replicas=2)
    after = model(high, low, groups=TWO_ZONES)
    assert moments(ready(after, zone(), "high")) == (2, 1, 2, 2)
    assert moments(ready(after, zone(), "low")) == (2, 1, 0, 0)


def test_nobody_gives_way_to_a_pod_of_the_same_priority() -> None:
    one, two = (plain(name, replicas=2) for name in ("one", "two"))
    after = model(one, two, groups=TWO_ZONES)
    assert moments(ready(after, zone(), "two")) == (2, 1, 1, 1)


def test_the_lowest_priority_gives_way() -> None:
    high = plain("high", replicas=1, priority=2)
    middle = plain("middle", replicas=1, priority=1)
    low = plain("low", replicas=1)
    after = model(high, middle, low, groups=TWO_ZONES)
    lost = Domain(kind=DomainKind.NODE, name=f"apps-{ZONES[0]}-0")
    assert moments(ready(after, lost, "middle"))[2] == 1
    assert moments(ready(after, lost, "low"))[2] == 0


def test_a_pod_whose_budget_allows_it_gives_way_before_one_whose_budget_does_not() -> None:
    high = plain("high", replicas=1, priority=1)
    there = {"node": frozenset({"apps"}), ZONE_LABEL: frozenset({ZONES[1]})}
    free = plain("b", replicas=1, node_labels=there)
    kept = plain("c", replicas=1, node_labels=there, budget=Budget(name="c", least=1))
    after = model(high, free, kept, groups=TWO_ZONES)
    found = {name: ready(after, zone(), name).rescheduled for name in ("high", "b", "c")}
    assert found == {"high": 1, "b": 0, "c": 1}


def test_nobody_gives_way_where_that_would_not_help() -> None:
    high = plain("high", replicas=2, priority=1, each=WHOLE)
    system = plain("system", replicas=1, priority=2)
    low = plain("low", replicas=1)
    after = model(high, system, low, groups=TWO_ZONES)
    assert ready(after, zone(ZONES[1]), "low").rescheduled == 1


def test_a_pod_that_gives_way_finds_another_node() -> None:
    groups = tuple(group("apps", each, max_size=1) for each in ZONES)
    high = plain("high", replicas=3, priority=1)
    low = plain("low", replicas=1)
    after = model(high, low, groups=groups)
    assert ready(after, zone(), "low").rescheduled == 1


def test_the_pod_of_a_daemonset_gives_way_too_and_waits_for_its_node() -> None:
    agent = plain("agent", kind="DaemonSet")
    high = plain("high", replicas=2, priority=1, each=WHOLE)
    waiting = placed(model(agent, high, groups=TWO_ZONES)).waiting
    assert [(pod.workload, pod.reason) for pod in waiting] == [
        (key("agent", "DaemonSet"), "Insufficient cpu"),
        (key("agent", "DaemonSet"), "Insufficient cpu"),
    ]


def test_nobody_gives_way_in_a_full_zone() -> None:
    high = plain("high", replicas=1, max_replicas=4, priority=1)
    low = plain("low", replicas=1, max_surge=0, node_labels={ZONE_LABEL: frozenset({ZONES[0]})})
    groups = tuple(group("apps", each, max_size=1) for each in ZONES[:2])
    assert ready(model(high, low, groups=groups), zone(mode=Mode.FULL), "low").with_new_nodes == 1
