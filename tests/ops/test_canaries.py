"""How a canary stands, and how pods move to it and back."""

import json
import subprocess
from dataclasses import dataclass, field
from typing import Any

import pytest

from ops.canaries import Standing, move, rollout_of, seconds_of, standing
from ops.command import Failure
from ops.kubectl import Json, Kubectl

STEPS = [
    {"setWeight": 20},
    {"pause": {"duration": "90s"}},
    {"setWeight": 50},
    {"pause": {"duration": "2m"}},
    {"pause": {"duration": 5}},
]


def controller(kind: str, replicas: int | None, ready: int = 0, **spec: object) -> Json:
    count = {} if replicas is None else {"replicas": replicas}
    return {
        "kind": kind,
        "metadata": {"name": "shop", "generation": 2},
        "spec": {**count, **spec},
        "status": {"replicas": ready, "availableReplicas": ready},
    }


def rollout(**status: Any) -> Json:  # noqa: ANN401 - JSON
    found = controller("Rollout", 3, strategy={"canary": {"steps": STEPS}})
    seen = {"observedGeneration": "2", "workloadObservedGeneration": "2"}
    return {**found, "status": {**seen, **status}}


@dataclass(frozen=True, kw_only=True)
class Cluster(Kubectl):
    """A cluster with the controllers of an application, whose pods are ready at once.

    Attributes:
        controllers: The Deployment and the Rollout, by kind.
        ready: How many pods were ready after each change.
        deleted: The kinds of what was deleted.
    """

    controllers: dict[str, Json]
    ready: list[int] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)

    def call(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Answer a question."""
        verb, kind = arguments[0], arguments[1]
        if verb == "delete":
            self.controllers.pop(kind, None)
            self.deleted.append(kind)
        elif verb == "patch":
            patch = next(each for each in arguments if each.startswith("--patch="))
            found = self.controllers[kind]
            found["spec"] |= json.loads(patch.removeprefix("--patch="))["spec"]
            count = found["spec"]["replicas"]
            found["status"] = {"replicas": count, "availableReplicas": count}
            self.ready.append(sum(each["spec"]["replicas"] for each in self.controllers.values()))
        there = self.controllers.get(kind)
        return subprocess.CompletedProcess(arguments, 0, json.dumps(there) if there else "", "")


def cluster(deployment: Json, rollout: Json | None = None) -> Cluster:
    both = {"deployments.apps": deployment, "rollouts.argoproj.io": rollout}
    return Cluster(controllers={kind: each for kind, each in both.items() if each})


def moved(cluster: Cluster) -> None:
    for _ in range(5):
        if not move(cluster, "shop"):
            return
    pytest.fail("pods move for ever")


def counts(cluster: Cluster) -> dict[str, int]:
    return {each["kind"]: each["spec"]["replicas"] for each in cluster.controllers.values()}


@pytest.mark.parametrize("replicas", [None, 1, 3])
def test_all_pods_of_a_deployment_move_to_its_rollout_and_none_is_missing(
    replicas: int | None,
) -> None:
    there = cluster(controller("Deployment", 10, 10, paused=True), controller("Rollout", replicas))
    moved(there)
    assert counts(there) == {"Deployment": 0, "Rollout": 10}
    assert min(there.ready) >= 10


def test_they_move_back_and_the_rollout_goes() -> None:
    there = cluster(controller("Deployment", 0), controller("Rollout", 10, 10))
    moved(there)
    assert counts(there) == {"Deployment": 10}
    assert there.deleted == ["rollouts.argoproj.io", "analysistemplates.argoproj.io"]
    assert min(there.ready) >= 10


def test_no_pod_goes_before_another_is_ready() -> None:
    there = cluster(controller("Deployment", 3, 3, paused=True), controller("Rollout", 3, 1))
    assert move(there, "shop") == "pods move from its Deployment to its Rollout: 1 of 3 are ready"
    assert counts(there) == {"Deployment": 2, "Rollout": 3}


def test_an_autoscaler_that_has_more_pods_there_keeps_them() -> None:
    there = cluster(controller("Deployment", 3, 3, paused=True), controller("Rollout", 5, 5))
    moved(there)
    assert counts(there) == {"Deployment": 0, "Rollout": 5}


def test_a_deployment_that_was_made_paused_has_nothing_to_move() -> None:
    there = cluster(controller("Deployment", 1, paused=True), controller("Rollout", 3, 3))
    moved(there)
    assert counts(there) == {"Deployment": 0, "Rollout": 3}


def test_an_application_without_a_rollout_is_left_alone() -> None:
    there = cluster(controller("Deployment", 3, 3))
    assert move(there, "shop") == ""
    assert there.ready == []


class Refusing(Kubectl):
    """A cluster that refuses to answer."""

    def call(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Refuse."""
        return subprocess.CompletedProcess(arguments, 1, "", self.words)

    words = "Forbidden"


class Unknowing(Refusing):
    """A cluster without Argo Rollouts."""

    words = 'error: the server doesn\'t have a resource type "rollouts"'


def test_a_cluster_without_argo_rollouts_has_no_canaries() -> None:
    assert rollout_of(Unknowing(), "shop") is None


def test_a_cluster_that_does_not_answer_is_told() -> None:
    with pytest.raises(Failure, match="shop` failed: Forbidden"):
        rollout_of(Refusing(), "shop")


DEPLOYMENT = controller("Deployment", 0, paused=True)


@pytest.mark.parametrize(
    ("status", "stands"),
    [
        ({"phase": "Healthy"}, Standing()),
        (
            {"phase": "Paused", "message": "CanaryPauseStep", "currentStepIndex": 1},
            Standing(waits="its canary is Paused at step 1 of 5: CanaryPauseStep"),
        ),
        (
            {"phase": "Degraded", "message": "InvalidSpec"},
            Standing(waits="its canary is Degraded: InvalidSpec"),
        ),
        (
            {"phase": "Degraded", "abort": True, "message": "RolloutAborted: errors"},
            Standing(waits="its canary was taken back: RolloutAborted: errors", aborted=True),
        ),
        ({}, Standing(waits="its canary is None: no reason is told")),
    ],
)
def test_how_a_canary_stands(status: Json, stands: Standing) -> None:
    assert standing(rollout(**status), DEPLOYMENT) == stands


@pytest.mark.parametrize("of", ["observedGeneration", "workloadObservedGeneration"])
def test_what_is_said_of_another_template_does_not_count(of: str) -> None:
    found = standing(rollout(phase="Healthy", **{of: "1"}), DEPLOYMENT)
    assert found.waits.startswith("Argo Rollouts has not looked at it yet")


def test_a_canary_is_watched_as_long_as_its_pauses_say() -> None:
    assert seconds_of(rollout()) == 90 + 120 + 5
