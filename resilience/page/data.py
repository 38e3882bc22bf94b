"""The contents of the page, as the JSON that it carries.

The page of 200 applications stays small because each text and each like result is written once:
`outcomes`, `ready` and `free` are lists that domains point into. The script of the page reads it:
`resilience/page/assets/data.js`.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from resilience.analysis import Analysis
from resilience.domains import Domain
from resilience.findings import Finding
from resilience.outcomes import Capacity, Outcome, Ready, Verdict
from resilience.page.interned import Interned
from resilience.page.picture import Role
from resilience.report.labels import label, workload_label
from resilience.report.survival import Survival
from resilience.survival.guarantees import GUARANTEES, Guarantee
from resilience.survival.paths import Path, Step
from terraform_json.types import Json

APPLICATION = "\u0001"
"""Stands for the name of the path's application in texts, so that all applications share one."""

ACCEPTED = "accepted"
"""The verdict of a path that breaks because of a risk that is accepted."""

Shape = tuple[str, str, str, tuple[tuple[str, tuple[str, ...]], ...]]
Figures = tuple[int, int, int, int, int, str]


class PageData:
    """The data of a page, and where in it a domain stands.

    Args:
        analysis: The analysis.
        roles: The role of each workload's pods.
        drawn: The names of the boxes that the picture marks for a path.

    Attributes:
        subjects: What can fail, each as its kind and its name: a domain in any of its modes.
    """

    def __init__(
        self, analysis: Analysis, roles: Mapping[str, Role], drawn: frozenset[str]
    ) -> None:
        self.subjects: Interned[tuple[str, str]] = Interned()
        self._analysis, self._roles, self._drawn = analysis, roles, drawn
        self._survival = Survival(analysis)
        self._paths = {path.name: place for place, path in enumerate(analysis.paths)}
        self._workloads = {each.key: place for place, each in enumerate(analysis.model.workloads)}
        self._shapes: Interned[Shape] = Interned()
        self._ready: Interned[Figures] = Interned()
        self._free: Interned[tuple[tuple[str, str], ...]] = Interned()
        self._steps: Interned[tuple[Any, ...]] = Interned()

    def subject(self, domain: Domain) -> int:
        """Return the place of what fails in a domain."""
        return self.subjects.place((domain.kind, domain.name))

    def as_json(self) -> Json:
        """Return the data."""
        survival = self._survival
        model = self._analysis.model
        domains = self._domains()
        paths = [self._path(path) for path in self._analysis.paths]
        return {
            "environment": model.environment,
            "region": model.region,
            "zones": model.zones,
            "verdict": survival.sentence(),
            "counts": survival.counts(),
            "sound": survival.survives,
            "paths": paths,
            "steps": self._steps.values,
            "workloads": self._told_workloads(),
            "subjects": self._told_subjects(),
            "domains": domains,
            "outcomes": self._shapes.values,
            "ready": self._ready.values,
            "free": self._free.values,
            "findings": [_finding(each) for each in self._analysis.findings],
            "guarantees": self._guarantees(),
            "unknowns": [[each.subject, each.problem] for each in model.unknowns],
        }

    def _domains(self) -> list[Any]:
        """Return each domain: what fails, its mode, what becomes of paths, and what is left.

        Paths that hold and lost nothing are left out, and so are workloads that lose no pod.
        """
        outcomes: dict[Domain, list[tuple[int, int]]] = defaultdict(list)
        for each in self._analysis.outcomes:
            if each.verdict is not Verdict.HOLDS or each.holds_on:
                outcomes[each.domain].append((self._paths[each.path], self._shape(each)))
        capacities = {each.domain: self._capacity(each) for each in self._analysis.capacities}
        return [
            [self.subject(each), each.mode, outcomes.get(each, []), *capacities.get(each, ())]
            for each in self._analysis.domains
        ]

    def _shape(self, outcome: Outcome) -> int:
        path = self._analysis.paths[self._paths[outcome.path]]
        holds = tuple(
            (_shared(step, path), tuple(_shared(strand, path) for strand in strands))
            for step, strands in outcome.holds_on.items()
        )
        step, reason = _shared(outcome.step, path), _shared(outcome.reason, path)
        broken = outcome.verdict is Verdict.BREAKS
        verdict = ACCEPTED if broken and self._survival.accepted(outcome) else outcome.verdict
        return self._shapes.place((verdict, step, reason, holds))

    def _capacity(self, capacity: Capacity) -> tuple[Any, ...]:
        ready = [
            (self._workloads[key], self._ready.place(_figures(each)))
            for key, each in capacity.ready.items()
            if _changes(each)
        ]
        free = tuple((name, str(room)) for name, room in capacity.free.items())
        return ready, self._free.place(free), list(capacity.new_nodes.items())

    def _path(self, path: Path) -> Json:
        return {
            "name": path.name,
            "title": path.title,
            "topic": path.topic,
            "application": path.application or "",
            "redundant": path.redundant,
            "why": path.why,
            "steps": [self._step(step) for step in path.steps],
        }

    def _step(self, step: Step) -> int:
        strands = tuple(
            (each.name, tuple(sorted(each.elements & self._drawn))) for each in step.strands
        )
        workload = self._workloads.get(step.workload or "", -1)
        return self._steps.place((step.name, step.least, workload, step.guarantee or "", strands))

    def _told_workloads(self) -> list[Json]:
        return [
            {
                "key": each.key,
                "label": workload_label(each.key),
                "role": self._roles[each.key],
                "kind": each.kind,
                "release": each.release,
                "origin": each.origin,
                "replicas": each.replicas,
                "most": each.max_replicas,
                "least": each.least,
                "asks": str(each.each),
            }
            for each in self._analysis.model.workloads
        ]

    def _guarantees(self) -> Json:
        steps = (step for path in self._analysis.paths for step in path.steps)
        keys = dict.fromkeys(step.guarantee for step in steps if step.guarantee in GUARANTEES)
        return {str(key): _guarantee(GUARANTEES[str(key)]) for key in keys}

    def _told_subjects(self) -> list[Any]:
        labels = {(str(each.kind), each.name): label(each) for each in self._analysis.domains}
        return [[kind, name, labels[kind, name]] for kind, name in self.subjects.values]


def _guarantee(each: Guarantee) -> Json:
    return {
        "service": each.service,
        "scope": each.scope,
        "survives": each.survives,
        "percent": each.percent,
        "sources": [source for source in (each.source, each.agreement) if source],
    }


def _changes(ready: Ready) -> bool:
    after = {ready.at_once, ready.rescheduled, ready.with_new_nodes}
    return bool(ready.waits) or after != {ready.before}


def _figures(ready: Ready) -> Figures:
    after = (ready.at_once, ready.rescheduled, ready.with_new_nodes)
    return ready.before, *after, ready.least, ready.waits


def _shared(text: str, path: Path) -> str:
    return text.replace(path.application, APPLICATION) if path.application else text


def _finding(finding: Finding) -> Json:
    told = {**asdict(finding), "cause": str(finding.cause)}
    if finding.accepted:
        told["accepted"] = asdict(finding.accepted) | {"expires": str(finding.accepted.expires)}
    return told
