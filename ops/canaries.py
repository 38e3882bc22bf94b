"""Canaries of applications: how they stand, and how pods move to them and back.

An application's Rollout makes its pods by the template of its Deployment, both of one name. A
Deployment that is paused has handed its pods over. Neither Helm nor Argo Rollouts does it without
losing pods: Helm takes a Rollout away with all its pods, and the controller takes those of the
Deployment away once a single one of its own is ready.
https://argo-rollouts.readthedocs.io/en/stable/migrating/
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ops.command import Failure
from ops.kubectl import Json, Kubectl

ROLLOUTS: Final = "rollouts.argoproj.io"
ANALYSES: Final = "analysistemplates.argoproj.io"
DEPLOYMENTS: Final = "deployments.apps"
AGAIN: Final = (
    "The pods of the release before serve on. docs/runbooks/canary-aborted.md says how it is found"
    " out why; to try the same release again: kubectl --namespace {name} patch rollouts {name}"
    """ --subresource=status --type=merge --patch '{{"status":{{"abort":false}}}}'"""
)
"""How to go on after a canary was taken back."""
_UNKNOWN_KIND: Final = "the server doesn't have a resource type"
_UNITS: Final[Mapping[str, int]] = {"s": 1, "m": 60, "h": 3600}


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How a canary stands.

    Attributes:
        waits: What it waits for; empty once it has ended well.
        aborted: Whether it has been taken back: it goes no further by itself.
    """

    waits: str = ""
    aborted: bool = False


def rollout_of(kubectl: Kubectl, name: str) -> Json | None:
    """Return the Rollout of an application; None where it has none, or the cluster knows none.

    Raises:
        Failure: The cluster does not answer.
    """
    return _found(kubectl, ROLLOUTS, name)


def standing(rollout: Json, deployment: Json) -> Standing:
    """Return how the canary of an application's last release stands.

    What the status says counts only once it is about this template.
    https://argo-rollouts.readthedocs.io/en/stable/features/kubectl-plugin/

    Args:
        rollout: The Rollout.
        deployment: Its Deployment, whose template it follows.
    """
    status = rollout.get("status", {})
    seen = {
        (status.get("observedGeneration"), str(rollout["metadata"]["generation"])),
        (status.get("workloadObservedGeneration"), str(deployment["metadata"]["generation"])),
    }
    if any(observed != meant for observed, meant in seen):
        return Standing(waits="Argo Rollouts has not looked at it yet: is its controller there?")
    message = status.get("message") or "no reason is told"
    match status.get("phase"):
        case "Healthy":
            return Standing()
        case "Degraded" if status.get("abort"):
            return Standing(waits=f"its canary was taken back: {message}", aborted=True)
        case phase:
            step, steps = status.get("currentStepIndex"), _steps(rollout)
            place = "" if step is None else f" at step {step} of {len(steps)}"
            return Standing(waits=f"its canary is {phase}{place}: {message}")


def seconds_of(rollout: Json) -> int:
    """Return how long a canary is watched in all, beside the time that its pods take."""
    pauses = (each["pause"].get("duration", 0) for each in _steps(rollout) if "pause" in each)
    return sum(map(_seconds, pauses))


def move(kubectl: Kubectl, name: str) -> str:
    """Move pods of an application to where they belong, as far as others have become ready.

    It is to be called until it says nothing: each call takes away as many as are ready elsewhere. A
    Rollout that the application has no more is deleted in the end, with what measured it.

    Args:
        kubectl: The cluster.
        name: The application, whose namespace, Deployment and Rollout have its name.

    Returns:
        What is waited for; empty once all is where it belongs.

    Raises:
        Failure: The cluster does not answer.
    """
    rollout, deployment = rollout_of(kubectl, name), _found(kubectl, DEPLOYMENTS, name)
    if rollout is None or deployment is None:
        return ""
    to_canary = bool(deployment["spec"].get("paused"))
    giver, taker = (deployment, rollout) if to_canary else (rollout, deployment)
    left, wanted = _replicas(giver), max(_replicas(giver), _replicas(taker))
    if not left and not _pods(giver):
        if not to_canary:
            for kind in (ROLLOUTS, ANALYSES):
                where = (f"--namespace={name}", "--ignore-not-found", "--wait=false")
                kubectl.run("delete", kind, name, *where)
        return ""
    if not _pods(giver):
        # It never had any: a Deployment that is made paused makes none.
        _scale(kubectl, giver, 0)
        return ""
    if _replicas(taker) < wanted:
        _scale(kubectl, taker, wanted)
    ready = taker.get("status", {}).get("availableReplicas", 0)
    if (keeps := max(wanted - ready, 0)) < left:
        _scale(kubectl, giver, keeps)
    kinds = f"{giver['kind']} to its {taker['kind']}"
    return f"pods move from its {kinds}: {ready} of {wanted} are ready"


def _found(kubectl: Kubectl, kind: str, name: str) -> Json | None:
    where = (f"--namespace={name}", "--ignore-not-found", "--output=json")
    done = kubectl.call("get", kind, name, *where)
    if done.returncode:
        if _UNKNOWN_KIND in done.stderr:
            return None
        raise Failure(f"`kubectl get {kind} {name}` failed: {done.stderr.strip()}")
    found: Json | None = json.loads(done.stdout) if done.stdout.strip() else None
    return found


def _scale(kubectl: Kubectl, controller: Json, replicas: int) -> None:
    kind = ROLLOUTS if controller["kind"] == "Rollout" else DEPLOYMENTS
    name, patch = controller["metadata"]["name"], json.dumps({"spec": {"replicas": replicas}})
    kubectl.run("patch", kind, name, f"--namespace={name}", "--type=merge", f"--patch={patch}")


def _replicas(controller: Json) -> int:
    """Return how many pods a controller is to have: one where that is not said."""
    count: int = controller["spec"].get("replicas", 1)
    return count


def _pods(controller: Json) -> int:
    count: int = controller.get("status", {}).get("replicas", 0)
    return count


def _steps(rollout: Json) -> list[Json]:
    steps: list[Json] = rollout["spec"]["strategy"]["canary"].get("steps", [])
    return steps


def _seconds(duration: str | int) -> int:
    """Return the seconds of a duration, such as `90s` or `2m`; without a unit it is in seconds."""
    text = str(duration)
    return int(text[:-1]) * _UNITS[text[-1]] if text[-1] in _UNITS else int(text)
