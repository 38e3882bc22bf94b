"""The scenario of a writer that fails over: in a local AWS, as no cluster knows of it."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from gameday.agreement import Disagreement, yes
from gameday.database.aurora import FailedOver, fail_over
from gameday.database.deployed import deployed
from gameday.play import Result
from gameday.prediction import Prediction
from resilience.domains import Domain, DomainKind
from resilience.model.platform import Model
from resilience.outcomes import Verdict
from resilience.placement.before import before, placement_of
from resilience.survival.all_paths import paths_of
from resilience.survival.blocks import parts
from resilience.survival.database import instances_of
from resilience.survival.elements import part_element
from resilience.survival.needs import StepName
from resilience.survival.paths import Topic
from resilience.survival.survey import Survey
from resilience.survival.verdicts import outcomes

NAME: Final = "writer-failover"
UNCHANGED: Final = "no changes"
_ENDPOINTS: Final = {StepName.WRITER.value, StepName.READER.value}


def targets(model: Model) -> tuple[str, ...]:
    """Return the identifiers of the platform's Aurora clusters."""
    return tuple(sorted(_stack_of(model)))


def _stack_of(model: Model) -> dict[str, str]:
    """Return the stack of each Aurora cluster, by the cluster's identifier."""
    found = parts(model.stacks, "aws_rds_cluster")
    return {str(block["cluster_identifier"]): part.stack for part, block in found}


def play(model: Model, folder: Path, target: str, logs: Path) -> Result:
    """Deploy the database to a local AWS, let its writer fail over, and compare.

    Args:
        model: The platform.
        folder: The folder into which it was synthesized.
        target: The identifier of an Aurora cluster.
        logs: The folder for logs.

    Raises:
        Failure: It cannot be deployed.
    """
    prediction = predicted(model)
    with deployed(folder, _stack_of(model)[target], model.environment, logs) as stack:
        since = time.monotonic()
        seen = fail_over(target, stack.terraform, stack.client("rds"))
        until = time.monotonic()
    return Result(
        scenario=NAME,
        target=target,
        phase="lets another instance write",
        beyond="",
        prediction=prediction,
        account={},
        disagreements=tuple(differences(prediction, seen, target)),
        finished=seen.took_over,
        alerts=(),
        nodes_before=0,
        nodes_after=0,
        samples=(),
        since=since,
        until=until,
        told=_told(seen),
    )


def _told(seen: FailedOver) -> str:
    """Return what happened, in a sentence."""
    first, second = seen.writers
    moved = [name for name, promised in seen.promised.items() if seen.endpoints[name] != promised]
    kept = f"{' and '.join(moved)} changed" if moved else "its endpoints are as they were"
    return f"The writer was {first} and is {second}; {kept}; Terraform plans {seen.plan}."


def predicted(model: Model) -> Prediction:
    """Return which paths to databases hold while their writer is gone."""
    survey = Survey(model, placement_of(before(model)))
    paths = tuple(path for path in paths_of(survey) if path.topic is Topic.DATABASE)
    writers = tuple(
        Domain(kind=DomainKind.RESOURCE, name=part_element(instances[0][0]))
        for cluster, _ in parts(model.stacks, "aws_rds_cluster")
        if (instances := instances_of(model.stacks, survey.ways, cluster))
    )
    return Prediction(
        workloads={},
        survives={
            outcome.path: _ENDPOINTS.isdisjoint({outcome.step, *outcome.also})
            for outcome in outcomes(model, paths, writers)
            if outcome.verdict is not Verdict.UNKNOWN
        },
    )


def differences(prediction: Prediction, seen: FailedOver, target: str) -> Iterator[Disagreement]:
    """Yield in what a failover went otherwise than predicted: no endpoint and no plan changes."""
    took_over = yes(seen.took_over)
    for path, survives in prediction.survives.items():
        if survives != seen.took_over:
            yield _differs(path, "survives", yes(survives), took_over)
    for name, promised in seen.promised.items():
        if seen.endpoints[name] != promised:
            yield _differs(target, name, promised, seen.endpoints[name])
    if seen.plan != UNCHANGED:
        yield _differs(target, "plan afterwards", UNCHANGED, seen.plan)


def _differs(subject: str, point: str, predicted: str, observed: str) -> Disagreement:
    return Disagreement(subject=subject, point=point, predicted=predicted, observed=observed)
