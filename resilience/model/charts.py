"""Renders charts, as Helm does, several at a time and each only once."""

import hashlib
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from resilience.model.cache import Cache
from terraform_json.types import Json

READ: Final = frozenset(
    {
        "Alertmanager",
        "CronJob",
        "DaemonSet",
        "Deployment",
        "HorizontalPodAutoscaler",
        "Job",
        "PodDisruptionBudget",
        "PriorityClass",
        "Prometheus",
        "StatefulSet",
    }
)
"""The kinds of manifests that are kept: those that this room reads."""
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Written in C where it was built so: ten times as fast."""


class RenderingError(Exception):
    """A chart that Helm does not render; the message says why."""


@dataclass(frozen=True, kw_only=True)
class Rendering:
    """A release whose chart is to be rendered.

    Attributes:
        name: The release's name.
        namespace: Its namespace.
        chart: The chart's folder or archive.
        values: Texts of values in YAML, each over those before it.
        kubernetes_version: The cluster's, such as `1.35`.
    """

    name: str
    namespace: str
    chart: Path
    values: tuple[str, ...]
    kubernetes_version: str


@dataclass(frozen=True, kw_only=True)
class Helm:
    """Helm, and what it rendered before.

    Attributes:
        program: The program.
        cache: Where manifests are kept.
    """

    program: Path
    cache: Cache

    def manifests(self, rendering: Rendering) -> list[Json]:
        """Return the manifests of a release that this room reads, without those of hooks.

        Hooks run when a release is installed or upgraded, and end.

        Raises:
            RenderingError: Helm does not render the chart.
        """
        content = [
            "manifests 1",
            self._identity,
            rendering.name,
            rendering.namespace,
            rendering.kubernetes_version,
            _digest(rendering.chart),
            *rendering.values,
        ]
        kept: list[Json] = self.cache.kept(content, lambda: list(self._rendered(rendering)))
        return kept

    @property
    def _identity(self) -> str:
        """Which Helm it is: to ask the program takes as long as all else together."""
        stat = self.program.stat()
        return f"{stat.st_size} {stat.st_mtime_ns}"

    def _rendered(self, rendering: Rendering) -> Iterator[Json]:
        with tempfile.TemporaryDirectory() as folder:
            files = []
            for index, text in enumerate(rendering.values):
                file = Path(folder) / f"{index}.yaml"
                file.write_text(text)
                files.append(f"--values={file}")
            command = [
                str(self.program),
                "template",
                rendering.name,
                str(rendering.chart),
                f"--namespace={rendering.namespace}",
                f"--kube-version={rendering.kubernetes_version}",
                "--no-hooks",
                # A stand-in need not be what the schema wants, and one schema is in the internet.
                "--skip-schema-validation",
                *files,
            ]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RenderingError(done.stderr.strip().removeprefix("Error: "))
        yield from _read(yaml.load_all(done.stdout, Loader=_LOADER))


def _read(documents: Iterator[Any]) -> Iterator[Json]:
    for document in documents:
        if isinstance(document, dict):
            items = document["items"] if document.get("kind") == "List" else [document]
            yield from (each for each in items if each.get("kind") in READ)


def _digest(chart: Path) -> str:
    """Return a digest of a chart: of its archive, or of all files of its folder."""
    if chart.is_file():
        return hashlib.sha256(chart.read_bytes()).hexdigest()
    digest = hashlib.sha256()
    for file in sorted(each for each in chart.rglob("*") if each.is_file()):
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        digest.update(f"{file.relative_to(chart).as_posix()} {content}\n".encode())
    return digest.hexdigest()
