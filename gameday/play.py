"""Plays a scenario: the prediction first, then the fault, then both accounts side by side."""

import time
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from gameday.account import Observed, leasts, observed
from gameday.agreement import Disagreement, disagreements
from gameday.alerts import alerts
from gameday.cluster import Cluster
from gameday.prediction import Prediction
from gameday.recorder import Sample
from gameday.scenarios.scenario import Phase, Scenario
from gameday.state import state_of
from sandbox.kubernetes.objects import NODES, PODS, ZONE_LABEL, is_leaving

BUDGETS = "/apis/policy/v1/poddisruptionbudgets"


@dataclass(frozen=True, kw_only=True)
class Result:
    """The result of a phase of a scenario.

    Attributes:
        scenario: The name of the scenario.
        target: What it was played on.
        phase: The name of the phase.
        beyond: Why it is beyond the target; empty where it is not.
        prediction: What was predicted.
        account: What was observed of each workload.
        disagreements: In what both differ.
        finished: Whether what was done came to its end.
        alerts: The platform's alerts that go off if the state in the end lasts, and would not if
            that before the scenario did.
        nodes_before: How many nodes there were before the fault.
        nodes_after: How many there are in the end.
        samples: What was seen, in order.
        since: The moment of the fault, as in `samples`.
        until: The end.
        told: What else there is to tell, in a sentence.
    """

    scenario: str
    target: str
    phase: str
    beyond: str
    prediction: Prediction
    account: Mapping[str, Observed]
    disagreements: tuple[Disagreement, ...]
    finished: bool
    alerts: tuple[str, ...]
    nodes_before: int
    nodes_after: int
    samples: tuple[Sample, ...]
    since: float
    until: float
    told: str = ""

    @property
    def title(self) -> str:
        """The phase with its target, such as `eu-west-1a is lost`."""
        return f"{self.target} {self.phase}"

    @property
    def below(self) -> dict[str, Observed]:
        """The workloads that fell below what their budgets want, by key."""
        return {key: each for key, each in self.account.items() if each.below_seconds}

    def meets(self, most_seconds: float) -> bool:
        """Return whether it came to its end and no workload was below its minimum for longer.

        Beyond the target nothing need be met.
        """
        above = all(each.below_seconds <= most_seconds for each in self.account.values())
        return bool(self.beyond) or (self.finished and above)


def play(cluster: Cluster, scenario: Scenario, target: str) -> Iterator[Result]:
    """Play a scenario on a cluster at rest; yield the result of each phase, and undo it then.

    Args:
        cluster: The cluster.
        scenario: The scenario.
        target: What it is played on.

    Raises:
        Failure: The cluster does not come to rest, or a program of it ended.
    """
    always = alerts(cluster.api)
    for phase in scenario.phases:
        yield _play(cluster, scenario, phase, target, always)
    cluster.restore()


def _play(
    cluster: Cluster, scenario: Scenario, phase: Phase, target: str, always: Collection[str]
) -> Result:
    before = cluster.api.items(NODES)
    cluster.recorder.look()
    pods = [pod for pod in cluster.recorder.pods() if not is_leaving(pod)]
    state = state_of(cluster.platform.model, before, pods)
    prediction = phase.predict(state, target)
    wanted = leasts(cluster.api.items(BUDGETS), cluster.api.items(PODS))
    cluster.recorder.begin()
    since = time.monotonic()
    finished = phase.act(cluster, target)
    cluster.settle()
    samples, until = tuple(cluster.recorder.samples), time.monotonic()
    account = observed(samples, wanted, since, until)
    nodes = cluster.api.items(NODES)
    return Result(
        scenario=scenario.name,
        target=target,
        phase=phase.name,
        beyond=scenario.beyond,
        prediction=prediction,
        account=account,
        disagreements=disagreements(
            prediction,
            account,
            finished=finished,
            zones=sorted({node["metadata"]["labels"][ZONE_LABEL] for node in nodes}),
        ),
        finished=finished,
        alerts=tuple(each for each in alerts(cluster.api) if each not in always),
        nodes_before=len(before),
        nodes_after=len(nodes),
        samples=samples,
        since=since,
        until=until,
    )
