"""Applications are waited for until they are ready."""

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from delivery.deploy.pods import LONGEST, MOST_PODS
from delivery.deploy.ready import Clock, applications_of, await_applications
from ops.command import Failure
from ops.kubectl import Kubectl
from terraform_json.types import Json

DEPLOYMENT = {"kind": "Deployment", "metadata": {"name": "shop"}, "spec": {}}
WAITS = "Waiting for deployment rollout to finish: 1 of 3 updated replicas are available..."


@dataclass(frozen=True, kw_only=True)
class Cluster(Kubectl):
    """A cluster of which everything is told.

    Attributes:
        workloads: What runs in each namespace.
        schedules: The CronJobs there.
        scalers: The autoscalers there.
        pods: The pods there.
        events: The warnings there.
        rollouts: How often each rollout is not done yet, one after another.
        canaries: Its Rollout, look after look; the last one stays.
        asked: The arguments of each question for a rollout.
    """

    workloads: Sequence[Json] = (DEPLOYMENT,)
    schedules: Sequence[Json] = ()
    scalers: Sequence[Json] = ()
    pods: Sequence[Json] = ()
    events: Sequence[Json] = ()
    rollouts: list[int] = field(default_factory=lambda: [0])
    canaries: list[Json] = field(default_factory=list)
    asked: list[tuple[str, ...]] = field(default_factory=list)

    def items(self, *what: str) -> list[Json]:
        """Return what is told of a kind."""
        kinds = {
            "deployments": self.workloads,
            "cronjobs": self.schedules,
            "horizontalpodautoscalers": self.scalers,
            "pods": self.pods,
            "events": self.events,
        }
        return list(kinds[what[0].partition(".")[0]])

    def call(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Return how a rollout is."""
        if arguments[0] == "get":
            return subprocess.CompletedProcess(arguments, 0, self._got(arguments[1]), "")
        if arguments[0] == "rollout":
            self.asked.append(arguments)
        waits = self.rollouts[0] > 0
        self.rollouts[0] -= waits
        said = (f"{WAITS}\n", "error: timed out waiting for the condition\n") if waits else ("", "")
        return subprocess.CompletedProcess(arguments, int(waits), *said)

    def _got(self, kind: str) -> str:
        if kind == "deployments.apps":
            return json.dumps(self.workloads[0]) if self.workloads else ""
        if not self.canaries:
            return ""
        return json.dumps(self.canaries.pop(0) if len(self.canaries) > 1 else self.canaries[0])


def awaited(cluster: Kubectl, seconds: int = 3, names: Sequence[str] = ("shop",)) -> list[str]:
    """Return what is said of applications; each look takes a second."""
    left = [float(seconds)]

    def pause() -> None:
        left[0] -= 1

    clock = Clock(left=lambda: left[0], pause=pause)
    return list(await_applications(cluster, names, clock))


def failure(cluster: Kubectl) -> str:
    with pytest.raises(Failure) as caught:
        awaited(cluster)
    return str(caught.value)


def pod(name: str = "shop-1", spec: Json | None = None, **status: object) -> Json:
    return {"metadata": {"name": name}, "spec": spec or {}, "status": {"phase": "Pending"} | status}


def container(**told: object) -> Json:
    return {"name": "shop", "ready": False, "state": {}, **told}


def reason(pods: Sequence[Json], events: Sequence[Json] = ()) -> list[str]:
    """Return the lines that say why an application is not ready."""
    text = failure(Cluster(rollouts=[9], pods=pods, events=events))
    return [line.strip() for line in text.splitlines()[2:-1]]


def test_an_application_whose_rollout_is_done_is_ready() -> None:
    cluster = Cluster()

    assert awaited(cluster) == ["shop: ready"]
    assert cluster.asked == [
        ("rollout", "status", "deployment/shop", "--namespace=shop", "--timeout=3s")
    ]


def test_an_application_of_schedules_only_is_ready() -> None:
    cluster = Cluster(workloads=(), schedules=({"kind": "CronJob"},))

    assert (awaited(cluster), cluster.asked) == (["shop: ready"], [])


def test_a_rollout_is_waited_for_as_long_as_there_is_time() -> None:
    assert awaited(Cluster(rollouts=[3])) == ["shop: ready"]


def test_time_that_is_up_is_no_time_without_end() -> None:
    """For kubectl, no seconds at all are no limit."""
    cluster = Cluster()

    awaited(cluster, seconds=0)
    assert cluster.asked[0][-1] == "--timeout=1s"


def test_an_application_that_is_not_ready_in_time_is_named_with_what_it_waits_for() -> None:
    text = failure(Cluster(rollouts=[99]))

    assert text.startswith(f"Not ready:\n  shop: deployment/shop: {WAITS}\n")
    assert "revert the commit" in text


def test_one_that_is_stuck_does_not_hide_another() -> None:
    with pytest.raises(Failure) as caught:
        awaited(Cluster(rollouts=[99]), names=["a", "b"])

    assert "a: deployment/shop" in str(caught.value)
    assert "b: deployment/shop" in str(caught.value)


def test_an_application_of_which_nothing_runs_is_not_ready() -> None:
    assert "shop: nothing of it runs there" in failure(Cluster(workloads=[]))


def test_an_autoscaler_below_its_minimum_is_waited_for() -> None:
    scaler = {"spec": {"minReplicas": 3}, "status": {"currentReplicas": 1}}

    assert "its autoscaler has 1 of at least 3 pods" in failure(Cluster(scalers=[scaler]))
    scaler["status"]["currentReplicas"] = 3
    assert awaited(Cluster(scalers=[scaler])) == ["shop: ready"]


PAUSED = {
    "kind": "Deployment",
    "metadata": {"name": "shop", "generation": 1},
    "spec": {"paused": True, "replicas": 0},
}


def canary(seconds: int = 0, **status: object) -> Json:
    steps = [{"setWeight": 20}, {"pause": {"duration": f"{seconds}s"}}]
    seen = {"observedGeneration": "1", "workloadObservedGeneration": "1", "replicas": 3}
    return {
        "kind": "Rollout",
        "metadata": {"name": "shop", "generation": 1},
        "spec": {"replicas": 3, "strategy": {"canary": {"steps": steps}}},
        "status": {**seen, **status},
    }


def test_a_canary_is_waited_for_and_not_the_deployment_whose_template_it_takes() -> None:
    going, done = canary(phase="Progressing"), canary(phase="Healthy")
    cluster = Cluster(workloads=[PAUSED], canaries=[going] * 6 + [done])

    assert awaited(cluster) == ["shop: ready"]
    assert cluster.asked == []


def test_a_canary_is_watched_for_its_pauses_beside_the_time_that_there_is() -> None:
    going, done = canary(60, phase="Paused"), canary(60, phase="Healthy")
    cluster = Cluster(workloads=[PAUSED], canaries=[going] * 40 + [done])

    assert awaited(cluster) == ["shop: ready"]


def test_a_canary_that_was_taken_back_fails_at_once_and_says_how_to_go_on() -> None:
    back = canary(60, phase="Degraded", abort=True, message="Metric errors assessed Failed")
    text = failure(Cluster(workloads=[PAUSED], canaries=[back]))

    assert "shop: its canary was taken back: Metric errors assessed Failed" in text
    assert "canary-aborted.md" in text
    assert """kubectl --namespace shop patch rollouts shop --subresource=status""" in text


def test_pods_that_move_to_a_canary_are_waited_for() -> None:
    deployment = {**PAUSED, "status": {"replicas": 3}, "spec": {"paused": True, "replicas": 3}}
    cluster = Cluster(workloads=[deployment], canaries=[canary(availableReplicas=1)])

    assert "pods move from its Deployment to its Rollout: 1 of 3 are ready" in failure(cluster)


def test_a_pod_without_a_node_is_told_with_the_schedulers_reason() -> None:
    condition = {"type": "PodScheduled", "status": "False", "message": "0/3 nodes are available"}

    assert reason([pod(conditions=[condition])]) == ["shop-1: has no node: 0/3 nodes are available"]


def test_a_container_that_waits_is_told_with_its_reason() -> None:
    waiting = {"reason": "ImagePullBackOff", "message": "not found"}

    assert reason([pod(containerStatuses=[container(state={"waiting": waiting})])]) == [
        "shop-1: shop waits (ImagePullBackOff): not found"
    ]


def test_a_container_that_crashes_is_told_with_how_it_ended() -> None:
    crashed = container(
        state={"waiting": {"reason": "CrashLoopBackOff"}},
        lastState={"terminated": {"exitCode": 137, "reason": "OOMKilled"}},
        restartCount=4,
    )

    (told,) = reason([pod(containerStatuses=[crashed])])

    assert told.startswith("shop-1: shop waits (CrashLoopBackOff); ")
    assert told.endswith("; shop ended with status 137 (OOMKilled), after 4 restarts")


def test_an_init_container_that_failed_is_told() -> None:
    ended = container(name="init", state={"terminated": {"exitCode": 1, "reason": "Error"}})
    waits = container(state={"waiting": {"reason": "PodInitializing"}})

    assert reason([pod(initContainerStatuses=[ended], containerStatuses=[waits])]) == [
        "shop-1: init ended with status 1 (Error), after 0 restarts"
    ]


def test_a_container_that_runs_and_is_not_ready_is_told() -> None:
    (told,) = reason([pod(containerStatuses=[container(state={"running": {}})])])

    assert "its probe does not say that it is ready" in told


def test_a_readiness_gate_that_is_not_met_is_told() -> None:
    gate = "target-health.elbv2.k8s.aws/shop"
    gated = pod(
        spec={"readinessGates": [{"conditionType": gate}]},
        conditions=[{"type": gate, "status": "False", "message": "Target registration"}],
    )

    assert reason([gated]) == [f"shop-1: {gate} is not met: Target registration"]


def test_pods_that_nobody_waits_for_are_not_told() -> None:
    ready = pod(conditions=[{"type": "Ready", "status": "True"}])
    ending = pod()
    ending["metadata"]["deletionTimestamp"] = "2026-11-26T22:00:00Z"

    assert reason([ready, ending, pod(phase="Succeeded")]) == []


def test_of_many_pods_the_first_are_told_and_the_rest_counted() -> None:
    told = reason([pod(f"shop-{n}") for n in range(MOST_PODS + 2)])

    assert len(told) == MOST_PODS + 1
    assert told[-1] == "and 2 more pods"


def test_the_last_warnings_are_told_once_each() -> None:
    def event(minute: int, message: str) -> Json:
        seen = f"2026-11-26T22:{minute:02}:00Z"
        return {"reason": "FailedCreate", "message": message, "lastTimestamp": seen, "metadata": {}}

    warnings = [event(1, "old"), event(9, "quota"), event(8, "quota"), event(7, "b"), event(6, "a")]
    told = reason([], warnings)

    assert told == [f"event FailedCreate: {each}" for each in ("quota", "b", "a")]


def test_a_warning_that_the_pod_says_itself_is_not_told_twice() -> None:
    message = "0/3 nodes are available"
    condition = {"type": "PodScheduled", "status": "False", "message": message}
    event = {"reason": "FailedScheduling", "message": message, "metadata": {}}

    assert reason([pod(conditions=[condition])], [event]) == [f"shop-1: has no node: {message}"]


def test_what_others_wrote_stays_on_its_line_and_is_cut() -> None:
    (told,) = reason([pod(message="a\n::error::b\x1b[31m" + "x" * 999)])

    assert told.startswith("shop-1: is Pending: a ::error::b\\u001b[31mxxx")
    assert len(told) == LONGEST + 1


def test_applications_are_the_namespaces_that_hold_one() -> None:
    def namespace(name: str, labels: Json) -> Json:
        return {"metadata": {"name": name, "labels": labels}}

    label = {"platform/holds": "application", "other": "label"}
    stack = {
        "resource": {
            "kubernetes_namespace_v1": {
                "b": namespace("shop", label),
                "a": namespace("backend", label),
                "c": namespace("monitoring", {"other": "label"}),
                "d": {"metadata": {"name": "bare"}},
            },
            "helm_release": {"e": {"metadata": {"name": "no", "labels": label}}},
        }
    }

    assert applications_of(stack) == ["backend", "shop"]
