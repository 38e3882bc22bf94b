"""The manifests of the releases: rendered where the chart can be had, else by addon.yaml's table."""

import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from config.addons.addon_file import AddonFile
from resilience.model.charts import Helm, Rendering, RenderingError
from resilience.model.manifests import Manifests
from resilience.model.operators import with_stateful_sets
from resilience.model.platform import Unknown
from resilience.model.pods import Origin
from resilience.model.standins import values_with_stand_ins
from resilience.model.tables import Tables
from terraform_json.manifest import Stack
from terraform_json.stack import resources
from terraform_json.types import Json

_TYPE = "helm_release."


class Releases:
    """Reads the releases of all stacks.

    Args:
        helm: What renders charts; None where there is none.
        addons: What addon.yaml says of each addon, by its name.
        charts: A folder with archives of third parties' charts, as `make charts` fills it.
        tables: Reads what cannot be rendered.

    Attributes:
        unknowns: What of them could not be found out.
    """

    def __init__(
        self,
        *,
        helm: Helm | None,
        addons: Mapping[str, AddonFile],
        charts: Path | None,
        tables: Tables,
    ) -> None:
        self._helm, self._addons, self._charts, self._tables = helm, addons, charts, tables
        self.unknowns: list[Unknown] = []

    def read(self, synthesized: Mapping[str, Stack], stacks: Mapping[str, Json]) -> list[Manifests]:
        """Return the manifests of each release, in the order of their addresses.

        Args:
            synthesized: The stacks' folders, by name.
            stacks: Their JSON.
        """
        version = _kubernetes_version(stacks)
        found = [
            (name, address, block)
            for name, stack in stacks.items()
            for address, block in sorted(resources(stack).items())
            if address.startswith(_TYPE)
        ]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            return [
                each
                for each in pool.map(
                    lambda told: self._manifests(*told, synthesized[told[0]].folder, version), found
                )
                if each
            ]

    def _manifests(
        self, stack: str, address: str, block: Json, folder: Path, version: str
    ) -> Manifests | None:
        subject = f"{stack}:{address}"
        chart = self._chart(block, folder)
        if chart is None:
            return self._from_table(subject, address, block)
        if self._helm is None:
            return None  # said once, for all
        rendering = Rendering(
            name=block["name"],
            namespace=block["namespace"],
            chart=chart,
            values=tuple(values_with_stand_ins(block)),
            kubernetes_version=version,
        )
        try:
            objects = with_stateful_sets(self._helm.manifests(rendering))
        except RenderingError as error:
            problem = f"its pods are not known, since its chart is not rendered: {error}"
            self.unknowns.append(Unknown(subject=subject, problem=problem))
            return None
        return Manifests(
            release=address,
            namespace=block["namespace"],
            origin=Origin.RENDERED,
            objects=tuple(objects),
        )

    def _chart(self, block: Json, folder: Path) -> Path | None:
        """Return the folder or the archive of a release's chart, where it can be had."""
        inside = folder / block["chart"]
        if inside.exists():
            return inside
        archive = (
            self._charts / f"{block['chart']}-{block['version']}.tgz" if self._charts else None
        )
        return archive if archive and archive.is_file() else None

    def _from_table(self, subject: str, address: str, block: Json) -> Manifests | None:
        addon = self._addons.get(block["name"])
        if addon is None or not addon.workloads:
            problem = (
                "its pods are not known: its chart is not here, and no addon.yaml describes it"
            )
            self.unknowns.append(Unknown(subject=subject, problem=problem))
            return None
        objects, problems = self._tables.objects(addon, block)
        self.unknowns += [Unknown(subject=subject, problem=each) for each in problems]
        return Manifests(
            release=address,
            namespace=block["namespace"],
            origin=Origin.TABLE,
            objects=tuple(objects),
        )


def _kubernetes_version(stacks: Mapping[str, Json]) -> str:
    for stack in stacks.values():
        for address, block in resources(stack).items():
            if address.startswith("aws_eks_cluster."):
                return str(block["version"])
    return ""
