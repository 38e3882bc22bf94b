"""Reads the addons: one folder each, found and validated at synth."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from config.addons.addon_file import AddonFile
from config.addons.folder import Addon, read_addon
from config.addons.names import ADDONS, PLATFORM_ADDONS
from config.addons.namespaces import described_twice
from config.applications.placeholders import Placeholders
from config.errors import ConfigError, Mistake
from config.wording import did_you_mean
from config.yaml.stray_files import is_stray, written_folders
from config.yaml.text import folder_mistake


def load_addons(root: Path, placeholders: Placeholders) -> tuple[Addon, ...]:
    """Read and validate every addon, those included that an environment switches off.

    Args:
        root: The folder of the addons' folders.
        placeholders: The values that the environment fills in.

    Returns:
        The addons, each after those that it needs, and before that the platform's own first.

    Raises:
        ConfigError: There are mistakes: those of all files are in the error.
    """
    try:
        folders = written_folders(root)
        read = [read_addon(path, placeholders) for path in folders]
        mistakes = [*_loose_files(root), *_missing(root, [path.name for path in folders])]
    except OSError as error:
        raise ConfigError([folder_mistake(error, root)]) from None
    mistakes += [mistake for _, wrong in read for mistake in wrong]
    addons = [addon for addon, _ in read if addon]
    mistakes += _unknown_needs(addons, [path.name for path in folders])
    mistakes += described_twice(addons)
    mistakes += _shared_accounts(addons)
    mistakes += _in_circles(addons)
    if mistakes:
        raise ConfigError(mistakes)
    return _ordered(addons)


def addon_pins() -> dict[str, AddonFile]:
    """Return what addon.yaml says of every addon, by the addon's name, whatever the environment.

    Raises:
        ConfigError: There are mistakes: those of all files are in the error.
    """
    addons = load_addons(ADDONS, Placeholders.stand_ins("environment"))
    return {addon.name: addon.file for addon in addons}


def _ordered(addons: Sequence[Addon]) -> tuple[Addon, ...]:
    """Return the addons, each after those that it needs; none needs itself by way of others."""
    waiting = sorted(addons, key=lambda addon: (_place(addon.name), addon.name))
    ordered: list[Addon] = []
    while waiting:
        done = {addon.name for addon in ordered}
        following = next(addon for addon in waiting if done.issuperset(addon.file.after))
        waiting.remove(following)
        ordered.append(following)
    return tuple(ordered)


def _place(name: str) -> int:
    return PLATFORM_ADDONS.index(name) if name in PLATFORM_ADDONS else len(PLATFORM_ADDONS)


def _missing(root: Path, names: Collection[str]) -> Iterator[Mistake]:
    for name in PLATFORM_ADDONS:
        if name not in names:
            yield Mistake(
                file=root / name,
                line=None,
                path="",
                value=None,
                problem="is missing, and the platform relies on it",
                allowed="the folder of each of " + ", ".join(PLATFORM_ADDONS),
                remedy=f"bring it back; `addons.releases.{name}.enabled: false` in an environment's"
                " file switches the addon off there",
            )


def _loose_files(root: Path) -> Iterator[Mistake]:
    for file in root.iterdir():
        if file.is_file() and file.suffix.lower() in {".yaml", ".yml"} and not is_stray(file):
            yield Mistake(
                file=file,
                line=None,
                path="",
                value=None,
                problem="is read by nobody",
                allowed="a folder for each addon, with addon.yaml and values.yaml",
                remedy="move the file into the addon's folder",
            )


def _unknown_needs(addons: Sequence[Addon], names: Collection[str]) -> Iterator[Mistake]:
    for addon in addons:
        others = sorted(set(names) - {addon.name})
        for index, needed in enumerate(addon.file.after):
            if needed not in others:
                yield addon.document.mistake(
                    ("after", index),
                    "is not another addon",
                    allowed=", ".join(others),
                    remedy=did_you_mean(needed, others) or "correct the name, or remove it",
                )


def _in_circles(addons: Sequence[Addon]) -> Iterator[Mistake]:
    """Yield the addons that need themselves by way of others, each with those of its circle."""
    needs = {addon.name: {*addon.file.after} - {addon.name} for addon in addons}
    reached = {name: _reached(name, needs) for name in needs}
    for addon in addons:
        circle = [name for name in sorted(reached[addon.name]) if addon.name in reached[name]]
        if circle:
            yield addon.document.mistake(
                ("after",),
                f"makes addons wait for each other: {', '.join(circle)}",
                allowed="addons that do not need this one",
                remedy="remove one of them",
            )


def _reached(name: str, needs: Mapping[str, set[str]]) -> set[str]:
    """Return what an addon needs, and what that needs, and so on; of addons that are there."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        new = needs[waiting.pop()] & needs.keys() - found
        found |= new
        waiting += new
    return found


def _shared_accounts(addons: Sequence[Addon]) -> Iterator[Mistake]:
    owners: dict[str, str] = {}
    for addon in addons:
        for account in addon.file.iam:
            other = owners.setdefault(account, addon.name)
            if other != addon.name:
                yield addon.document.mistake(
                    ("iam", account),
                    f"is a service account of the addon {other} too, so that their roles would have"
                    " one name",
                    allowed="a name that no other addon has in `iam`",
                    remedy="give the pods another service account by the chart's values",
                )
