import hashlib
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.addons.folder import Addon
from config.addons.load import load_addons
from config.addons.names import ADDONS
from config.applications.application import Application
from config.applications.load import load_applications
from config.applications.placeholders import Placeholders
from config.checks.platform import check_platform
from config.environment import validate
from config.errors import ConfigError, Mistake
from config.yaml.source import load_yaml

Environment = dict[str, Any]
Refuse = Callable[[object], dict[str, Mistake]]
Shop = Callable[..., tuple[Application, ...]]

HOST = "ingresses: [{host: shop.staging.example.com}]"
ALL = {each.name: each for each in load_addons(ADDONS, Placeholders.stand_ins("staging"))}
IMAGE = "image: {repository: example.com/shop, digest: 'sha256:" + 64 * "0" + "'}\n"


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    """Return a function that loads one application with the given values and needs."""

    def loaded(values: str = "", platform: str = "") -> tuple[Application, ...]:
        folder = tmp_path / "apps" / "shop"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "values.yaml").write_text(IMAGE + values, encoding="utf-8")
        (folder / "platform.yaml").write_text(platform, encoding="utf-8")
        return load_applications(folder.parent, Placeholders.stand_ins("staging"))

    return loaded


def written(environment: Environment) -> str:
    """Return the text of an environment file."""
    text: str = yaml.safe_dump(environment, sort_keys=False)
    return text


def check(
    environment: Environment,
    applications: tuple[Application, ...],
    addons: Iterable[Addon] = ALL.values(),
) -> None:
    """Check an environment with these applications and addons."""
    document = load_yaml(written(environment), Path("staging.yaml"))
    check_platform(validate(document), applications, document, folders=(), addons=tuple(addons))


