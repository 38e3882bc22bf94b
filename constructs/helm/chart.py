"""Charts: a third party's by name and version, and ours, which travel with the stack."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml
from cdktf import AssetType, TerraformAsset

from constructs import Construct

CHARTS: Final = Path("helm")
_PACKED: Final = ("Chart.yaml", "values.yaml", "values.schema.json", "files/**/*", "templates/**/*")


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A chart as the Helm provider finds it.

    Attributes:
        chart: Its name, or the path of its folder or archive, seen from the stack's folder.
        version: Its exact version. Without it the provider would ask the cluster already when it
            plans, and an environment's first plan comes before its cluster.
        repository: The repository of a chart that is named.
        skip_crds: Whether its definitions of custom resources are left out.
    """

    chart: str
    version: str
    repository: str | None = None
    skip_crds: bool = False


def own_chart(scope: Construct, name: str) -> Chart:
    """Return one of our charts, copied into the synthesized stack, which then stands alone.

    What is released is part of the path, so that a change of the chart upgrades its releases. A
    change of its tests or its documentation does not.
    """
    folder = CHARTS / name
    asset = TerraformAsset(
        scope,
        f"{name}-chart",
        path=str(folder.resolve()),
        type=AssetType.DIRECTORY,
        asset_hash=_fingerprint(folder),
    )
    described = yaml.safe_load((folder / "Chart.yaml").read_text(encoding="utf-8"))
    return Chart(chart=asset.path, version=described["version"])


def archived_chart(scope: Construct, archive: Path, *, version: str, skip_crds: bool) -> Chart:
    """Return a chart from an archive of `helm pull`, copied into the synthesized stack."""
    asset = TerraformAsset(
        scope, f"{archive.name}-chart", path=str(archive.resolve()), type=AssetType.FILE
    )
    return Chart(chart=asset.path, version=version, skip_crds=skip_crds)


def _fingerprint(folder: Path) -> str:
    digest = hashlib.sha256()
    files = {file for pattern in _PACKED for file in folder.glob(pattern) if file.is_file()}
    for file in sorted(files):
        name = file.relative_to(folder).as_posix()
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        digest.update(f"{name} {content}\n".encode())
    return digest.hexdigest()[:32].upper()
