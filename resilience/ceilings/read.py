"""All ceilings of a platform."""

from collections.abc import Callable, Iterator
from typing import Final

from resilience.ceiling import Ceiling
from resilience.ceilings import addresses, database, nodes, quotas
from resilience.evidence import Evidence

_KINDS: Final[tuple[Callable[[Evidence], Iterator[Ceiling]], ...]] = (
    database.connections,
    database.readers,
    nodes.requests,
    nodes.replicas,
    addresses.addresses,
    nodes.processors,
    quotas.targets,
    quotas.namespaces,
    quotas.rules,
    quotas.elastic_addresses,
)


def ceilings_of(evidence: Evidence) -> tuple[Ceiling, ...]:
    """Return the figures of a platform that grow with load, each with its limit."""
    return tuple(ceiling for kind in _KINDS for ceiling in kind(evidence))
