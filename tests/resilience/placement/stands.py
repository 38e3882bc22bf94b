"""Where pods stand, as tests ask for it."""

from collections import Counter

from resilience.domains import Domain, DomainKind, Mode
from resilience.model.platform import Model
from resilience.outcomes import Ready
from resilience.placement.before import placed
from resilience.placement.capacity import capacity
from tests.resilience.models import ZONES


def key(name: str, kind: str = "Deployment") -> str:
    """Return the key of a workload of `tests.resilience.models`."""
    return f"{name}/{kind}/{name}"


def by_zone(model: Model, name: str, kind: str = "Deployment") -> list[int]:
    """Return how many pods of a workload each zone has."""
    pods = placed(model).by_workload.get(key(name, kind), ())
    counted = Counter(pod.zone for pod in pods)
    return [counted[zone] for zone in ZONES]


def reasons(model: Model) -> list[str]:
    """Return why pods wait."""
    return [pod.reason for pod in placed(model).waiting]


def zone(name: str = ZONES[0], mode: Mode = Mode.LOST) -> Domain:
    """Return a zone that fails."""
    return Domain(kind=DomainKind.ZONE, name=name, mode=mode)


def ready(model: Model, domain: Domain, name: str, kind: str = "Deployment") -> Ready:
    """Return the ready pods of a workload when a domain failed."""
    return capacity(model, domain).ready[key(name, kind)]


def moments(found: Ready) -> tuple[int, int, int, int]:
    """Return the counts of ready pods: before, at once, rescheduled and with new nodes."""
    return found.before, found.at_once, found.rescheduled, found.with_new_nodes
