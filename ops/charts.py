"""Fetches the third-party charts and holds each to its pin: `python -m ops.charts [FOLDER]`.

The folder is for `addons.charts_folder`. It gets the archive of every chart that helm/addons pins,
once its SHA-256 is the pinned one. Where no digest is pinned, the one that was found is printed,
for the pin. An archive that is there already, and fits, is kept.

Example: `python -m ops.charts charts`.

Exit status: 0 when every archive is there; 1 when one could not be fetched or is another than the
pinned one, which is then not put there; 2 when FOLDER is no folder, or an addon.yaml has mistakes.
"""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from config.addons.addon_file import AddonFile, digest_of
from config.addons.load import addon_pins
from ops.command import Failure, ends_well, run
from ops.programs import program


def main(
    folder: Annotated[Path, typer.Argument(file_okay=False)] = Path("charts"),
) -> None:
    """Fetch every pinned chart into a folder and print what became of each."""
    with ends_well():
        for line in fetch(folder):
            typer.echo(line)


def fetch(folder: Path) -> Iterator[str]:
    """Put the archive of every pinned chart into a folder and yield a line about each.

    Raises:
        ConfigError: A folder in helm/addons has mistakes.
        Failure: helm is missing; or charts, all named, could not be fetched or have another digest
            than their pins. It comes after the lines about the others, which are in the folder.
    """
    helm = program("helm")
    folder.mkdir(parents=True, exist_ok=True)
    failures: list[str] = []
    for pin in addon_pins().values():
        try:
            yield _fetched(helm, pin, folder)
        except Failure as failure:
            failures.append(str(failure))
    if failures:
        raise Failure("\n".join(failures))


def _fetched(helm: Path, pin: AddonFile, folder: Path) -> str:
    """Put the archive of one chart into a folder, unless it is there, and return a line about it.

    Raises:
        Failure: It could not be fetched, or has another digest than its pin.
    """
    chart, archive = f"{pin.chart} {pin.version}", folder / pin.archive
    if archive.is_file() and pin.fits(digest_of(archive)):
        return _told(pin, f"is in {folder} already", digest_of(archive))
    # In the folder, so that an archive comes into its place whole, by a rename.
    with tempfile.TemporaryDirectory(prefix=".fetch-", dir=folder) as directory:
        pulled = _pulled(helm, pin, Path(directory))
        found = digest_of(pulled)
        if not pin.fits(found):
            raise Failure(
                f"{chart}: {pin.repository} has another archive than the pinned one:"
                f" expected SHA-256 {pin.digest}, found {found}. It was not put into {folder}."
                " Ask its publisher before you change the pin in helm/addons."
            )
        pulled.replace(archive)
    return _told(pin, f"was put into {folder}", found)


def _told(pin: AddonFile, where: str, found: str) -> str:
    if pin.digest is None:
        return f"{pin.chart} {pin.version}: no digest is pinned; found {found}"
    return f"{pin.chart} {pin.version}: {where}"


def _pulled(helm: Path, pin: AddonFile, directory: Path) -> Path:
    """Return the archive that Helm brings from a chart's repository into an empty directory.

    Raises:
        Failure: It brings none.
    """
    source = (
        [f"{pin.repository}/{pin.chart}"]
        if pin.repository.startswith("oci://")
        else [pin.chart, f"--repo={pin.repository}"]
    )
    destination = directory / "archive"
    destination.mkdir()
    done = subprocess.run(
        [
            str(helm),
            "pull",
            *source,
            f"--version={pin.version}",
            f"--destination={destination}",
        ],
        # The user's proxy and logins, but nothing that an earlier run has kept.
        env={**os.environ, "HELM_CACHE_HOME": str(directory / "cache")},
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode != 0:
        raise Failure(
            f"{pin.chart} {pin.version}: helm cannot fetch it from {pin.repository}:"
            f" {done.stderr.strip()}"
        )
    # Its name is the repository's choice.
    brought = next(destination.iterdir(), None)
    if brought is None:
        raise Failure(f"{pin.chart} {pin.version}: helm brought nothing from {pin.repository}")
    return brought


if __name__ == "__main__":
    run(main, __doc__)
