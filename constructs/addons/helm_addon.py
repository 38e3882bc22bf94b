"""A third party's chart with our values, as one release."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from cdktf import ITerraformDependable

from config.addon_charts import ADDON_CHARTS, AddonChart
from config.addon_values import addon_values
from config.sections.addons import AddonsConfig
from constructs import Construct
from constructs.helm.chart import Chart, archived_chart
from constructs.helm.release import helm_release
from constructs.helm.values import values_text
from constructs.kubernetes.ready_cluster import ReadyCluster


class HelmAddon(Construct):
    """The release of an addon, in the namespace that its chart's pin names.

    Args:
        scope: The stack or construct.
        id_: The addon's name, as in `config.addon_charts` and helm/addons.
        cluster: The cluster, ready to take releases.
        addons: The addons' part of the environment file, whose values go over all others.
        values: What depends on the environment, over what helm/addons holds.
        after: What must be there before it besides: its identity, its namespace's policies.

    Attributes:
        resource: The `helm_release`.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        cluster: ReadyCluster,
        addons: AddonsConfig,
        values: Mapping[str, Any] | None = None,
        after: Sequence[ITerraformDependable] = (),
    ) -> None:
        super().__init__(scope, id_)
        pin = ADDON_CHARTS[id_]
        given = (addon_values(id_), values, addons.values(id_))
        self.resource = helm_release(
            self,
            "release",
            name=id_,
            namespace=pin.namespace,
            chart=self._chart(pin, addons.charts_folder),
            values=[values_text(each) for each in given if each],
            after=[*cluster.ready, *after],
        )

    def _chart(self, pin: AddonChart, folder: str | None) -> Chart:
        if folder is not None:
            archive = Path(folder) / pin.archive
            skip_crds = not pin.uses_crds
            return archived_chart(self, archive, version=pin.version, skip_crds=skip_crds)
        return Chart(
            chart=pin.name,
            repository=pin.repository,
            version=pin.version,
            skip_crds=not pin.uses_crds,
        )
