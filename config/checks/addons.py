"""Checks of the addons, and of what an environment makes of them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from config.addons import names
from config.addons.addon_file import digest_of
from config.addons.chart_keys import Tree, chart_keys, placing_paths, unknown_keys
from config.addons.folder import Addon
from config.applications.application import Application
from config.applications.rules.canaries import is_canary
from config.checks.addon_rights import addon_rights_mistakes
from config.errors import ConfigError, Mistake
from config.model import EnvironmentConfig
from config.reading import at
from config.sections.addons import AddonsConfig
from config.wording import did_you_mean
from config.yaml.source import KeyPath, YamlDocument


def _monitors(application: Application) -> bool:
    monitoring = application.source.effective["monitoring"]
    return any(monitoring[kind]["enabled"] for kind in ("serviceMonitor", "prometheusRule"))


def _reads_secrets(application: Application) -> bool:
    secrets = application.source.effective["externalSecret"]
    return bool(application.database or secrets["data"] or secrets["pullSecret"])


def _has_hosts(application: Application) -> bool:
    return bool(application.source.effective["ingresses"])


def _has_canaries(application: Application) -> bool:
    return is_canary(application.source)


def _monitors_or_measures(application: Application) -> bool:
    return _monitors(application) or _has_canaries(application)


def _autoscales(application: Application) -> bool:
    values = application.source.effective
    most, least = (values["autoscaling"][f"{each}Replicas"] for each in ("max", "min"))
    return bool(values["deployment"]["enabled"] and most > least)


NEEDED: Final[dict[str, Callable[[Application], bool]]] = {
    names.LOAD_BALANCER_CONTROLLER: _has_hosts,
    names.EXTERNAL_SECRETS: _reads_secrets,
    names.MONITORING: _monitors_or_measures,
    names.METRICS: _autoscales,
    names.NGINX: _has_hosts,
    names.ROLLOUTS: _has_canaries,
}
"""The addons without which an application's release fails, serves nobody or never grows, and for
which. Not external-dns, since records can be kept elsewhere, and not cluster-autoscaler, since the
number of nodes may be fixed."""


def lacking(addon: str) -> str:
    """Return the problem of a folder of charts that lacks the chart of an addon."""
    return f"lacks the chart of {addon}"


def addon_mistakes(
    config: EnvironmentConfig,
    addons: Sequence[Addon],
    applications: Sequence[Application],
    document: YamlDocument,
) -> Iterator[Mistake]:
    """Yield the mistakes in addons that show in an environment only.

    Args:
        config: The environment.
        addons: All addons.
        applications: The applications that are deployed to it.
        document: The environment's file.
    """
    yield from _switched_off(document, config.addons, applications)
    yield from _needed_by_others(document, config.addons, addons)
    for addon in addons:
        yield from _unknown_values(document, addon)
        yield from addon_rights_mistakes(addon, config.location)
    installed = [addon for addon in addons if config.addons.enabled(addon.name)]
    yield from _missing_or_other_charts(document, config.addons, installed)


def _switched_off(
    document: YamlDocument, addons: AddonsConfig, applications: Sequence[Application]
) -> Iterator[Mistake]:
    for addon, needs in NEEDED.items():
        asking = [application.name for application in applications if needs(application)]
        if asking and not addons.enabled(addon):
            yield document.mistake(
                _enabled(addon),
                f"takes away what applications need: {', '.join(asking)}",
                allowed="true, as long as an application needs it",
                remedy="remove the key, or what needs the addon from the applications' values",
            )


def _needed_by_others(
    document: YamlDocument, config: AddonsConfig, addons: Sequence[Addon]
) -> Iterator[Mistake]:
    for addon in addons:
        if config.enabled(addon.name):
            continue
        asking = [a.name for a in addons if addon.name in a.file.after and config.enabled(a.name)]
        if asking:
            yield document.mistake(
                _enabled(addon.name),
                f"takes away what addons need: {', '.join(asking)}",
                allowed="true, as long as an addon that is installed needs it",
                remedy="remove the key, or switch those off as well",
            )


def _enabled(addon: str) -> KeyPath:
    return ("addons", "releases", addon, "enabled")


def _unknown_values(document: YamlDocument, addon: Addon) -> Iterator[Mistake]:
    """Yield a mistake for each key, ours and the environment's, that the chart does not know."""
    try:
        tree = chart_keys(addon)
    except ConfigError as error:
        yield from error.mistakes
        return
    if tree is None:
        return
    given = ("addons", "releases", addon.name, "values")
    yield from _unknown(addon, tree, addon.values_document, ())
    yield from _unknown(addon, tree, document, given)
    yield from _unknown_switches(addon, tree)
    known = sorted(placing_paths(tree))
    for index, path in enumerate(addon.file.scheduling or ()):
        if path not in known:
            yield addon.document.mistake(
                ("scheduling", index),
                f"is not a key that the chart {addon.file.archive} knows",
                allowed=", ".join(known) or "nothing, as the chart places no pods",
                remedy=did_you_mean(path, known) or "correct the key, or remove it",
            )


def _unknown_switches(addon: Addon, tree: Tree) -> Iterator[Mistake]:
    """Yield the keys that `workloads` names beside those that the values have to hold."""
    for name, workload in addon.file.workloads.items():
        named = dict(workload.value_paths)
        if workload.enabled:
            named["enabled"] = workload.enabled
        for field, path in named.items():
            switch: dict[str, Any] = {}
            for part in reversed(path.split(".")):
                switch = {part: switch}
            field_name, _, index = field.partition(".")
            for wrong, near in unknown_keys(switch, tree):
                yield addon.document.mistake(
                    ("workloads", name, field_name, *([int(index)] if index else [])),
                    f"is not a key that the chart {addon.file.archive} knows",
                    allowed=", ".join(sorted(near)),
                    remedy=did_you_mean(str(wrong[-1]), near) or "correct the key, or remove it",
                )


def _unknown(addon: Addon, tree: Tree, document: YamlDocument, place: KeyPath) -> Iterator[Mistake]:
    values: Mapping[str, Any] = at(document, place) or {}
    for path, near in unknown_keys(values, tree):
        yield document.mistake(
            (*place, *path),
            f"is not a key that the chart {addon.file.archive} knows",
            allowed=", ".join(sorted(near)) or "no keys, but a value",
            remedy=did_you_mean(str(path[-1]), near)
            or f"remove the key; if the chart has it, remove {addon.folder}/chart-keys-*.json",
        )


def _missing_or_other_charts(
    document: YamlDocument, config: AddonsConfig, addons: Sequence[Addon]
) -> Iterator[Mistake]:
    if config.charts_folder is None:
        return
    for addon in addons:
        chart = addon.file
        archive = Path(config.charts_folder) / chart.archive
        digest = digest_of(archive) if archive.is_file() else None
        if digest is None:
            problem, allowed = lacking(addon.name), f"a folder with {chart.archive}"
        elif not chart.fits(digest):
            problem = (
                f"has a {chart.archive} that is not the published one: its SHA-256 is {digest}"
            )
            allowed = f"SHA-256 {chart.digest}, which {addon.document.file} pins"
        else:
            continue
        yield document.mistake(
            ("addons", "charts_folder"),
            problem,
            allowed=allowed,
            remedy=f"`.venv/bin/python -m ops.charts {config.charts_folder}` fetches it from"
            f" {chart.repository}",
        )
