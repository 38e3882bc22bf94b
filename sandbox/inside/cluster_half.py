"""Installs what Terraform cannot, where the Helm and the Kubernetes provider are not to be had.

`aws_half` leaves those resources out of the stacks. Here they are installed by `helm` and
`kubectl`, from the same JSON, with the values that Terraform gives the expressions in it.
"""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from config.addons.names import ROLLOUTS
from sandbox import ending
from sandbox.inside.changes import Change, changes, make
from sandbox.inside.install import Inside, expressions_outside, inside_of
from sandbox.kubernetes import (
    LocalControlPlane,
    custom_resources,
    resource_metrics,
    rollouts,
)
from sandbox.paths import KUBERNETES, LOGS
from sandbox.terraform.aws_half import WHOLE
from sandbox.terraform.evaluate import evaluated_once
from terraform_json.manifest import Stack
from terraform_json.templates import Expression

NOTHING: Final = Inside(waves=(), left_out=())


def cluster() -> LocalControlPlane:
    """Return the control plane that the local AWS runs, for `kubectl` and `helm`."""
    return LocalControlPlane(
        directory=KUBERNETES.resolve(), logs=LOGS.resolve(), variables=ending.mark()
    )


def inside(stack: Stack, variables: Mapping[str, str]) -> Inside:
    """Return what a stack has inside the cluster.

    Args:
        stack: The stack, whose half in AWS is deployed.
        variables: The environment of Terraform.

    Raises:
        Failure: Terraform cannot evaluate an expression.
    """
    file: Path = stack.folder / WHOLE
    if not file.exists():
        return NOTHING
    whole = json.loads(file.read_text(encoding="utf-8"))
    values = evaluated_once(stack, expressions_outside(whole), variables)

    def value(expression: Expression) -> Any:  # noqa: ANN401 - JSON
        return values[expression.text]

    return inside_of(whole, stack.folder, value)


def planned(found: Inside) -> list[Change]:
    """Return what an installation would do.

    Raises:
        ControlPlaneError: The cluster does not answer.
    """
    return changes(cluster(), found)


def install(found: Inside, tell: Callable[[Change], None]) -> int:
    """Install what is not installed, change what has changed, and remove what is no more.

    Args:
        found: What a stack has inside the cluster.
        tell: Called with each change before it is made.

    Returns:
        The number of changes.

    Raises:
        ControlPlaneError: A change failed. Those before it are made.
    """
    there = cluster()
    left_out = set(found.left_out)
    if ROLLOUTS in left_out and rollouts.is_built():
        left_out.remove(ROLLOUTS)
        if not rollouts.is_defined(there.api):
            rollouts.define(there)
    if stand_ins := custom_resources.stand_ins(sorted(left_out)):
        custom_resources.install(there, stand_ins)
    todo = planned(found)
    make(there, todo, tell)
    if resource_metrics.NAME in found.left_out:
        resource_metrics.stand_in(there.api)
    return len(todo)
