"""Tells the pods of a picture apart: the way in, applications, and all others."""

from collections.abc import Iterable, Mapping

from resilience.analysis import Analysis
from resilience.model.pods import Workload
from resilience.page.picture import Role
from resilience.survival.paths import Topic


def roles(analysis: Analysis) -> Mapping[str, Role]:
    """Return the role of each workload's pods, by its key."""
    applications = {path.application for path in analysis.paths if path.application}
    carrying = _carrying(analysis, Topic.REQUESTS) - _carrying(analysis, Topic.DNS)
    return {each.key: _role(each, applications, carrying) for each in analysis.model.workloads}


def _carrying(analysis: Analysis, topic: Topic) -> set[str | None]:
    """Return the keys of the workloads that paths of a topic need."""
    paths = (path for path in analysis.paths if path.topic is topic)
    return {step.workload for path in paths for step in path.steps}


def _role(workload: Workload, applications: Iterable[str], carrying: Iterable[str | None]) -> Role:
    if workload.namespace in applications:
        return Role.APPLICATION
    return Role.WAY_IN if workload.key in carrying else Role.ADDON
