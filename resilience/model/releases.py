"""The manifests of releases: rendered where the chart can be had, else by addon.yaml's table."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from config.addons.addon_file import AddonFile
from resilience.model.cache import Cache
from resilience.model.charts import Helm, Rendering, RenderingError
from resilience.model.manifests import Manifests
from resilience.model.platform import Unknown
from resilience.model.pods import Origin
from resilience.model.standins import values_with_stand_ins
from resilience.model.tables import Table
from terraform_json.manifest import Stack
from terraform_json.stack import resources
from terraform_json.types import Json

NOT_RENDERED: Final = "its pods are not known, as its chart is not rendered"
"""How the problem of a release begins whose chart Helm refuses."""
_TYPE: Final = "helm_release."


class Releases:
    """Reads the releases of all stacks.

    Args:
        helm: What renders charts; None where there is none.
        addons: What addon.yaml says of each addon, by its name.
        charts: A folder with archives of third parties' charts, as `make charts` fills it.
        cache: Where what was read of a table's values is kept.

    Attributes:
        unknowns: What of them could not be found out.
    """

    def __init__(
        self,
        *,
        helm: Helm | None,
        addons: Mapping[str, AddonFile],
        charts: Path | None,
        cache: Cache,
    ) -> None:
        self._helm, self._addons, self._charts, self._cache = helm, addons, charts, cache
        self.unknowns: list[Unknown] = []

    def read(self, synthesized: Mapping[str, Stack], stacks: Mapping[str, Json]) -> list[Manifests]:
        """Return the manifests of each release, in the order of their addresses.

        Args:
            synthesized: The stacks' folders, by name.
            stacks: Their JSON.
        """
        version = _kubernetes_version(stacks)
        found = [
            _Release(
                stack=name,
                address=address,
                block=block,
                folder=synthesized[name].folder,
                kubernetes_version=version,
            )
            for name, stack in stacks.items()
            for address, block in sorted(resources(stack).items())
            if address.startswith(_TYPE)
        ]
        charts = {each: self._chart(each) for each in found}
        rendered = self._rendered({each: chart for each, chart in charts.items() if chart})
        by_table = {each: self._from_table(each) for each, chart in charts.items() if not chart}
        made = rendered | by_table
        return [each for release in found if (each := made.get(release))]

    def _rendered(self, charts: Mapping["_Release", Path]) -> dict["_Release", Manifests]:
        """Return the manifests of the releases that Helm renders."""
        if self._helm is None:
            return {}  # the reader says it once, of all
        made = {}
        renderings = [release.rendering(chart) for release, chart in charts.items()]
        for release, objects in zip(charts, self._helm.manifests(renderings), strict=True):
            if isinstance(objects, RenderingError):
                problem = f"{NOT_RENDERED}: {objects}"
                self._unknown(release, problem)
            else:
                made[release] = release.makes(objects, Origin.RENDERED)
        return made

    def _chart(self, release: "_Release") -> Path | None:
        """Return the folder or the archive of a release's chart, where it can be had."""
        chart, version = release.block["chart"], release.block["version"]
        found = [release.folder / str(chart)]
        if self._charts:
            found.append(self._charts / f"{chart}-{version}.tgz")
        return next((each for each in found if each.exists()), None)

    def _from_table(self, release: "_Release") -> Manifests | None:
        addon = self._addons.get(release.block["name"])
        if addon is None or not addon.workloads:
            self._unknown(release, "its pods are not known: no addon.yaml describes them")
            return None
        table = Table(addon, release.block, self._cache)
        made = release.makes(table.objects(), Origin.TABLE)
        for problem in table.problems:
            self._unknown(release, problem)
        return made

    def _unknown(self, release: "_Release", problem: str) -> None:
        subject = f"{release.stack}:{release.address}"
        self.unknowns.append(Unknown(subject=subject, problem=problem))


@dataclass(frozen=True, kw_only=True, eq=False)
class _Release:
    """A `helm_release`.

    Attributes:
        stack: The name of its stack.
        address: Its address there.
        block: What the stack says of it.
        folder: The stack's folder, with the charts that travel with it.
        kubernetes_version: The version of its cluster.
    """

    stack: str
    address: str
    block: Json
    folder: Path
    kubernetes_version: str

    @property
    def namespace(self) -> str:
        return str(self.block["namespace"])

    def rendering(self, chart: Path) -> Rendering:
        """Return what Helm needs to render it."""
        return Rendering(
            name=self.block["name"],
            namespace=self.namespace,
            chart=chart,
            values=tuple(values_with_stand_ins(self.block)),
            kubernetes_version=self.kubernetes_version,
        )

    def makes(self, objects: Iterable[Json], origin: Origin) -> Manifests:
        """Return its manifests."""
        return Manifests(
            release=self.address,
            namespace=self.namespace,
            origin=origin,
            objects=tuple(objects),
        )


def _kubernetes_version(stacks: Mapping[str, Json]) -> str:
    for stack in stacks.values():
        for address, block in resources(stack).items():
            if address.startswith("aws_eks_cluster."):
                return str(block["version"])
    return ""
