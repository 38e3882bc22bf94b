"""Turns what a path needs into steps, by what is there."""

from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import Final

from resilience.survival.declared.cluster import IDENTITY_AGENT
from resilience.survival.declared.network import NGINX
from resilience.survival.needs import Api, Aws, Need, Place
from resilience.survival.paths import Step
from resilience.survival.places import (
    api,
    kubernetes_api,
    load_balancer,
    objects,
    shifts_load_balancer,
    way_out,
)
from resilience.survival.survey import Found, Survey

_PLACES: Final[dict[Place, Callable[[Survey], Step | None]]] = {
    Place.LOAD_BALANCER: load_balancer,
    Place.KUBERNETES_API: kubernetes_api,
    Place.WAY_OUT: way_out,
    Place.OBJECTS: objects,
}


class Steps:
    """Makes the steps of paths; the same need gives the same step.

    Args:
        survey: The platform.
    """

    def __init__(self, survey: Survey) -> None:
        self.survey = survey
        self.of = cache(partial(_step, survey))

    def all_of(self, needs: Sequence[Need]) -> tuple[Step, ...] | None:
        """Return the steps of a path; None if the platform does without one of them."""
        steps = [self.of(need) for need in needs]
        return None if None in steps else tuple(step for step in steps if step)

    def pods(self, title: str, found: Found, *, shifted: bool) -> Step:
        """Return the step over the pods of a workload."""
        return _pods(self.survey, title, found, shifted=shifted, identity=False)


def _step(survey: Survey, need: Need) -> Step | None:
    if isinstance(need, Aws):
        return Step(name=need.title, guarantee=need.guarantee)
    if isinstance(need, Api):
        return api(survey, need)
    if isinstance(need, Place):
        return _PLACES[need](survey)
    found = survey.find(need)
    if found is None:
        return None
    shifts = shifts_load_balancer if need == NGINX else Survey.shifts
    return _pods(
        survey,
        need.title,
        found,
        shifted=need.shifted and shifts(survey),
        identity=need.identity,
    )


def _pods(survey: Survey, title: str, found: Found, *, shifted: bool, identity: bool) -> Step:
    if found.workload is None:
        return Step(name=title, unknown=found.problem)
    agent = survey.find(IDENTITY_AGENT) if identity else None
    return Step(
        name=title,
        strands=survey.strands(
            found.workload, shifted=shifted, beside=agent.workload if agent else None
        ),
        least=found.workload.least,
        workload=found.workload.key,
        unknown=agent.problem if agent else "",
    )
