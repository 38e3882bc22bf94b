"""A rule, and the weakness that it finds."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum

from resilience.causes.places import Place
from resilience.evidence import Evidence, Resource
from resilience.findings import Severity


@dataclass(frozen=True, kw_only=True)
class Weakness:
    """A weakness that a rule finds, before the line of its cause is known.

    Attributes:
        subject: Whom it concerns: a resource's stack and address, a workload's key, or a figure.
        problem: What is wrong, in one sentence.
        why: What follows for users, with the arithmetic or the source.
        remedy: What to change.
        places: Where the cause may stand; the first place that exists counts.
        path: The name of the path that suffers, if it is one.
        domain: The domain whose failure shows it, as people read it, if it is one.
        resources: The resources that take part.
        explains: The elements, workloads and groups whose failures it explains, so that no generic
            rule reports them again: those of `Strand.elements`, keys of workloads, and the
            addresses of groups, and names of steps. It silences no rule that is graver than its
            own.
    """

    subject: str
    problem: str
    why: str
    remedy: str
    places: tuple[Place, ...]
    path: str | None = None
    domain: str | None = None
    resources: tuple[str, ...] = ()
    explains: frozenset[str] = frozenset()


def weakness_at(  # noqa: PLR0913 - the fields of a weakness
    resource: Resource,
    *path: str,
    problem: str,
    why: str,
    remedy: str,
    domain: str | None = None,
    explains: frozenset[str] = frozenset(),
) -> Weakness:
    """Return a weakness of a resource that one of its attributes causes.

    Args:
        resource: The resource.
        path: The attribute; without one its block.
        problem: As in `Weakness`, and likewise the others.
        why: Likewise.
        remedy: Likewise.
        domain: Likewise.
        explains: Likewise.
    """
    return Weakness(
        subject=resource.name,
        problem=problem,
        why=why,
        remedy=remedy,
        places=(resource.place(*path),),
        domain=domain,
        resources=(resource.name,),
        explains=explains,
    )


class Stage(IntEnum):
    """When a rule looks: each stage knows what those before it found."""

    DIRECT = 1
    """it looks at the model, and knows why something is weak"""
    CAPACITY = 2
    """it judges where pods find room, and keeps silent where a direct rule has found why"""
    OUTCOMES = 3
    """it judges what becomes of paths, and keeps silent where another rule has found why"""
    ACCEPTANCES = 4
    """it compares what was found with what is accepted"""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A rule.

    Attributes:
        id: Its stable id, by which findings are accepted and searched for.
        severity: How grave its findings are.
        title: What it refuses, in a few words.
        example: A platform that it refuses, in one sentence.
        source: The page that says why, or what is right.
        find: Yields what is weak.
        stage: When it looks.
        yields_to: The ids of rules that say more of the same subject.
    """

    id: str
    severity: Severity
    title: str
    example: str
    source: str
    find: Callable[[Evidence], Iterable[Weakness]]
    stage: Stage = Stage.DIRECT
    yields_to: tuple[str, ...] = ()
