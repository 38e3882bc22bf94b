"""Charts: a third party's by name and version, and ours, which travel with the stack."""

import atexit
import hashlib
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from cdktf import AssetType, TerraformAsset

from config.yaml.source import read_mapping
from config.yaml.stray_files import is_stray
from constructs import Construct

CHARTS: Final = Path("helm")
_PACKED: Final = (
    "Chart.yaml",
    "values.yaml",
    "values.schema.json",
    "files/**/*.json",
    "files/**/*.yaml",
    "templates/**/*.yaml",
    "templates/**/*.tpl",
    "templates/NOTES.txt",
)
"""The files of which a chart of ours consists; its tests and documentation, and files that editors
leave behind, are not released."""


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
    change of anything else in its folder does not.
    """
    folder = CHARTS / name
    packed = _packed(folder)
    fingerprint = _fingerprint(packed)
    asset = TerraformAsset(
        scope,
        f"{name}-chart",
        path=str(_clean_copy(packed, fingerprint)),
        type=AssetType.DIRECTORY,
        asset_hash=fingerprint,
    )
    described = read_mapping(folder / "Chart.yaml")
    return Chart(chart=asset.path, version=described["version"])


def archived_chart(scope: Construct, archive: Path, *, version: str, skip_crds: bool) -> Chart:
    """Return a chart from an archive of `helm pull`, copied into the synthesized stack."""
    asset = TerraformAsset(
        scope, f"{archive.name}-chart", path=str(archive.resolve()), type=AssetType.FILE
    )
    return Chart(chart=asset.path, version=version, skip_crds=skip_crds)


def _packed(folder: Path) -> dict[Path, bytes]:
    """Return the files of a chart that are released, by their paths within its folder."""
    found = {file.relative_to(folder) for pattern in _PACKED for file in folder.glob(pattern)}
    return {
        path: (folder / path).read_bytes()
        for path in sorted(found)
        if (folder / path).is_file() and not any(is_stray(Path(part)) for part in path.parts)
    }


def _fingerprint(packed: Mapping[Path, bytes]) -> str:
    digest = hashlib.sha256()
    for path, content in packed.items():
        digest.update(f"{path.as_posix()} {hashlib.sha256(content).hexdigest()}\n".encode())
    return digest.hexdigest()[:32].upper()


def _clean_copy(packed: Mapping[Path, bytes], fingerprint: str) -> Path:
    """Return a folder with these files alone: CDKTF copies a folder whole, when it synthesizes."""
    copy = _copies() / fingerprint
    if not copy.exists():
        for path, content in packed.items():
            (copy / path).parent.mkdir(parents=True, exist_ok=True)
            (copy / path).write_bytes(content)
    return copy


@cache
def _copies() -> Path:
    """Return the folder of all copies, which goes away with the process."""
    folder = Path(tempfile.mkdtemp(prefix="charts-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
