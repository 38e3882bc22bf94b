from collections.abc import Callable
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
    staging_config: EnvironmentConfig, shop: Callable[..., tuple[Application, ...]], tmp_path: Path
) -> None:
    charts = tmp_path / "charts"
    charts.mkdir()
    for chart in list(ADDON_CHARTS.values())[2:]:
        (charts / chart.archive).touch()
    first, second, *_ = ADDON_CHARTS
    off = {first: {"enabled": False}}
    (mistake,) = refused(staging_config, shop(), charts_folder=str(charts), releases=off)
    assert mistake.problem == f"lacks the chart of {second}"
    assert ADDON_CHARTS[second].archive in mistake.allowed


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
