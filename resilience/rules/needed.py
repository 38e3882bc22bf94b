"""Weaknesses of workloads, with the paths that rest on them."""

from resilience.causes.places import OfWorkload
from resilience.evidence import Evidence
from resilience.rules.rule import Weakness


def weakness_of(  # noqa: PLR0913 - the fields of a weakness
    evidence: Evidence,
    place: OfWorkload,
    *,
    problem: str,
    why: str,
    remedy: str,
    explains: bool = False,
) -> Weakness:
    """Return a weakness of a workload, with the first path that rests on it and has to survive.

    Args:
        evidence: What rules look at.
        place: The workload and the aspect of it that is weak.
        problem: As in `Weakness`.
        why: Likewise.
        remedy: Likewise.
        explains: Whether the weakness is why paths break that rest on the workload.
    """
    paths = evidence.needed.get(place.key, ())
    workload = evidence.model.workload(place.key)
    return Weakness(
        subject=place.key,
        problem=problem,
        why=why,
        remedy=remedy,
        places=(place,),
        path=paths[0].name if paths else None,
        resources=(workload.resource,) if workload else (),
        explains=frozenset({place.key} if explains else ()),
    )
