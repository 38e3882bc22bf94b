"""Checks that the applications exist that an environment's file names."""

from collections.abc import Collection, Iterator
from typing import Final

from config.addons.namespaces import addon_namespaces
from config.applications.contents import RESERVED_NAMESPACES
from config.errors import Mistake
from config.kubernetes_names import SYSTEM_NAMESPACE
from config.reading import at
from config.yaml.source import KeyPath, YamlDocument

_LISTS: Final[tuple[KeyPath, ...]] = (("applications", "apex"),)
_MAPPINGS: Final[tuple[KeyPath, ...]] = (
    ("applications", "shared_resources"),
    ("applications", "shared_secrets"),
)
_NAMESPACES: Final[KeyPath] = ("cluster", "access", "editors")
_KUBERNETES: Final = ("kube-node-lease", "kube-public", SYSTEM_NAMESPACE)


def unknown_applications(document: YamlDocument, names: Collection[str]) -> Iterator[Mistake]:
    """Yield a mistake for each name that is no application's, and would be that of the next one.

    Args:
        document: The environment's file.
        names: The names of all applications, those included that are off in the environment.
    """
    for path in _LISTS:
        for index, name in enumerate(_items(document, path)):
            if name not in names:
                yield _unknown(document, (*path, index), names)
    for path in _MAPPINGS:
        for name in _items(document, path):
            if name not in names:
                yield _unknown(document, (*path, name), names)
    namespaces = {*names, *RESERVED_NAMESPACES, *addon_namespaces(), *_KUBERNETES}
    for name in _items(document, _NAMESPACES):
        if name not in namespaces:
            yield _unknown(document, (*_NAMESPACES, name), names, ", and the platform's namespaces")


def _items(document: YamlDocument, path: KeyPath) -> Collection[str]:
    """Return the texts of a list or the keys of a mapping; none of anything else."""
    value = at(document, path)
    return [str(item) for item in value] if isinstance(value, list | dict) else ()


def _unknown(
    document: YamlDocument, path: KeyPath, names: Collection[str], others: str = ""
) -> Mistake:
    applications = ", ".join(sorted(names)) or "nothing, as there is no application"
    return document.mistake(
        path,
        "is no application",
        allowed=f"{applications}{others}",
        remedy="correct the name, or remove it",
    )
