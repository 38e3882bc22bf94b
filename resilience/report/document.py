"""An analysis as JSON, for programs: one schema, in a stable order.

Version 1 of the schema is this module's dataclasses, key by key. A key may be added; one that is
taken away, or means something else, makes a new version.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Final

from resilience.analysis import Analysis
from resilience.domains import Domain
from resilience.findings import Finding
from resilience.model.platform import Unknown
from resilience.outcomes import Ready, Verdict
from resilience.report.survival import Survival
from resilience.survival.paths import Path

VERSION: Final = 1


@dataclass(frozen=True, kw_only=True)
class DomainDocument:
    """A failure domain, and what its failure does.

    Attributes:
        kind: What it is: `pod`, `node`, `node group`, `resource`, `zone` or `region`.
        name: Its name.
        mode: How it fails: `lost`, `unreachable`, `full` or `shifted away`.
        breaks: The reason of each path that breaks, by its name.
        unknown: The reason of each path of which it is not known, by its name.
        holds: The reason of each path that holds though it lost something, by its name.
        ready: The ready pods of each workload, by its key, for workloads that lose some.
        free: The room for further pods, by group and zone, in words.
        new_nodes: How many nodes the autoscaler adds, by group and zone.
    """

    kind: str
    name: str
    mode: str
    breaks: Mapping[str, str]
    unknown: Mapping[str, str]
    holds: Mapping[str, str]
    ready: Mapping[str, Ready]
    free: Mapping[str, str]
    new_nodes: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class PathDocument:
    """A path.

    Attributes:
        name: Its name.
        topic: What it is for.
        title: What it is called.
        application: The application that it follows from; null if none.
        redundant: Whether it has to survive every domain but the region.
        why: Why not, if not.
        steps: The names of its steps.
    """

    name: str
    topic: str
    title: str
    application: str | None
    redundant: bool
    why: str
    steps: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Document:
    """An analysis.

    Attributes:
        version: The version of the schema.
        environment: The environment.
        region: Its region.
        zones: Its zones.
        verdict: The verdict, in one sentence.
        survives: Whether every path that has to holds in every domain but the region, accepted
            risks aside, and no grave finding is open. What is not known does not survive.
        paths: The paths.
        domains: The failure domains, each in each way in which it fails.
        findings: The findings, the gravest first, accepted ones included.
        unknowns: What could not be found out.
    """

    version: int
    environment: str
    region: str
    zones: tuple[str, ...]
    verdict: str
    survives: bool
    paths: tuple[PathDocument, ...]
    domains: tuple[DomainDocument, ...]
    findings: tuple[Finding, ...]
    unknowns: tuple[Unknown, ...]


def document(analysis: Analysis) -> Document:
    """Return an analysis as it is written for programs."""
    survival = Survival(analysis)
    return Document(
        version=VERSION,
        environment=analysis.model.environment,
        region=analysis.model.region,
        zones=analysis.model.zones,
        verdict=survival.sentence(),
        survives=survival.survives,
        paths=tuple(_path(path) for path in analysis.paths),
        domains=tuple(_domains(analysis)),
        findings=analysis.findings,
        unknowns=analysis.model.unknowns,
    )


def as_json(analysis: Analysis) -> str:
    """Return an analysis as JSON."""
    return json.dumps(asdict(document(analysis)), indent=2, default=str) + "\n"


def _path(path: Path) -> PathDocument:
    return PathDocument(
        name=path.name,
        topic=path.topic,
        title=path.title,
        application=path.application,
        redundant=path.redundant,
        why=path.why,
        steps=tuple(step.name for step in path.steps),
    )


def _domains(analysis: Analysis) -> Iterator[DomainDocument]:
    reasons: dict[Domain, dict[Verdict, dict[str, str]]] = {
        domain: {verdict: {} for verdict in Verdict} for domain in analysis.domains
    }
    for each in analysis.outcomes:
        if each.verdict is not Verdict.HOLDS or each.holds_on:
            reasons[each.domain][each.verdict][each.path] = each.reason
    capacities = {each.domain: each for each in analysis.capacities}
    for domain, found in reasons.items():
        capacity = capacities.get(domain)
        yield DomainDocument(
            kind=domain.kind,
            name=domain.name,
            mode=domain.mode,
            breaks=found[Verdict.BREAKS],
            unknown=found[Verdict.UNKNOWN],
            holds=found[Verdict.HOLDS],
            ready={key: ready for key, ready in capacity.ready.items() if _loses(ready)}
            if capacity
            else {},
            free={key: str(room) for key, room in capacity.free.items()} if capacity else {},
            new_nodes=dict(capacity.new_nodes) if capacity else {},
        )


def _loses(ready: Ready) -> bool:
    return bool(ready.waits) or min(ready.at_once, ready.rescheduled) < ready.before
