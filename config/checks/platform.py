"""Checks of what environment and applications show together."""

from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import Final

from config.addon_charts import ADDON_CHARTS, digest_of
from config.addon_values import addon_values
from config.applications.application import Application
from config.checks.limits import limit_mistakes
from config.checks.rights import rights_mistakes
from config.checks.traffic import traffic_mistakes
from config.errors import ConfigError, Mistake
from config.model import EnvironmentConfig
from config.sections.addons import AddonsConfig
from config.yaml.source import YamlDocument


def _monitors(application: Application) -> bool:
    monitoring = application.source.effective["monitoring"]
    return any(monitoring[kind]["enabled"] for kind in ("serviceMonitor", "prometheusRule"))


def _reads_secrets(application: Application) -> bool:
    return application.database or bool(application.source.effective["externalSecret"]["data"])


def _has_hosts(application: Application) -> bool:
    return bool(application.source.effective["ingresses"])


def _autoscales(application: Application) -> bool:
    autoscaling = application.source.effective["autoscaling"]
    return bool(autoscaling["maxReplicas"] > autoscaling["minReplicas"])


NEEDED: Final[dict[str, Callable[[Application], bool]]] = {
    "aws-load-balancer-controller": _has_hosts,
    "external-secrets": _reads_secrets,
    "kube-prometheus-stack": _monitors,
    "metrics-server": _autoscales,
    "nginx-ingress": _has_hosts,
}
"""The addons without which an application's release fails, serves nobody or never grows, and for
which. Not external-dns, since records can be kept elsewhere, and not cluster-autoscaler, since the
number of nodes may be fixed."""


def check_platform(
    config: EnvironmentConfig,
    applications: Sequence[Application],
    document: YamlDocument,
    folders: Collection[str],
) -> None:
    """Refuse an environment and applications that do not go together.

    Args:
        config: The environment.
        applications: Its applications.
        document: The environment's file.
        folders: The names of all applications, those included that are off there.

    Raises:
        ConfigError: There are mistakes: all of them are in the error.
    """
    mistakes = [
        *_switched_off(document, config.addons, applications),
        *_broken_addon_values(config.addons),
        *_missing_or_other_charts(document, config.addons),
        *rights_mistakes(config, applications, document, folders),
        *limit_mistakes(config, applications),
        *traffic_mistakes(config, applications, document),
    ]
    if mistakes:
        raise ConfigError(mistakes)


def _switched_off(
    document: YamlDocument, addons: AddonsConfig, applications: Sequence[Application]
) -> Iterator[Mistake]:
    for addon, needs in NEEDED.items():
        asking = [application.name for application in applications if needs(application)]
        if asking and not addons.enabled(addon):
            yield document.mistake(
                ("addons", "releases", addon, "enabled"),
                f"takes away what applications need: {', '.join(asking)}",
                allowed="true, as long as an application needs it",
                remedy="remove the key, or what needs the addon from the applications' values",
            )


def _broken_addon_values(addons: AddonsConfig) -> Iterator[Mistake]:
    for name in filter(addons.enabled, ADDON_CHARTS):
        try:
            addon_values(name)
        except ConfigError as error:
            yield from error.mistakes


def _missing_or_other_charts(document: YamlDocument, addons: AddonsConfig) -> Iterator[Mistake]:
    if addons.charts_folder is None:
        return
    for name in filter(addons.enabled, ADDON_CHARTS):
        chart = ADDON_CHARTS[name]
        archive = Path(addons.charts_folder) / chart.archive
        digest = digest_of(archive) if archive.is_file() else None
        if digest is None:
            problem, allowed = f"lacks the chart of {name}", f"a folder with {chart.archive}"
        elif not chart.fits(digest):
            problem = (
                f"has a {chart.archive} that is not the published one: its SHA-256 is {digest}"
            )
            allowed = f"SHA-256 {chart.digest}, which config/addon_charts.py pins"
        else:
            continue
        yield document.mistake(
            ("addons", "charts_folder"),
            problem,
            allowed=allowed,
            remedy=f"`.venv/bin/python -m ops.charts {addons.charts_folder}` fetches it from"
            f" {chart.repository}",
        )
