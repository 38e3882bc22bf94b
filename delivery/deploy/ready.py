"""Waits until the applications are ready: Helm returns before their autoscalers have done theirs.

`kubectl rollout status` says what a rollout is, kind by kind. Helm knows nothing of canaries: here
they are waited for, and pods are moved between a Deployment and its Rollout.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from config.kubernetes_names import APPLICATION_LABELS
from delivery.deploy.pods import reasons
from ops.canaries import AGAIN, move, rollout_of, seconds_of, standing
from ops.command import Failure
from ops.kubectl import Kubectl
from terraform_json.stack import resources
from terraform_json.types import Json

PAUSE_SECONDS: Final = 2
_SHORTEST_LOOK_SECONDS: Final = 1
_WORKLOADS: Final = "deployments.apps,statefulsets.apps,daemonsets.apps"
_SCHEDULES: Final = "cronjobs.batch"
_SCALERS: Final = "horizontalpodautoscalers.autoscaling"


@dataclass(frozen=True, kw_only=True)
class Clock:
    """Until when it is waited, and how.

    Attributes:
        left: Returns the seconds that are left.
        pause: Waits until it is worth to look again.
    """

    left: Callable[[], float]
    pause: Callable[[], None]


def applications_of(stack: Json) -> list[str]:
    """Return the namespaces of the applications of a stack, each of which has one application."""
    return sorted(
        str(found["metadata"]["name"])
        for address, found in resources(stack).items()
        if address.startswith("kubernetes_namespace")
        and APPLICATION_LABELS.items() <= found["metadata"].get("labels", {}).items()
    )


def await_applications(kubectl: Kubectl, names: Collection[str], clock: Clock) -> Iterator[str]:
    """Wait for applications one by one, and yield a line of each that is ready.

    Args:
        kubectl: The cluster.
        names: Their namespaces.
        clock: Until when.

    Raises:
        Failure: Some are not ready in time, or cannot become it: each with its reasons.
    """
    stuck = []
    for name in names:
        waits = _await(kubectl, name, clock)
        if waits:
            stuck.append("\n    ".join([f"{name}: {waits}", *reasons(kubectl, name)]))
        else:
            yield f"{name}: ready"
    if stuck:
        raise Failure(
            "Not ready:\n  "
            + "\n  ".join(stuck)
            + "\nWhat is deployed stays as it is. Mend what the reasons name, and re-run; to go"
            " back, revert the commit on main."
        )


def _await(kubectl: Kubectl, name: str, clock: Clock) -> str:
    """Return what an application still waits for when time is up; empty once it is ready.

    A canary is watched for as long as its steps say, in addition.
    """
    watched = seconds_of(rollout) if (rollout := rollout_of(kubectl, name)) else 0
    while True:
        waits, for_good = _waits_for(kubectl, name, clock)
        if not waits or for_good or clock.left() + watched <= 0:
            return waits
        clock.pause()


def _waits_for(kubectl: Kubectl, name: str, clock: Clock) -> tuple[str, bool]:
    """Return what an application waits for, and whether it does so for good."""
    where = f"--namespace={name}"
    workloads = kubectl.items(_WORKLOADS, where)
    if not workloads and not kubectl.items(_SCHEDULES, where):
        return "nothing of it runs there: no Deployment, StatefulSet, DaemonSet or CronJob", False
    if moving := move(kubectl, name):
        return moving, False
    rollout = rollout_of(kubectl, name)
    for each in workloads:
        if rollout and each["kind"] == "Deployment" and each["metadata"]["name"] == name:
            canary = standing(rollout, each)
            if canary.aborted:
                return f"{canary.waits}. {AGAIN.format(name=name)}", True
            if canary.waits:
                return canary.waits, False
            continue
        seconds = max(clock.left(), _SHORTEST_LOOK_SECONDS)
        kind = f"{each['kind'].lower()}/{each['metadata']['name']}"
        done = kubectl.call("rollout", "status", kind, where, f"--timeout={seconds:.0f}s")
        if done.returncode:
            return f"{kind}: {_said(done.stdout) or _said(done.stderr)}", False
    return _scalers(kubectl.items(_SCALERS, where)), False


def _said(printed: str) -> str:
    """Return the last line of what kubectl printed."""
    return next(reversed(printed.strip().splitlines()), "")


def _scalers(scalers: Sequence[Json]) -> str:
    """Return which autoscaler has not brought its minimum yet, if one."""
    for each in scalers:
        least, there = each["spec"].get("minReplicas", 1), each["status"].get("currentReplicas", 0)
        if there < least:
            return f"its autoscaler has {there} of at least {least} pods"
    return ""