def sha256(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


def pinned(digest: Callable[[str], str | None]) -> list[Addon]:
    """Return the addons with other digests of their charts, by the charts' names."""
    return [
        replace(each, file=each.file.model_copy(update={"digest": digest(each.file.chart)}))
        for each in ALL.values()
    ]


DIGESTS = pinned(sha256)


@pytest.fixture
def charts(tmp_path: Path) -> Path:
    """Return a folder with an archive for each addon, whose digests `DIGESTS` pins."""
    folder = tmp_path / "charts"
    folder.mkdir()
    for addon in ALL.values():
        (folder / addon.file.archive).write_text(addon.file.chart, encoding="utf-8")
    return folder


CANARY = "rollout: {strategy: canary, canary: {analysis: {metrics: {a: {series: b, max: 1}}}}}"


def refused(
    environment: Environment, applications: tuple[Application, ...], **addons: object
) -> list[Mistake]:
    """Return the mistakes of an environment with this section `addons`."""
    with pytest.raises(ConfigError) as caught:
        check(environment | {"addons": addons}, applications, DIGESTS)
    return list(caught.value.mistakes)


@pytest.mark.parametrize(
    ("addon", "values", "platform"),
    [
        ("external-secrets", "", "database: true"),
        ("external-secrets", "externalSecret: {data: {token: {secret: staging/shop}}}", ""),
        ("kube-prometheus-stack", "monitoring: {serviceMonitor: {enabled: true}}", ""),
        ("kube-prometheus-stack", "monitoring: {prometheusRule: {enabled: true}}", ""),
        ("kube-prometheus-stack", CANARY, ""),
        ("argo-rollouts", CANARY, ""),
        ("nginx-ingress", HOST, ""),
        ("aws-load-balancer-controller", HOST, ""),
        ("metrics-server", "autoscaling: {minReplicas: 3, maxReplicas: 4}", ""),
    ],
)
def test_an_addon_that_an_application_needs_cannot_be_switched_off(
    staging: Environment,
    shop: Shop,
    addon: str,
    values: str,
    platform: str,
) -> None:
    off = {addon: {"enabled": False}}
    (mistake,) = refused(staging, shop(values, platform), releases=off)
    assert mistake.path == f"addons.releases.{addon}.enabled"
    last = len(written(staging | {"addons": {"releases": off}}).splitlines())
    assert (mistake.line, mistake.value) == (last, "false")
    assert mistake.problem.endswith("need: shop")


@pytest.mark.parametrize("addon", ALL)
def test_an_addon_that_nobody_needs_can_be_switched_off(
    staging: Environment, shop: Shop, addon: str
) -> None:
    fixed = "autoscaling: {minReplicas: 3, maxReplicas: 3}"
    check(staging | {"addons": {"releases": {addon: {"enabled": False}}}}, shop(fixed))


def test_an_addon_that_is_not_known_is_refused(staging: dict[str, Any], mistakes: Refuse) -> None:
    releases = {"releases": {"istio": {"enabled": True}}}
    mistake = mistakes(staging | {"addons": releases})["addons.releases.istio"]
    assert "external-dns" in mistake.allowed
    assert mistake.line


def test_an_addon_that_is_misspelt_is_found_out(staging: dict[str, Any], mistakes: Refuse) -> None:
    releases = {"releases": {"external-dsn": {"enabled": False}}}
    mistake = mistakes(staging | {"addons": releases})["addons.releases.external-dsn"]
    assert mistake.remedy == "did you mean `external-dns`?"


def test_a_folder_must_have_the_chart_of_every_addon_that_is_installed(
    staging: Environment, shop: Shop, charts: Path
) -> None:
    off, missing, *_ = ALL
    (charts / ALL[off].file.archive).unlink()
    (charts / ALL[missing].file.archive).unlink()
    releases = {off: {"enabled": False}}
    (mistake,) = refused(staging, shop(), charts_folder=str(charts), releases=releases)
    assert mistake.problem == f"lacks the chart of {missing}"
    assert ALL[missing].file.archive in mistake.allowed
    assert f"`.venv/bin/python -m ops.charts {charts}` fetches it" in mistake.remedy


def test_archives_with_the_pinned_digests_are_accepted(
    staging: Environment, shop: Shop, charts: Path
) -> None:
    check(staging | {"addons": {"charts_folder": str(charts)}}, shop(), DIGESTS)


def test_every_archive_that_is_not_the_published_one_is_refused(
    staging: Environment, shop: Shop, charts: Path
) -> None:
    forged = sorted((each.file for each in ALL.values()), key=lambda pin: pin.archive)[:2]
    for chart in forged:
        (charts / chart.archive).write_text("forged", encoding="utf-8")
    mistakes = refused(staging, shop(), charts_folder=str(charts))
    assert [mistake.path for mistake in mistakes] == ["addons.charts_folder"] * 2
    for mistake in mistakes:
        (chart,) = [each for each in forged if each.archive in mistake.problem]
        assert f"{chart.archive} that is not the published one" in mistake.problem
        assert sha256("forged") in mistake.problem
        assert sha256(chart.chart) in mistake.allowed


def test_an_archive_for_which_no_digest_is_pinned_is_accepted(
    staging: Environment, shop: Shop, charts: Path
) -> None:
    for archive in charts.iterdir():
        archive.write_text("any", encoding="utf-8")
    check(staging | {"addons": {"charts_folder": str(charts)}}, shop(), pinned(lambda _: None))


@pytest.mark.parametrize("host", ["shop.example.com", "a.shop.staging.example.com"])
def test_a_host_that_the_certificate_does_not_cover_is_refused(
    staging: Environment, shop: Shop, host: str
) -> None:
    (mistake,) = refused(staging, shop(f"ingresses: [{{host: {host}}}]"))
    assert (mistake.path, mistake.line) == ("ingresses.0.host", 2)
    assert mistake.allowed == "staging.example.com, or a name directly below it"


@pytest.mark.parametrize("host", ["staging.example.com", "shop.staging.example.com"])
def test_hosts_of_the_environment_are_accepted(staging: Environment, shop: Shop, host: str) -> None:
    allowed = {"applications": {"apex": ["shop"]}}
    check(staging | allowed, shop(f"ingresses: [{{host: {host}}}]"))


# What IAM counts of a policy with one resource, and of the login to a database.
POLICY = (
    '{"Version":"2012-10-17","Statement":['
    '{"Effect":"Allow","Action":["s3:GetObject"],"Resource":[""]}]}'
)
LOGIN = (
    ',{"Effect":"Allow","Action":"rds-db:connect","Resource":'
    '"arn:aws:rds-db:eu-west-1:111122223333:dbuser:cluster-ABCDEFGHIJKLMNOPQRSTUVWXYZ/shop"}'
)


def reads(*resources: str) -> str:
    """Return a platform.yaml that asks to read some objects."""
    iam = [{"actions": ["s3:GetObject"], "resources": list(resources)}]
    text: str = yaml.safe_dump({"iam": iam})
    return text


@pytest.mark.parametrize(("needs", "login"), [("", ""), ("database: true\n", LOGIN)])
def test_a_policy_may_have_the_size_that_iam_takes_and_no_more(
    staging: Environment, shop: Shop, needs: str, login: str
) -> None:
    bucket = "arn:aws:s3:::staging-shop/".ljust(10_240 - len(POLICY) - len(login), "a")
    check(staging, shop(platform=needs + reads(bucket)))
    (mistake,) = refused(staging, shop(platform=needs + reads(bucket + "a")))
    assert (mistake.file.name, mistake.path) == ("platform.yaml", "iam")
    assert mistake.problem == "makes a policy of 10241 characters"


def test_many_resources_make_a_policy_too_large(staging: Environment, shop: Shop) -> None:
    (mistake,) = refused(
        staging,
        shop(platform=reads(*(f"arn:aws:s3:::staging-shop-{number}/*" for number in range(400)))),
    )
    assert "wildcards" in mistake.remedy


def test_a_right_to_another_partition_is_refused_where_it_stands(
    staging: Environment, shop: Shop
) -> None:
    (mistake,) = refused(staging, shop(platform=reads("arn:aws-cn:s3:::staging-shop/*")))
    assert (mistake.path, mistake.line) == ("iam.0.resources.0", 5)
    assert "the partition aws-cn" in mistake.problem
