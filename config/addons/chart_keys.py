"""The tree of the keys that an addon's chart knows, which `make chart-keys` keeps in its folder.

A branch holds the keys below it; a leaf says what may stand there.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from config.addons.addon_file import PLACING_KEYS
from config.addons.folder import Addon
from config.errors import ConfigError
from config.yaml.source import KeyPath
from config.yaml.text import file_mistake, read_text

ANY: Final = "any"
"""A leaf below which any keys may stand."""
VALUE: Final = "value"
"""A leaf that takes no keys."""
_PREFIX: Final = "chart-keys-"

Tree = dict[str, "Tree | str"]


def keys_file(folder: Path, version: str) -> Path:
    """Return the file of the tree of a chart's version, in the folder of its addon."""
    return folder / f"{_PREFIX}{version}.json"


def keys_files(folder: Path) -> list[Path]:
    """Return the files of trees in the folder of an addon, of whichever versions."""
    return sorted(folder.glob(f"{_PREFIX}*.json"))


def chart_keys(addon: Addon) -> Tree | None:
    """Return the tree of an addon's chart; None where nobody has made it.

    Raises:
        ConfigError: It is of another version of the chart, or not readable.
    """
    files = keys_files(addon.folder)
    if not files:
        return None
    file = keys_file(addon.folder, addon.file.version)
    remedy = f"`make chart-keys CHART=<{addon.file.archive}>` replaces it; or remove it"
    if files != [file]:
        stale = next(each for each in files if each != file)
        problem = f"holds the keys of another version of the chart than {addon.file.version}"
        raise ConfigError([file_mistake(stale, problem, remedy, allowed=file.name)])
    try:
        tree: Tree = json.loads(read_text(file))
    except json.JSONDecodeError as error:
        written = "JSON, as `make chart-keys` writes it"
        mistake = file_mistake(file, "is not JSON", remedy, line=error.lineno, allowed=written)
        raise ConfigError([mistake]) from None
    return tree


def unknown_keys(values: Mapping[str, Any], tree: Tree) -> Iterator[tuple[KeyPath, Tree]]:
    """Yield the path of each key that a chart does not know, with what it knows in that place."""
    for key, value in values.items():
        known = tree.get(key)
        if known is None:
            yield (key,), tree
        elif isinstance(value, dict) and known != ANY:
            below = known if isinstance(known, dict) else {}
            yield from (((key, *path), near) for path, near in unknown_keys(value, below))


def placing_paths(tree: Tree) -> Iterator[str]:
    """Yield the path of each key that gives pods of a chart their priority or their place.

    Its parts have dots between them. Keys that hold a dot themselves lie above no pods.
    """
    for key, below in tree.items():
        if key in PLACING_KEYS:
            yield key
        elif isinstance(below, dict) and "." not in key:
            yield from (f"{key}.{path}" for path in placing_paths(below))
