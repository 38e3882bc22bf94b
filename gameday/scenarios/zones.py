"""Scenarios of a zone."""

from collections.abc import Callable

from gameday.cluster import Cluster
from gameday.descheduler import deschedule
from gameday.growing import fewest, more_pods
from gameday.prediction import Prediction, after, growth, returned
from gameday.scenarios.scenario import Phase, Scenario
from gameday.state import State
from resilience.domains import Domain, DomainKind, Mode
from resilience.model.platform import Model


def zones(model: Model) -> tuple[str, ...]:
    """Return the zones in which nodes stand."""
    return tuple(sorted({zone for group in model.groups for zone in group.zones}))


def of_zone(zone: str, mode: Mode = Mode.LOST) -> Domain:
    """Return a zone that fails."""
    return Domain(kind=DomainKind.ZONE, name=zone, mode=mode)


def another(model: Model, zone: str) -> str:
    """Return the zone that comes after a zone."""
    every = zones(model)
    return every[(every.index(zone) + 1) % len(every)]


def _predicted(mode: Mode) -> Callable[[State, str], Prediction]:
    return lambda state, zone: after(state, of_zone(zone, mode))


def _lose(cluster: Cluster, zone: str) -> bool:
    cluster.faults.lose_zone(zone)
    return True


def _cut_off(cluster: Cluster, zone: str) -> bool:
    cluster.faults.cut_off(zone)
    cluster.wait_for("the taints of unreachable nodes", lambda: cluster.knows_cut_off(zone))
    return True


def _fill(cluster: Cluster, zone: str) -> bool:
    cluster.faults.fill(zone)
    more_pods(cluster.api, fewest(cluster.platform.model), _wanted(cluster.platform.model))
    return True


def _shift(cluster: Cluster, zone: str) -> bool:
    cluster.faults.shift(zone)
    return True


def bring_back(cluster: Cluster, _: str) -> bool:
    """Let zones come back, and the descheduler even out; return whether that came to its end."""
    cluster.faults.undo()
    cluster.groups.heal()
    cluster.settle()
    return deschedule(cluster)


def _lose_another(cluster: Cluster, zone: str) -> bool:
    return _lose(cluster, another(cluster.platform.model, zone))


def _wanted(model: Model) -> dict[str, int]:
    """Return how many pods more each application asks for while a zone is full: one a zone."""
    return {
        each.key: min(len(zones(model)), each.max_replicas - each.replicas)
        for each in model.workloads
        if each.key in fewest(model)
    }


ZONE_LOST = Scenario(
    name="zone-lost",
    targets=zones,
    phases=(Phase(name="is lost", predict=_predicted(Mode.LOST), act=_lose),),
)
ZONE_UNREACHABLE = Scenario(
    name="zone-unreachable",
    targets=zones,
    phases=(Phase(name="is unreachable", predict=_predicted(Mode.UNREACHABLE), act=_cut_off),),
)
ZONE_FULL = Scenario(
    name="zone-full",
    targets=zones,
    phases=(
        Phase(
            name="is full, and applications want more pods",
            predict=lambda state, zone: growth(state, _wanted(state.model), full=(zone,)),
            act=_fill,
        ),
    ),
)
ZONE_SHIFTED = Scenario(
    name="zone-shifted-away",
    targets=zones,
    phases=(Phase(name="is shifted away", predict=_predicted(Mode.SHIFTED_AWAY), act=_shift),),
)
ZONE_RETURNS = Scenario(
    name="zone-returns",
    targets=zones,
    phases=(
        Phase(name="is unreachable", predict=_predicted(Mode.UNREACHABLE), act=_cut_off),
        Phase(name="returns", predict=lambda state, _: returned(state), act=bring_back),
        Phase(
            name="is back, and another is lost",
            predict=lambda state, zone: after(state, of_zone(another(state.model, zone))),
            act=_lose_another,
        ),
    ),
)
