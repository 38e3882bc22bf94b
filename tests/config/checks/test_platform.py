import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from config.addon_charts import ADDON_CHARTS
from config.addons import AddonsConfig
from config.applications.application import Application
from config.applications.load import load_applications
from config.applications.placeholders import Placeholders
from config.checks.platform import check_addons
from config.errors import ConfigError, Mistake
from config.model import EnvironmentConfig

Refuse = Callable[[object], dict[str, Mistake]]

IMAGE = "image: {repository: example.com/shop, digest: 'sha256:" + 64 * "0" + "'}\n"


@pytest.fixture
def shop(tmp_path: Path) -> Callable[..., tuple[Application, ...]]:
    """Return a function that loads one application with the given values and needs."""

    def loaded(values: str = "", platform: str = "") -> tuple[Application, ...]:
        folder = tmp_path / "apps" / "shop"
        folder.mkdir(parents=True)
        (folder / "values.yaml").write_text(IMAGE + values, encoding="utf-8")
        (folder / "platform.yaml").write_text(platform, encoding="utf-8")
        return load_applications(folder.parent, Placeholders.stand_ins("staging"))

    return loaded


def sha256(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


@pytest.fixture
def charts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with an archive for each addon, whose digests are pinned."""
    folder = tmp_path / "charts"
    folder.mkdir()
    for addon, chart in ADDON_CHARTS.items():
        (folder / chart.archive).write_text(chart.name, encoding="utf-8")
        monkeypatch.setitem(ADDON_CHARTS, addon, replace(chart, digest=sha256(chart.name)))
    return folder


def refused(
    config: EnvironmentConfig, applications: tuple[Application, ...], **addons: object
) -> list[Mistake]:
    """Return the mistakes of an environment with these addons."""
    config = config.model_copy(update={"addons": AddonsConfig.model_validate(addons)})
    with pytest.raises(ConfigError) as caught:
        check_addons(config, applications)
    return list(caught.value.mistakes)


@pytest.mark.parametrize(
    ("addon", "values", "platform"),
    [
        ("external-secrets", "", "database: true"),
        ("external-secrets", "externalSecret: {data: {token: {secret: staging/a}}}", ""),
        ("kube-prometheus-stack", "monitoring: {serviceMonitor: {enabled: true}}", ""),
        ("kube-prometheus-stack", "monitoring: {prometheusRule: {enabled: true}}", ""),
        ("nginx-ingress", "ingresses: [{host: shop.staging.example.com}]", ""),
    ],
)
def test_an_addon_that_an_application_needs_cannot_be_switched_off(
    staging_config: EnvironmentConfig,
    shop: Callable[..., tuple[Application, ...]],
    addon: str,
    values: str,
    platform: str,
) -> None:
    off = {addon: {"enabled": False}}
    (mistake,) = refused(staging_config, shop(values, platform), releases=off)
    assert mistake.path == f"addons.releases.{addon}.enabled"
    assert mistake.problem.endswith("need: shop")


@pytest.mark.parametrize("addon", ADDON_CHARTS)
def test_an_addon_that_nobody_needs_can_be_switched_off(
    staging_config: EnvironmentConfig, shop: Callable[..., tuple[Application, ...]], addon: str
) -> None:
    addons = AddonsConfig.model_validate({"releases": {addon: {"enabled": False}}})
    check_addons(staging_config.model_copy(update={"addons": addons}), shop())
    assert not addons.enabled(addon)


def test_an_addon_that_is_not_known_is_refused(staging: dict[str, Any], mistakes: Refuse) -> None:
    releases = {"releases": {"istio": {"enabled": True}}}
    assert (
        "external-dns" in mistakes(staging | {"addons": releases})["addons.releases.istio"].allowed
    )


def test_a_folder_must_have_the_chart_of_every_addon_that_is_installed(
    staging_config: EnvironmentConfig, shop: Callable[..., tuple[Application, ...]], charts: Path
) -> None:
    off, missing, *_ = ADDON_CHARTS
    (charts / ADDON_CHARTS[off].archive).unlink()
    (charts / ADDON_CHARTS[missing].archive).unlink()
    releases = {off: {"enabled": False}}
    (mistake,) = refused(staging_config, shop(), charts_folder=str(charts), releases=releases)
    assert mistake.problem == f"lacks the chart of {missing}"
    assert ADDON_CHARTS[missing].archive in mistake.allowed


def test_archives_with_the_pinned_digests_are_accepted(
    staging_config: EnvironmentConfig, shop: Callable[..., tuple[Application, ...]], charts: Path
) -> None:
    addons = AddonsConfig.model_validate({"charts_folder": str(charts)})
    check_addons(staging_config.model_copy(update={"addons": addons}), shop())


def test_every_archive_that_is_not_the_published_one_is_refused(
    staging_config: EnvironmentConfig, shop: Callable[..., tuple[Application, ...]], charts: Path
) -> None:
    forged = list(ADDON_CHARTS.values())[:2]
    for chart in forged:
        (charts / chart.archive).write_text("forged", encoding="utf-8")
    mistakes = refused(staging_config, shop(), charts_folder=str(charts))
    assert [mistake.path for mistake in mistakes] == ["addons.charts_folder"] * 2
    for mistake, chart in zip(mistakes, forged, strict=True):
        assert f"{chart.archive} that is not the published one" in mistake.problem
        assert sha256("forged") in mistake.problem
        assert sha256(chart.name) in mistake.allowed


def test_an_archive_for_which_no_digest_is_pinned_is_accepted(
    staging_config: EnvironmentConfig,
    shop: Callable[..., tuple[Application, ...]],
    charts: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    name, chart = next(iter(ADDON_CHARTS.items()))
    monkeypatch.setitem(ADDON_CHARTS, name, replace(chart, digest=None))
    (charts / chart.archive).write_text("any", encoding="utf-8")
    addons = AddonsConfig.model_validate({"charts_folder": str(charts)})
    check_addons(staging_config.model_copy(update={"addons": addons}), shop())


@pytest.mark.parametrize("host", ["shop.example.com", "a.shop.staging.example.com"])
def test_a_host_that_the_certificate_does_not_cover_is_refused(
    staging_config: EnvironmentConfig, shop: Callable[..., tuple[Application, ...]], host: str
) -> None:
    (mistake,) = refused(staging_config, shop(f"ingresses: [{{host: {host}}}]"))
    assert (mistake.path, mistake.line) == ("ingresses.0.host", 2)
    assert mistake.allowed == "staging.example.com, or a name directly below it"


@pytest.mark.parametrize("host", ["staging.example.com", "shop.staging.example.com"])
def test_hosts_of_the_environment_are_accepted(
    staging_config: EnvironmentConfig, shop: Callable[..., tuple[Application, ...]], host: str
) -> None:
    check_addons(staging_config, shop(f"ingresses: [{{host: {host}}}]"))


@pytest.mark.parametrize("secret", ["prod/shop", "staging-2/shop"])
def test_a_secret_of_another_environment_is_refused(
    staging_config: EnvironmentConfig, shop: Callable[..., tuple[Application, ...]], secret: str
) -> None:
    values = f"externalSecret: {{data: {{token: {{secret: {secret}}}}}}}"
    (mistake,) = refused(staging_config, shop(values))
    assert mistake.path == "externalSecret.data.token.secret"
    assert mistake.allowed == "a name that begins with staging/"
