"""The namespaces of the addons: one addon's own, or shared, and then described by one of them."""

from collections.abc import Iterator, Sequence

from config.addons.addon_file import AddonFile
from config.addons.folder import ADDON_FILE, Addon
from config.addons.names import ADDONS
from config.errors import ConfigError, Mistake
from config.kubernetes_names import SYSTEM_NAMESPACE
from config.yaml.source import read_mapping
from config.yaml.stray_files import written_folders


def addon_namespaces() -> dict[str, str]:
    """Return the addon of each namespace that is made for one; what cannot be read names none."""
    found: dict[str, str] = {}
    try:
        folders = written_folders(ADDONS)
    except OSError:
        return found
    for folder in folders:
        try:
            namespace = read_mapping(folder / ADDON_FILE).get("namespace")
        except ConfigError:
            continue
        if isinstance(namespace, str) and namespace != SYSTEM_NAMESPACE:
            found.setdefault(namespace, folder.name)
    return found


def described_namespaces(addons: Sequence[Addon]) -> dict[str, AddonFile]:
    """Return the namespaces that are made for addons, each with the file that describes it."""
    found: dict[str, AddonFile] = {}
    for addon in addons:
        name = addon.file.namespace
        if name != SYSTEM_NAMESPACE and (name not in found or addon.file.describes_namespace):
            found[name] = addon.file
    return found


def described_twice(addons: Sequence[Addon]) -> Iterator[Mistake]:
    """Yield a mistake for each addon that describes a namespace as another does already."""
    described: dict[str, str] = {}
    for addon in addons:
        file = addon.file
        if not file.describes_namespace or file.namespace == SYSTEM_NAMESPACE:
            continue
        other = described.setdefault(file.namespace, addon.name)
        if other != addon.name:
            yield addon.document.mistake(
                ("namespace",),
                f"is described by the addon {other} already",
                allowed="`pod_security` and `allows` of a namespace in one addon.yaml",
                remedy=f"move them to {other}, or choose another namespace",
            )
