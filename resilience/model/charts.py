"""Renders charts, as Helm does, several at a time and each only once."""

import hashlib
import os
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from resilience.model.cache import Cache
from resilience.model.removed_apis import REMOVED
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
        "Rollout",
        "StatefulSet",
    }
)
"""The kinds of manifests that are kept, with those of APIs that are gone: this room reads them."""
_LOADER: Final = yaml.CSafeLoader
"""Written in C: ten times as fast."""


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
        kubernetes_version: The cluster's, such as `1.35`; empty where none is known.
    """

    name: str
    namespace: str
    chart: Path
    values: tuple[str, ...]
    kubernetes_version: str


class Helm:
    """Helm, and what it rendered before.

    Args:
        program: The program.
        cache: Where manifests are kept.
    """

    def __init__(self, program: Path, cache: Cache) -> None:
        self._program, self._cache = program, cache
        self._digests: dict[Path, str] = {}

    def manifests(self, renderings: Sequence[Rendering]) -> list[list[Json] | RenderingError]:
        """Return of each release its manifests that this room reads, or why there are none.

        Those of hooks are left out: they run when a release is installed or upgraded, and end.
        """
        contents = [self._content(each) for each in renderings]
        found = [self._cache.find(each) for each in contents]
        missing = [index for index, each in enumerate(found) if each is None]
        with ThreadPoolExecutor(os.cpu_count()) as pool:  # the work is Helm's, in processes
            rendered = pool.map(self._render, [renderings[index] for index in missing])
            for index, made in zip(missing, rendered, strict=True):
                found[index] = made
                if not isinstance(made, RenderingError):
                    self._cache.keep(contents[index], made)
        return found

    def _content(self, rendering: Rendering) -> list[str]:
        chart = rendering.chart
        if chart not in self._digests:
            self._digests[chart] = _digest(chart)
        # Which Helm it is: to ask the program takes as long as all else together.
        stat = self._program.stat()
        return [
            "manifests 3",
            f"{stat.st_size} {stat.st_mtime_ns}",
            rendering.name,
            rendering.namespace,
            rendering.kubernetes_version,
            self._digests[chart],
            *rendering.values,
        ]

    def _render(self, rendering: Rendering) -> list[Json] | RenderingError:
        with tempfile.TemporaryDirectory() as folder:
            files = [Path(folder) / f"{index}.yaml" for index in range(len(rendering.values))]
            for file, text in zip(files, rendering.values, strict=True):
                file.write_text(text, encoding="utf-8")
            version = rendering.kubernetes_version
            command = [
                str(self._program),
                "template",
                rendering.name,
                str(rendering.chart),
                f"--namespace={rendering.namespace}",
                "--no-hooks",
                # A stand-in need not be what the schema wants, and one schema is in the internet.
                "--skip-schema-validation",
                *(f"--values={file}" for file in files),
                *([f"--kube-version={version}"] if version else []),
            ]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            return RenderingError(done.stderr.strip().removeprefix("Error: "))
        return list(_read(yaml.load_all(done.stdout, Loader=_LOADER)))


def _read(documents: Iterator[Any]) -> Iterator[Json]:
    for document in documents:
        if isinstance(document, dict):
            items = document.get("items") or () if document.get("kind") == "List" else [document]
            yield from (each for each in items if _is_read(each))


def _is_read(manifest: Json) -> bool:
    kind = manifest.get("kind")
    return kind in READ or (manifest.get("apiVersion"), kind) in REMOVED


def _digest(chart: Path) -> str:
    """Return a digest of a chart: of its archive, or of all files of its folder."""
    if chart.is_file():
        return hashlib.sha256(chart.read_bytes()).hexdigest()
    digest = hashlib.sha256()
    for file in sorted(each for each in chart.rglob("*") if each.is_file()):
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        digest.update(f"{file.relative_to(chart).as_posix()} {content}\n".encode())
    return digest.hexdigest()
