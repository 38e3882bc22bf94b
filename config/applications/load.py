"""Reads the applications: one folder each, found and validated at synth."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from config.addons.namespaces import addon_namespaces
from config.applications.application import Application
from config.applications.contents import RESERVED_NAMESPACES
from config.applications.database import ApplicationDatabase
from config.applications.folder import Folder
from config.applications.placeholders import Placeholders
from config.applications.rules.serving import serves
from config.environment import available_environments
from config.errors import ConfigError, Mistake
from config.terraform_text import literal_data
from config.yaml.stray_files import written_folders
from config.yaml.text import folder_mistake

APPLICATIONS: Final = Path("helm/apps")


@dataclass(frozen=True, kw_only=True)
class Applications:
    """The applications as they were read for one environment.

    Attributes:
        sound: Those that are deployed and have no mistake in their own files, by name.
        names: The names of all, those included that the environment switches off.
        mistakes: The mistakes of all files.
    """

    sound: tuple[Application, ...]
    names: tuple[str, ...]
    mistakes: tuple[Mistake, ...]


def load_applications(root: Path, placeholders: Placeholders) -> tuple[Application, ...]:
    """Return the applications that are deployed to an environment, by name.

    Args:
        root: As for `read_applications`.
        placeholders: Likewise.

    Raises:
        ConfigError: There are mistakes: those of all files are in the error.
    """
    read = read_applications(root, placeholders)
    if read.mistakes:
        raise ConfigError(read.mistakes)
    return read.sound


def read_applications(root: Path, placeholders: Placeholders) -> Applications:
    """Read every application, and find the mistakes that they have by themselves.

    Args:
        root: The folder of the applications' folders. An empty folder, which Git does not keep, is
            no application, and neither is what systems and editors leave behind.
        placeholders: The values that the environment fills in. Its name chooses
            `values.<environment>.yaml` and `platform.<environment>.yaml`, which go over the files
            without it.

    Raises:
        ConfigError: A folder cannot be read.
    """
    environments = available_environments()
    paths = _application_folders(root)
    taken = RESERVED_NAMESPACES | {
        namespace: f"the namespace of the addon {addon}"
        for namespace, addon in addon_namespaces().items()
    }
    folders = [Folder(path, placeholders, environments, taken) for path in paths]
    deployed = [folder for folder in folders if folder.platform.enabled]
    names = tuple(folder.name for folder in folders)
    mistakes = [mistake for folder in folders for mistake in folder.mistakes]
    mistakes += _shared_hosts(deployed)
    mistakes += _unknown_peers(deployed, names)
    mistakes += _unknown_callers(folders)
    mistakes += _without_consent(deployed)
    mistakes += _called_without_port(deployed)
    sound = tuple(_application(folder, deployed) for folder in deployed if not folder.mistakes)
    return Applications(sound=sound, names=names, mistakes=tuple(mistakes))


def _application_folders(root: Path) -> list[Path]:
    try:
        return written_folders(root)
    except OSError as error:
        raise ConfigError([folder_mistake(error, root)]) from None


def _application(folder: Folder, folders: list[Folder]) -> Application:
    peers = {
        "calls": sorted(folder.platform.peers),
        "calledBy": [other.name for other in folders if folder.name in other.platform.peers],
    }
    return Application(
        name=folder.name,
        values=literal_data(folder.values.release | {"peers": peers}),
        database=_database(folder),
        statements=folder.platform.iam,
        source=folder.values,
        platform_file=folder.platform_document("iam"),
    )


def _database(folder: Folder) -> ApplicationDatabase | None:
    asked = folder.platform.database
    if asked is None:
        return None
    return ApplicationDatabase(
        application=folder.name, connections_per_pod=asked.connections_per_pod
    )


def _shared_hosts(folders: list[Folder]) -> Iterator[Mistake]:
    owners: dict[str, str] = {}
    for folder in filter(lambda each: each.knows_values, folders):
        ingresses = folder.values.release.get("ingresses")
        for index, ingress in enumerate(ingresses if isinstance(ingresses, list) else ()):
            host = ingress.get("host") if isinstance(ingress, dict) else None
            if isinstance(host, str) and owners.setdefault(host, folder.name) != folder.name:
                yield folder.values.mistake(
                    ("ingresses", index, "host"),
                    f"is a host of the application {owners[host]} too",
                    allowed="a host of one application",
                    remedy="choose another host for one of the two",
                )


def _unknown_peers(folders: list[Folder], names: Collection[str]) -> Iterator[Mistake]:
    deployed = {folder.name for folder in folders}
    for folder in folders:
        others = ", ".join(sorted(deployed - {folder.name}))
        for index, peer in enumerate(folder.platform.peers):
            if peer in deployed and peer != folder.name:
                continue
            off = peer in names and peer != folder.name
            yield folder.platform_document("peers").mistake(
                ("peers", index),
                "is an application that is off here" if off else "is not another application",
                allowed=others or "nothing, as there is no other application",
                remedy="leave it out in platform.<environment>.yaml, or deploy it here"
                if off
                else "correct the name, or add the folder",
            )


def _unknown_callers(folders: list[Folder]) -> Iterator[Mistake]:
    """A name without a folder would let in anyone who adds the folder. One that is off may stay."""
    names = {folder.name for folder in folders}
    for folder in folders:
        others = ", ".join(sorted(names - {folder.name}))
        for index, caller in enumerate(folder.platform.callers):
            if caller not in names or caller == folder.name:
                yield folder.platform_document("callers").mistake(
                    ("callers", index),
                    "is not another application",
                    allowed=others or "nothing, as there is no other application",
                    remedy="correct the name, or remove it",
                )


def _without_consent(folders: list[Folder]) -> Iterator[Mistake]:
    consent = {folder.name: folder.platform.callers for folder in folders if folder.knows_callers}
    for folder in folders:
        willing = ", ".join(sorted(name for name in consent if folder.name in consent[name]))
        for index, peer in enumerate(folder.platform.peers):
            if peer in consent and peer != folder.name and folder.name not in consent[peer]:
                yield folder.platform_document("peers").mistake(
                    ("peers", index),
                    f"is an application that does not let {folder.name} call it",
                    allowed=willing or "nothing, as no application lets this one call it",
                    remedy=f"leave it out, or have {peer}'s team add {folder.name} to `callers` in"
                    f" {peer}'s platform.yaml",
                )


def _called_without_port(folders: list[Folder]) -> Iterator[Mistake]:
    """Nobody calls a worker, nor schedules alone; a peer that names one lacks its consent."""
    for folder in folders:
        sound = folder.knows_callers and not folder.mistakes
        if sound and folder.platform.callers and not serves(folder.values.effective):
            yield folder.platform_document("callers").mistake(
                ("callers",),
                "lets others call an application that listens on no port",
                allowed="nothing, as its values have no port or no Deployment",
                remedy="remove the key, or set port in values.yaml",
            )
