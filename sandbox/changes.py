"""Which steps are done in a cluster: a ConfigMap of it, so that it goes with the cluster."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from sandbox.install import Inside
from sandbox.kubernetes import ControlPlaneError, LocalControlPlane
from sandbox.step import Step
from terraform_json.types import Json

NAME: Final = "sandbox-steps"
NAMESPACE: Final = "kube-system"
PATH: Final = f"/api/v1/namespaces/{NAMESPACE}/configmaps/{NAME}"
REMOVAL_SECONDS: Final = 300
"""How long the end of something is waited for: as long as Helm and the Kubernetes provider do."""
BEGUN: Final = ""
"""The digest of a step that was begun: until it is done, and for ever if the command is killed."""


@dataclass(frozen=True)
class Change:
    """A step that is to be done, or undone.

    Attributes:
        address: The address of the resource in the stack.
        action: `create`, `change` or `remove`.
        step: The step; None for one that is to be undone.
        undo: The command that removes what it made.
    """

    address: str
    action: str
    step: Step | None
    undo: list[str]


def changes(cluster: LocalControlPlane, inside: Inside) -> list[Change]:
    """Return what has to be done, in order, so that a cluster holds what a stack has inside it.

    Raises:
        ControlPlaneError: The cluster does not answer.
    """
    done = _done(cluster)
    found = []
    for step in inside.steps:
        known = done.get(step.address, {"digest": BEGUN})["digest"]
        if known != step.digest:
            action = "create" if known == BEGUN else "change"
            found.append(Change(step.address, action, step, step.undo))
    addresses = {step.address for step in inside.steps}
    # What was made last goes first.
    gone = [address for address in reversed(done) if address not in addresses]
    return [*found, *(Change(each, "remove", None, done[each]["undo"]) for each in gone)]


def make(
    cluster: LocalControlPlane, todo: list[Change], tell: Callable[[Change], None]
) -> Iterator[Change]:
    """Make changes one by one, and record each before it is begun and when it is done; yield each.

    What a command was killed over is then done again, or removed, even if nobody asks for it more.

    Args:
        cluster: The cluster.
        todo: The changes, in order.
        tell: Called with each before it is made.

    Raises:
        ControlPlaneError: A change failed, or something has not ended within REMOVAL_SECONDS. The
            changes before it are made.
    """
    done = _done(cluster)
    for change in todo:
        tell(change)
        before = done.pop(change.address, None)
        if before and before["undo"] != change.undo:
            # Under another name it is another one, and nobody would remove the old.
            _remove(cluster, before["undo"])
        if change.step and before and before["digest"] == BEGUN:
            change.step.recover(cluster)
        done[change.address] = {"digest": BEGUN, "undo": change.undo}
        _write(cluster, done)
        if change.step is None:
            _remove(cluster, change.undo)
            del done[change.address]
        else:
            change.step.do(cluster)
            done[change.address] = {"digest": change.step.digest, "undo": change.undo}
        yield change
    _write(cluster, done)


def _remove(cluster: LocalControlPlane, undo: list[str]) -> None:
    try:
        cluster.run(*undo, f"--timeout={REMOVAL_SECONDS}s")
    except ControlPlaneError as error:
        # kubectl's words, and Helm's.
        if not any(words in str(error) for words in ("timed out", "deadline exceeded")):
            raise
        raise ControlPlaneError(
            f"{error}\nIt has not ended within {REMOVAL_SECONDS} seconds, and may still: the same"
            " command goes on from here. docs/runbooks/namespace-terminating.md says how to find"
            " what holds it up."
        ) from error


def _done(cluster: LocalControlPlane) -> dict[str, dict[str, Any]]:
    answer = cluster.api.get(PATH)
    if not answer:
        return {}
    done: dict[str, dict[str, Any]] = json.loads(answer["data"]["done"])
    return done


def _write(cluster: LocalControlPlane, done: Json) -> None:
    described = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": NAME, "namespace": NAMESPACE},
        "data": {"done": json.dumps(done)},
    }
    cluster.api.apply(PATH, described)
