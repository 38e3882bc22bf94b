from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.addon_charts import ADDON_CHARTS
from config.applications.application import Application
from config.applications.load import load_applications
from config.applications.placeholders import Placeholders
from config.checks.platform import check_platform
from config.environment import validate
from config.errors import ConfigError, Mistake
from config.yaml_source import load_yaml

Environment = dict[str, Any]
Refuse = Callable[[object], dict[str, Mistake]]
Shop = Callable[..., tuple[Application, ...]]

HOST = "ingresses: [{host: shop.staging.example.com}]"
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


def check(environment: Environment, applications: tuple[Application, ...]) -> None:
    """Check an environment with these applications."""
    document = load_yaml(written(environment), Path("staging.yaml"))
    check_platform(validate(document), applications, document)


def refused(
    environment: Environment, applications: tuple[Application, ...], **addons: object
) -> list[Mistake]:
    """Return the mistakes of an environment with these addons."""
    with pytest.raises(ConfigError) as caught:
        check(environment | {"addons": addons}, applications)
    return list(caught.value.mistakes)


@pytest.mark.parametrize(
    ("addon", "values", "platform"),
    [
        ("external-secrets", "", "database: true"),
        ("external-secrets", "externalSecret: {data: {token: {secret: staging/a}}}", ""),
        ("kube-prometheus-stack", "monitoring: {serviceMonitor: {enabled: true}}", ""),
        ("kube-prometheus-stack", "monitoring: {prometheusRule: {enabled: true}}", ""),
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


@pytest.mark.parametrize("addon", ADDON_CHARTS)
def test_an_addon_that_nobody_needs_can_be_switched_off(
    staging: Environment, shop: Shop, addon: str
) -> None:
    fixed = "autoscaling: {minReplicas: 3, maxReplicas: 3}"
    check(staging | {"addons": {"releases": {addon: {"enabled": False}}}}, shop(fixed))


def test_an_addon_that_is_not_known_is_refused(staging: dict[str, Any], mistakes: Refuse) -> None:
    releases = {"releases": {"istio": {"enabled": True}}}
    assert (
        "external-dns" in mistakes(staging | {"addons": releases})["addons.releases.istio"].allowed
    )


def test_a_folder_must_have_the_chart_of_every_addon_that_is_installed(
    staging: Environment, shop: Shop, tmp_path: Path
) -> None:
    charts = tmp_path / "charts"
    charts.mkdir()
    for chart in list(ADDON_CHARTS.values())[2:]:
        (charts / chart.archive).touch()
    first, second, *_ = ADDON_CHARTS
    off = {first: {"enabled": False}}
    (mistake,) = refused(staging, shop(), charts_folder=str(charts), releases=off)
    assert mistake.problem == f"lacks the chart of {second}"
    assert ADDON_CHARTS[second].archive in mistake.allowed


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


@pytest.mark.parametrize("secret", ["prod/shop", "staging-2/shop"])
def test_a_secret_of_another_environment_is_refused(
    staging: Environment, shop: Shop, secret: str
) -> None:
    values = f"externalSecret: {{data: {{token: {{secret: {secret}}}}}}}"
    (mistake,) = refused(staging, shop(values))
    assert mistake.path == "externalSecret.data.token.secret"
    assert mistake.allowed == "a name that begins with staging/"


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
    bucket = "arn:aws:s3:::".ljust(10_240 - len(POLICY) - len(login), "a")
    check(staging, shop(platform=needs + reads(bucket)))
    (mistake,) = refused(staging, shop(platform=needs + reads(bucket + "a")))
    assert (mistake.file.name, mistake.path) == ("platform.yaml", "iam")
    assert mistake.problem == "makes a policy of 10241 characters"


def test_many_resources_make_a_policy_too_large(staging: Environment, shop: Shop) -> None:
    (mistake,) = refused(
        staging,
        shop(platform=reads(*(f"arn:aws:s3:::pictures-{number}/*" for number in range(400)))),
    )
    assert "wildcards" in mistake.remedy


def test_a_right_to_another_partition_is_refused_where_it_stands(
    staging: Environment, shop: Shop
) -> None:
    (mistake,) = refused(staging, shop(platform=reads("arn:aws-cn:s3:::pictures/*")))
    assert (mistake.path, mistake.line) == ("iam.0.resources.0", 5)
    assert mistake.allowed == "ARNs that begin with arn:aws:"
