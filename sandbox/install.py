"""What a synthesized stack has inside the cluster, as steps for `kubectl` and `helm`.

It is what the Helm and the Kubernetes provider would do. A record in the cluster says which steps
are done, so that only what changed is done again, and what a stack has no more is removed.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import yaml

from sandbox.aws_half import INSIDE_THE_CLUSTER
from sandbox.kubernetes import LocalControlPlane
from sandbox.kubernetes.manifests import manifest
from terraform_json.order import in_order, needs
from terraform_json.references import attribute, sole_reference
from terraform_json.stack import provider_of, resources
from terraform_json.templates import Expression
from terraform_json.types import Json
from terraform_json.values import Resolve, release_values, resolved


class Step(Protocol):
    """Something to install."""

    @property
    def address(self) -> str:
        """Its address in the stack."""

    @property
    def digest(self) -> str:
        """A text that is another one when it has to be installed again."""

    @property
    def undo(self) -> list[str]:
        """The command that removes it."""

    def do(self, cluster: LocalControlPlane) -> None:
        """Install it, or change it to what it is now."""


@dataclass(frozen=True, kw_only=True)
class Object:
    """An object of the Kubernetes provider.

    Attributes:
        address: Its address in the stack.
        manifest: Its manifest.
    """

    address: str
    manifest: Json

    @property
    def digest(self) -> str:
        """A text that is another one when the manifest is."""
        return _digest(self.manifest)

    @property
    def undo(self) -> list[str]:
        """The command that removes it."""
        metadata = self.manifest["metadata"]
        where = [f"--namespace={metadata['namespace']}"] if "namespace" in metadata else []
        kind = self.manifest["kind"].lower()
        return ["kubectl", "delete", kind, metadata["name"], "--ignore-not-found", *where]

    def do(self, cluster: LocalControlPlane) -> None:
        """Apply the manifest.

        Raises:
            ControlPlaneError: The API refuses it.
        """
        cluster.run(
            "kubectl",
            "apply",
            "--server-side",
            "--force-conflicts",
            "--validate=strict",
            "--filename=-",
            stdin=yaml.safe_dump(self.manifest),
        )


@dataclass(frozen=True, kw_only=True)
class Release:
    """A release of the Helm provider.

    Attributes:
        address: Its address in the stack.
        name: Its name.
        namespace: Its namespace.
        chart: The folder or the archive of its chart.
        values: Its texts of values.
        timeout_seconds: How long its pods may take to become ready.
    """

    address: str
    name: str
    namespace: str
    chart: Path
    values: tuple[str, ...]
    timeout_seconds: int

    @property
    def digest(self) -> str:
        """A text that is another one when the chart or a value is."""
        # The folder of a chart is named after the chart's contents.
        return _digest([self.name, str(self.chart), self.namespace, *self.values])

    @property
    def undo(self) -> list[str]:
        """The command that removes it."""
        return [
            "helm",
            "uninstall",
            self.name,
            f"--namespace={self.namespace}",
            "--ignore-not-found",
            "--wait",
        ]

    def do(self, cluster: LocalControlPlane) -> None:
        """Install or upgrade it with the options that the Helm provider gets.

        Raises:
            ControlPlaneError: The API refuses it, or its pods do not become ready in time.
        """
        self._forget_unfinished(cluster)
        files = []
        for index, text in enumerate(self.values):
            file = cluster.directory / f"{self.name}-{index}.yaml"
            file.write_text(text, encoding="utf-8")
            files.append(f"--values={file}")
        cluster.run(
            "helm",
            "upgrade",
            "--install",
            self.name,
            str(self.chart),
            f"--namespace={self.namespace}",
            "--atomic",
            "--wait",
            "--wait-for-jobs",
            f"--timeout={self.timeout_seconds}s",
            *files,
        )

    def _forget_unfinished(self, cluster: LocalControlPlane) -> None:
        """Remove the revision that a killed helm left pending, which would be refused for ever."""
        where = (f"--namespace={self.namespace}", f"--filter=^{self.name}$", "--output=json")
        for release in json.loads(cluster.run("helm", "list", "--pending", *where)):
            secret = f"sh.helm.release.v1.{self.name}.v{release['revision']}"
            cluster.run("kubectl", "delete", "secret", secret, f"--namespace={self.namespace}")


@dataclass(frozen=True, kw_only=True)
class Inside:
    """What a stack has inside the cluster.

    Attributes:
        steps: What can be installed, each after all that it needs.
        left_out: The names of releases whose charts would have to be pulled.
    """

    steps: tuple[Step, ...]
    left_out: tuple[str, ...]

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
    steps: list[Step] = []
    left_out = []
    for address, resource in inside_in_order(stack):
        if provider_of(address) == "kubernetes":
            steps.append(Object(address=address, manifest=manifest(address, resource, resolve)))
        elif (folder / resource["chart"]).exists():
            steps.append(_release(address, resource, folder, resolve))
        else:
            left_out.append(resource["name"])
    return Inside(steps=tuple(steps), left_out=tuple(left_out))


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
    found = resources(stack)
    for address in in_order(needs(stack)):
        if address in found and provider_of(address) in INSIDE_THE_CLUSTER:
            yield address, found[address]


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


def _release(address: str, resource: Json, folder: Path, resolve: Resolve) -> Release:
    return Release(
        address=address,
        name=resource["name"],
        namespace=resolved(resource["namespace"], resolve),
        chart=folder / resource["chart"],
        values=tuple(release_values(resource, resolve)),
        timeout_seconds=resource["timeout"],
    )


def _digest(data: Json | Sequence[str] | Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()
