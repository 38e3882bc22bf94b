"""Says why the pods of a namespace are not ready, in the words of Kubernetes."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from delivery.markdown import visible
from ops.kubectl import Kubectl
from terraform_json.types import Json

MOST_PODS: Final = 3
"""Pods of which the reasons are told: those of one Deployment mostly have the same."""
MOST_EVENTS: Final = 3
LONGEST: Final = 300
"""Characters of a reason: an image's name and what the registry says of it."""

_NO_REASONS: Final = ("PodInitializing", "ContainerCreating")


def reasons(kubectl: Kubectl, namespace: str) -> list[str]:
    """Return why pods of a namespace are not ready, and the last warnings there, each in a line.

    Raises:
        Failure: The cluster does not answer.
    """
    where = f"--namespace={namespace}"
    pods = [each for each in kubectl.items("pods", where) if not _is_ready(each)]
    told = [f"{_name(pod)}: {'; '.join(_why(pod))}" for pod in pods[:MOST_PODS]]
    if len(pods) > MOST_PODS:
        told.append(f"and {len(pods) - MOST_PODS} more pods")
    events = kubectl.items("events", where, "--field-selector=type=Warning")
    # The scheduler says in an event what it says of the pod.
    more = [each for each in events if each.get("message", "") not in " ".join(told)]
    return [_line(each) for each in (*told, *_warnings(more))]


def _is_ready(pod: Json) -> bool:
    """Return whether nobody waits for a pod: it is ready, has done its work, or is ending."""
    if "deletionTimestamp" in pod["metadata"] or pod["status"].get("phase") == "Succeeded":
        return True
    return any(each["type"] == "Ready" and each["status"] == "True" for each in _conditions(pod))


def _why(pod: Json) -> list[str]:
    """Return the reasons of a pod: it has no node, or a container does not run or is not ready."""
    unscheduled = [
        f"has no node: {each.get('message', '')}"
        for each in _conditions(pod)
        if each["type"] == "PodScheduled" and each["status"] == "False"
    ]
    status = pod["status"]
    containers = [
        *status.get("initContainerStatuses", ()),
        *status.get("containerStatuses", ()),
    ]
    found = unscheduled or [why for each in containers for why in _container(each)]
    gates = [
        f"{each['type']} is not met: {each.get('message', '')}"
        for each in _conditions(pod)
        if each["type"] in _gates(pod) and each["status"] != "True"
    ]
    phase = f"is {status.get('phase', 'Unknown')}: {status.get('message', 'no reason is told')}"
    return [*found, *gates] or [phase]


def _container(status: Json) -> Iterator[str]:
    """Yield why a container is not ready; an init container is, once it has ended well."""
    if status.get("ready"):
        return
    name, state = status["name"], status.get("state", {})
    waiting, ended = state.get("waiting", {}), state.get("terminated", {})
    before = status.get("lastState", {}).get("terminated", {})
    if waiting and waiting.get("reason") not in _NO_REASONS:
        message = f": {waiting['message']}" if waiting.get("message") else ""
        yield f"{name} waits ({waiting.get('reason', 'no reason')}){message}"
    elif "running" in state:
        yield f"{name} runs, and its probe does not say that it is ready"
    if last := ended or before:
        restarts = status.get("restartCount", 0)
        yield f"{name} ended with {_end(last)}, after {restarts} restarts"


def _end(terminated: Json) -> str:
    reason = terminated.get("reason", "no reason")
    return f"status {terminated.get('exitCode')} ({reason})"


def _warnings(events: Sequence[Json]) -> list[str]:
    """Return the last warnings, each once."""
    last = sorted(events, key=_time)
    said = (f"{each.get('reason')}: {each.get('message')}" for each in reversed(last))
    return [f"event {each}" for each in list(dict.fromkeys(said))[:MOST_EVENTS]]


def _time(event: Json) -> str:
    """Return when an event was last seen, in a form that sorts; which field says so differs."""
    series = event.get("series") or {}
    return str(
        series.get("lastObservedTime")
        or event.get("lastTimestamp")
        or event.get("eventTime")
        or event["metadata"].get("creationTimestamp", "")
    )


def _gates(pod: Json) -> list[str]:
    return [each["conditionType"] for each in pod["spec"].get("readinessGates", ())]


def _conditions(pod: Json) -> list[Any]:
    found: list[Any] = pod["status"].get("conditions", [])
    return found


def _name(item: Json) -> str:
    return str(item["metadata"]["name"])


def _line(text: str) -> str:
    """Return a text of others on one line, cut where it is long."""
    shown = visible(" ".join(text.split()))
    return shown if len(shown) <= LONGEST else f"{shown[:LONGEST]}…"
