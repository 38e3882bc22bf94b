"""Steps of an installation inside the cluster: objects by the API, releases by `helm`."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

from sandbox.kubernetes import LocalControlPlane
from terraform_json.types import Json

UNFINISHED: Final = ("--pending", "--uninstalling")
"""The options by which `helm list` shows releases over which helm was killed."""


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

    def recover(self, cluster: LocalControlPlane) -> None:
        """Clear away what keeps it from being installed after a command was killed over it."""


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
            Failure: The API refuses it.
        """
        cluster.api.apply(cluster.api.place(self.manifest), self.manifest)

    def recover(self, cluster: LocalControlPlane) -> None:
        """Do nothing: the API takes an object as a whole or not at all."""


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
        waits: Whether it counts as failed, and is taken back, where they do not.
    """

    address: str
    name: str
    namespace: str
    chart: Path
    values: tuple[str, ...]
    timeout_seconds: int
    waits: bool = True

    @property
    def digest(self) -> str:
        """A text that is another one when the chart or a value is."""
        # The folder of a chart is named after its contents, wherever the stack that has it lies.
        return _digest([self.name, *self.chart.parts[-2:], self.namespace, *self.values])

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
            ControlPlaneError: The API refuses it, or its pods do not become ready in time, if it
                waits for them.
        """
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
            *(("--atomic", "--wait", "--wait-for-jobs") if self.waits else ()),
            f"--timeout={self.timeout_seconds}s",
            *files,
        )

    def recover(self, cluster: LocalControlPlane) -> None:
        """Remove the revision that a killed helm left unfinished, which is refused for ever."""
        where = (f"--namespace={self.namespace}", f"--filter=^{self.name}$", "--output=json")
        for release in json.loads(cluster.run("helm", "list", *UNFINISHED, *where)):
            secret = f"sh.helm.release.v1.{self.name}.v{release['revision']}"
            cluster.run("kubectl", "delete", "secret", secret, f"--namespace={self.namespace}")


def _digest(data: Json | Sequence[str] | Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()
