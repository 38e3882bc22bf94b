"""Canaries in the sandbox: what they need, how they stand, and how they are waited for."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from ops.command import Failure
from sandbox.inside import canaries
from sandbox.inside.canaries import await_canaries, refuse_unless_built, under_way
from sandbox.kubernetes import LocalControlPlane, rollouts
from sandbox.kubernetes.api import Api
from terraform_json.types import Json

LIST = "/apis/argoproj.io/v1alpha1/rollouts"
ROLLOUT = "/apis/argoproj.io/v1alpha1/namespaces/{0}/rollouts/{0}"
DEPLOYMENT = "/apis/apps/v1/namespaces/{0}/deployments/{0}"
PAUSED = "its canary is Paused at step 1 of 1: CanaryPauseStep"


def rollout(name: str, phase: str = "Paused", **status: Any) -> Json:  # noqa: ANN401 - JSON
    """Return a Rollout that has been looked at."""
    seen = {"observedGeneration": "1", "workloadObservedGeneration": "1"}
    told = {"message": "CanaryPauseStep", "currentStepIndex": 1}
    return {
        "kind": "Rollout",
        "metadata": {"name": name, "namespace": name, "generation": 1},
        "spec": {
            "progressDeadlineSeconds": 600,
            "strategy": {"canary": {"steps": [{"pause": {"duration": "20s"}}]}},
        },
        "status": {**seen, "phase": phase, **told, **status},
    }


@dataclass
class Answers(Api):
    """An API that answers how Rollouts are, look after look; the last answer stays."""

    looks: dict[str, list[Json]]
    deployed: bool = True

    def items(self, path: str, **_: str) -> list[Json]:
        """Return the Rollouts."""
        return [each[0] for each in self.looks.values()] if path == LIST else []

    def get(self, path: str, **_: str) -> Json | None:
        """Return a Rollout, or the Deployment of its name."""
        for name, looks in self.looks.items():
            if path == ROLLOUT.format(name):
                return looks.pop(0) if len(looks) > 1 else looks[0]
            if path == DEPLOYMENT.format(name) and self.deployed:
                return {"kind": "Deployment", "metadata": {"name": name, "generation": 1}}
        return None


@dataclass(frozen=True, kw_only=True)
class Cluster(LocalControlPlane):
    """A cluster of which everything is told."""

    answers: Answers
    said: list[str] = field(default_factory=list)

    @property
    def api(self) -> Api:
        """What answers."""
        return self.answers

    @property
    def environment(self) -> dict[str, str]:
        """Nothing: nobody is asked by a program."""
        return {}


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no pods be there to move, and wait for nothing."""
    monkeypatch.setattr(canaries, "move", lambda *_: "")
    monkeypatch.setattr(canaries, "LOOK_SECONDS", 0)


def cluster(**looks: list[Json]) -> Cluster:
    return Cluster(directory=Path(), logs=Path(), answers=Answers(looks))


def awaited(there: Cluster) -> list[str]:
    await_canaries(there, there.said.append)
    return there.said


def test_each_canary_is_waited_for_and_what_it_waits_for_is_told_once() -> None:
    shop = [rollout("shop"), rollout("shop"), rollout("shop", "Healthy")]
    there = cluster(shop=shop, bank=[rollout("bank", "Healthy")])
    assert awaited(there) == [f"shop: {PAUSED}"]


def test_pods_are_moved_until_all_are_where_they_belong(monkeypatch: pytest.MonkeyPatch) -> None:
    moves = iter(["1 of 3 are ready", "2 of 3 are ready", ""])
    monkeypatch.setattr(canaries, "move", lambda *_: next(moves))
    there = cluster(shop=[rollout("shop", "Healthy")])
    assert awaited(there) == ["shop: 1 of 3 are ready", "shop: 2 of 3 are ready"]


def test_one_that_is_taken_back_fails_once_all_have_ended() -> None:
    back = rollout("bank", "Degraded", abort=True, message="RolloutAborted: errors")
    shop = [rollout("shop"), rollout("shop", "Healthy")]
    there = cluster(bank=[back], shop=shop)
    with pytest.raises(Failure, match=r"^bank: its canary was taken back: RolloutAborted: errors"):
        awaited(there)
    assert there.said == [f"shop: {PAUSED}"]


def test_one_that_takes_too_long_is_left_to_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(canaries, "MORE_SECONDS", -620)
    assert awaited(cluster(shop=[rollout("shop")])) == []


def test_a_rollout_that_has_gone_is_not_waited_for() -> None:
    there = cluster(shop=[rollout("shop"), rollout("shop")])
    there.answers.deployed = False
    assert awaited(there) == []


def test_canaries_under_way_are_told() -> None:
    api = Answers({"shop": [rollout("shop")], "bank": [rollout("bank", "Healthy")]})
    assert list(under_way(api)) == [f"shop: {PAUSED}"]


@dataclass(frozen=True)
class Named:
    """An application of which the name is known, and whether it has canaries."""

    name: str
    source: bool


@pytest.mark.parametrize(
    ("has_canaries", "built", "refused"),
    [(True, False, True), (True, True, False), (False, False, False)],
)
def test_applications_with_canaries_are_refused_where_their_controller_is_not_built(
    monkeypatch: pytest.MonkeyPatch, *, has_canaries: bool, built: bool, refused: bool
) -> None:
    monkeypatch.setattr(rollouts, "is_built", lambda: built)
    monkeypatch.setattr(canaries, "is_canary", lambda source: source)
    applications: Any = [Named("bank", source=False), Named("shop", source=has_canaries)]
    told = ""
    try:
        refuse_unless_built(applications)
    except Failure as failure:
        told = str(failure)
    assert told.startswith("shop: released as canaries") is refused
    assert ("`make setup` builds it" in told) is refused
