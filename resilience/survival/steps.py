"""Turns what a path needs into steps, by what is there."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Final

from resilience.survival.declared.cluster import IDENTITY_AGENT
from resilience.survival.declared.network import NGINX
from resilience.survival.load_balancer import load_balancer, reached, shifts_load_balancer
from resilience.survival.needs import Api, Aws, Need, Pods, Reason, StepName
from resilience.survival.paths import Step
from resilience.survival.places import (
    endpoint,
    kubernetes_api,
    objects,
    way_out,
)
from resilience.survival.survey import Found, Survey

_PLACES: Final[dict[StepName, Callable[[Survey], Step | None]]] = {
    StepName.LOAD_BALANCER: load_balancer,
    StepName.KUBERNETES_API: kubernetes_api,
    StepName.WAY_OUT: way_out,
    StepName.OBJECTS: objects,
}


class Steps:
    """Makes the steps of paths.

    Args:
        survey: The platform.

    Attributes:
        survey: The platform.
        of: Returns the steps that a need asks for, the same objects each time; none if the platform
            does without.
        absent: Returns the step of a need that is not there, by why the platform needs it.
    """

    def __init__(self, survey: Survey) -> None:
        self.survey = survey
        self.of = cache(self._of)
        self.absent = cache(_absent)

    def all_of(self, needs: Sequence[Need], reason: Reason | None = None) -> tuple[Step, ...]:
        """Return the steps of a path.

        Args:
            needs: What it needs.
            reason: Why the platform needs the path. Without a reason it has no steps if the
                platform does without one of them.
        """
        found = [self.of(need) for need in needs]
        if not all(found):
            if reason is None:
                return ()
            found = [
                steps or (self.absent(need, reason),)
                for need, steps in zip(needs, found, strict=True)
            ]
        return tuple({id(step): step for steps in found for step in steps}.values())

    def _of(self, need: Need) -> tuple[Step, ...]:
        if isinstance(need, Aws):
            return (Step(name=need.title, guarantee=need.guarantee, promised=True),)
        if isinstance(need, Api):
            return self._to_api(need)
        step = self._of_addon(need) if isinstance(need, Pods) else _PLACES[need](self.survey)
        return (step,) if step else ()

    def _to_api(self, need: Api) -> tuple[Step, ...]:
        """Return the step by the endpoint of a service, or by the way out."""
        step = endpoint(self.survey, need)
        if step:
            return (step,)
        out, name = self.of(StepName.WAY_OUT), f"API of {need.service}"
        if out:
            return (*out, Step(name=name, guarantee=need.guarantee, promised=True))
        return (Step(name=name, unknown=f"nothing is known to lead to {need.service}"),)

    def _of_addon(self, need: Pods) -> Step | None:
        found = self.survey.find(need)
        if found is None:
            return None
        shifts = shifts_load_balancer(self.survey) if need == NGINX else self.survey.shifts()
        agent = self.survey.find(IDENTITY_AGENT) if need.identity else None
        shift = shifts if need.takes_traffic else None
        step = self.over(need.title, found, shift=shift, agent=agent)
        return reached(self.survey, step) if need == NGINX else step

    def over(
        self, title: str, found: Found, *, shift: bool | None, agent: Found | None = None
    ) -> Step:
        """Return the step over the pods of a workload.

        Args:
            title: What the step is called.
            found: The workload.
            shift: Whether a zonal shift keeps traffic from its pods; None if they take none.
            agent: The DaemonSet of which each pod needs the pod on its node, if any.
        """
        if found.workload is None:
            return Step(name=title, unknown=found.problem)
        beside = agent.workload if agent else None
        return Step(
            name=title,
            strands=self.survey.strands(found.workload, shifted=bool(shift), beside=beside),
            least=found.workload.least,
            workload=found.workload.key,
            unknown=(agent.problem if agent else "") or self.survey.problem_of(found.workload),
            takes_traffic=shift is not None,
        )


def _absent(need: Need, reason: str) -> Step:
    if isinstance(need, StepName):
        return Step(name=need.value, absent=f"no {need.value} is there")
    name = need.name
    told = f", and {reason}" if reason else ""
    return Step(name=name, absent=f"no {name} is installed{told}")
