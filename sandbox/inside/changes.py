"""Makes the steps that are not done in a cluster: a ConfigMap there remembers those that are."""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Any, Final

import psutil

from ops.command import Failure
from sandbox.inside.install import Inside
from sandbox.inside.step import Step
from sandbox.kubernetes import ControlPlaneError, LocalControlPlane
from terraform_json.types import Json

NAME: Final = "sandbox-steps"
NAMESPACE: Final = "kube-system"
PATH: Final = f"/api/v1/namespaces/{NAMESPACE}/configmaps/{NAME}"
REMOVAL_SECONDS: Final = 300
"""How long the end of something is waited for: as long as Helm and the Kubernetes provider do."""
BEGUN: Final = ""
"""The digest of a step that was begun: until it is done, and for ever if the command is killed."""
AT_ONCE: Final = 4
"""How many releases are waited for at the same time: each waits for pods most of its time."""
INSTALLERS: Final = ("helm", "kubectl")
"""The programs that install."""


@dataclass(frozen=True)
class Change:
    """A step that is to be done, or undone.

    Attributes:
        address: The address of the resource in the stack.
        action: `create`, `change` or `remove`.
        step: The step; None for one that is to be undone.
        undo: The command that removes what it made.
        wave: Its place: changes of one wave need nothing of each other.
    """

    address: str
    action: str
    step: Step | None
    undo: list[str]
    wave: int


def changes(cluster: LocalControlPlane, inside: Inside) -> list[Change]:
    """Return what has to be done, in order, so that a cluster holds what a stack has inside it.

    Raises:
        ControlPlaneError: The cluster does not answer.
    """
    done = _done(cluster)
    found = []
    for wave, steps in enumerate(inside.waves):
        for step in steps:
            known = done.get(step.address, {"digest": BEGUN})["digest"]
            if known != step.digest:
                action = "create" if known == BEGUN else "change"
                found.append(Change(step.address, action, step, step.undo, wave))
    addresses = {step.address for step in inside.steps}
    # What was made last goes first.
    gone = [address for address in reversed(done) if address not in addresses]
    after = len(inside.waves)
    return [
        *found,
        *(
            Change(address, "remove", None, done[address]["undo"], after + place)
            for place, address in enumerate(gone)
        ),
    ]


def make(cluster: LocalControlPlane, todo: list[Change], tell: Callable[[Change], None]) -> None:
    """Make changes, those of a wave at once, and record what is begun and what is done.

    What a command was killed over is then done again, or removed, even if nobody asks for it more.

    Args:
        cluster: The cluster.
        todo: The changes, in order.
        tell: Called with each before it is made.

    Raises:
        ControlPlaneError: Changes failed, or something has not ended within REMOVAL_SECONDS. Those
            of the same wave and before it are made.
    """
    done = _done(cluster)
    for _, wave in groupby(todo, key=lambda change: change.wave):
        begun = list(wave)
        unfinished = {change.address for change in begun if _is_begun(done.get(change.address))}
        for change in begun:
            tell(change)
            before = done.pop(change.address, None)
            if before and before["undo"] != change.undo:
                # Under another name it is another one, and nobody would remove the old.
                _remove(cluster, before["undo"])
            done[change.address] = {"digest": BEGUN, "undo": change.undo}
        _write(cluster, done)
        errors = _at_once([partial(_make, cluster, each, unfinished) for each in begun])
        for change, error in zip(begun, errors, strict=True):
            if error is None:
                _note(done, change)
        _write(cluster, done)
        if failed := [str(error) for error in errors if error]:
            raise ControlPlaneError("\n".join(failed))


def _is_begun(known: Mapping[str, Any] | None) -> bool:
    return known is not None and known["digest"] == BEGUN


def _make(cluster: LocalControlPlane, change: Change, unfinished: Collection[str]) -> None:
    if change.step is None:
        _remove(cluster, change.undo)
        return
    if change.address in unfinished:
        change.step.recover(cluster)
    change.step.do(cluster)


def _note(done: dict[str, dict[str, Any]], change: Change) -> None:
    if change.step is None:
        del done[change.address]
    else:
        done[change.address] = {"digest": change.step.digest, "undo": change.undo}


def _at_once(tasks: Sequence[Callable[[], None]]) -> list[Failure | None]:
    """Do tasks at the same time, and return how each failed, once all have ended.

    An interrupt ends the programs that they run, then goes on to the caller.
    """
    if len(tasks) == 1:
        return [_failure(tasks[0])]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        try:
            futures = [pool.submit(_failure, task) for task in tasks]
            for future in wait(futures, return_when=FIRST_EXCEPTION).done:
                future.result()
            return [future.result() for future in futures]
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            for child in psutil.Process().children():
                with suppress(psutil.NoSuchProcess):
                    if child.name() in INSTALLERS:
                        child.kill()
            raise


def _failure(task: Callable[[], None]) -> Failure | None:
    try:
        task()
    except Failure as failure:
        return failure
    return None


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
