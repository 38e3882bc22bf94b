"""The part of a synthesized stack inside the cluster, as steps for the API and `helm`.

It is what the Helm and the Kubernetes provider would do. A record in the cluster says which steps
are done, so that only what changed is done again, and what a stack has no more is removed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.provider_locks import INSIDE_THE_CLUSTER
from sandbox.inside.step import Object, Release, Step
from sandbox.kubernetes.manifests import manifest
from terraform_json.order import in_waves, needs
from terraform_json.references import attribute, sole_reference
from terraform_json.stack import provider_of, resources
from terraform_json.templates import Expression
from terraform_json.types import Json
from terraform_json.values import Resolve, release_values, resolved


@dataclass(frozen=True, kw_only=True)
class Inside:
    """The part of a stack inside the cluster.

    Attributes:
        waves: What can be installed: those side by side that need nothing but what comes before.
        left_out: The names of releases whose charts would have to be pulled.
    """

    waves: tuple[tuple[Step, ...], ...]
    left_out: tuple[str, ...]

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps that can be installed, each after all that it needs."""
        return tuple(step for wave in self.waves for step in wave)

    @property
    def releases(self) -> tuple[str, ...]:
        """The names of the releases among the steps, in their order."""
        return tuple(step.name for step in self.steps if isinstance(step, Release))


def inside_of(stack: Json, folder: Path, outside: Resolve) -> Inside:
    """Return what a stack has inside the cluster.

    Args:
        stack: The stack's JSON.
        folder: The folder of the stack, with the charts that travel with it.
        outside: Returns the value of an expression that the stack itself does not state, such as
            what AWS gives a role for an ARN.

    Raises:
        TerraformJsonError: Parts of the stack need each other in a cycle.
    """
    resolve = stated_in(stack, outside)
    found: list[tuple[Step, ...]] = []
    left_out = []
    for wave in _in_waves(stack):
        steps: list[Step] = []
        for address, resource in wave:
            if provider_of(address) == "kubernetes":
                steps.append(Object(address=address, manifest=manifest(address, resource, resolve)))
            elif (folder / resource["chart"]).exists():
                steps.append(_release(address, resource, folder, resolve))
            else:
                left_out.append(resource["name"])
        found.append(tuple(steps))
    return Inside(waves=tuple(filter(None, found)), left_out=tuple(left_out))


def expressions_outside(stack: Json) -> list[str]:
    """Return the expressions that `inside_of` asks its `outside` for."""
    asked: list[str] = []

    def ask(expression: Expression) -> str:
        asked.append(expression.text)
        return "unknown"

    resolve = stated_in(stack, ask)
    for _, resource in inside_in_order(stack):
        resolved(resource, resolve)
    return asked


def inside_in_order(stack: Json) -> Iterator[tuple[str, Json]]:
    """Yield each resource inside the cluster with its address, after all that it needs.

    Raises:
        TerraformJsonError: Parts of the stack need each other in a cycle.
    """
    for wave in _in_waves(stack):
        yield from wave


def stated_in(stack: Json, outside: Resolve) -> Resolve:
    """Return a function for the value of an expression, which the stack may state itself.

    It states what it sets, such as the name of a namespace.

    Args:
        stack: The stack's JSON.
        outside: Returns the value of every other expression.
    """
    found = resources(stack)

    def resolve(expression: Expression) -> Any:  # noqa: ANN401 - JSON
        reference = sole_reference(expression)
        stated = reference and attribute(found.get(reference.address), reference.path)
        return outside(expression) if stated is None else resolved(stated, resolve)

    return resolve


def _in_waves(stack: Json) -> list[list[tuple[str, Json]]]:
    found = resources(stack)
    return [
        [
            (address, found[address])
            for address in wave
            if address in found and provider_of(address) in INSIDE_THE_CLUSTER
        ]
        for wave in in_waves(needs(stack))
    ]


def _release(address: str, resource: Json, folder: Path, resolve: Resolve) -> Release:
    return Release(
        address=address,
        name=resource["name"],
        namespace=resolved(resource["namespace"], resolve),
        chart=folder / resource["chart"],
        values=tuple(release_values(resource, resolve)),
        timeout_seconds=resource["timeout"],
    )
