import json
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from config.applications.admission import admission_values
from config.applications.application import Application
from config.applications.chart_values import merge
from config.applications.database import ApplicationDatabase
from config.applications.platform_file import IamStatement
from config.applications.policy import policy_size
from config.aws.rds_authorities import database_authorities
from config.kubernetes_names import APPLICATION_LABELS
from config.model import EnvironmentConfig
from config.yaml.source import load_yaml
from terraform_json.stack import resources
from terraform_json.types import Json
from tests.stacks.synthesized import of, statements
from tests.stacks.test_k8s_addons import address, chart_version, releases, waits

Cluster = Callable[..., Json]

BOUNDS = ("kubernetes_limit_range_v1.apps_shop", "kubernetes_resource_quota_v1.apps_shop")
STATE = "${data.terraform_remote_state.databases-state.outputs"
READ = IamStatement(actions=("s3:GetObject",), resources=("arn:aws:s3:::pictures/*",))


def application(
    name: str,
    *,
    database: bool = False,
    statements: tuple[IamStatement, ...] = (),
    values: Json | None = None,
) -> Application:
    """Return an application of this name, which needs nothing unless it is said."""
    return Application(
        name=name,
        values=values or {},
        database=ApplicationDatabase(application=name) if database else None,
        statements=statements,
        source=merge([]),
        platform_file=load_yaml("", Path("platform.yaml")),
    )


def policy_of(data: Json, role: str) -> list[Json]:
    """Return the statements of a role of this name."""
    reference = address(data, "aws_iam_role", name=f"platform-staging-{role}")
    (policy,) = [
        policy["policy"]
        for policy in of(data, "aws_iam_role_policy")
        if policy["role"] == f"${{{reference}.name}}"
    ]
    return statements(policy)


def test_a_policy_has_the_size_that_is_checked_before(
    cluster: Cluster, staging_config: EnvironmentConfig
) -> None:
    shop = application("shop", database=True, statements=(READ, READ))
    text = json.dumps(policy_of(cluster(applications=[shop]), "app-shop"), separators=(",", ":"))
    document = f'{{"Version":"2012-10-17","Statement":{text}}}'
    resolved = document.replace(f"{STATE}.cluster_resource_id}}", "cluster-" + 26 * "A")
    assert policy_size(shop, staging_config.location) == len(resolved)


def test_an_application_is_a_release_of_the_shared_chart_in_its_own_namespace(
    cluster: Cluster,
) -> None:
    data = cluster(applications=[application("shop")])
    release = releases(data)["shop"]
    assert release["namespace"] == "shop"
    assert release["chart"].startswith("assets/apps_microservice-chart_")
    assert "repository" not in release


@pytest.mark.parametrize("name", ["microservice", "database-provisioning"])
def test_a_plan_knows_the_version_without_asking_the_cluster(cluster: Cluster, name: str) -> None:
    found = cluster(applications=[application("shop", database=True)])["resource"]["helm_release"]
    (release,) = [each for each in found.values() if f"_{name}-chart_" in each["chart"]]
    assert release["version"] == chart_version(name)


def test_its_namespace_is_restricted_and_closed_before_its_pods(cluster: Cluster) -> None:
    data = cluster(applications=[application("shop")])
    (namespace,) = [
        each["metadata"]["labels"]
        for each in data["resource"]["kubernetes_namespace_v1"].values()
        if each["metadata"]["name"] == "shop"
    ]
    assert namespace["pod-security.kubernetes.io/enforce"] == "restricted"
    closed = [a for a in resources(data) if a.startswith("kubernetes_network_policy_v1.apps_shop")]
    assert set(closed) <= set(releases(data)["shop"]["depends_on"])


def test_its_namespace_is_told_from_others_and_bounded_before_its_pods(cluster: Cluster) -> None:
    data = cluster(applications=[application("shop")])
    labelled = {
        each["metadata"]["name"]
        for each in data["resource"]["kubernetes_namespace_v1"].values()
        if APPLICATION_LABELS.items() <= each["metadata"]["labels"].items()
    }
    assert labelled == {"shop"}
    bounds = [a for a in resources(data) if a.startswith(BOUNDS)]
    assert len(bounds) == 2
    assert set(bounds) <= set(releases(data)["shop"]["depends_on"])


def test_the_api_server_refuses_before_an_application_comes(
    cluster: Cluster, staging_config: EnvironmentConfig
) -> None:
    data = cluster(applications=[application("shop")])
    policies = address(data, "helm_release", name="admission-policies")
    assert policies in releases(data)["shop"]["depends_on"]
    (text,) = releases(data)["admission-policies"]["values"]
    assert yaml.safe_load(text) == admission_values(staging_config)


def test_its_values_are_those_of_its_folder(cluster: Cluster) -> None:
    values = {"env": {"GREETING": "$${name} %%{if}", "PORT": "8080"}, "peers": {"calls": ["other"]}}
    (text,) = releases(cluster(applications=[application("shop", values=values)]))["shop"]["values"]
    assert yaml.safe_load(text) == values


def test_an_application_without_needs_has_no_role(cluster: Cluster) -> None:
    with_it, without = (
        resources(cluster(applications=applications))
        for applications in ([application("shop")], [])
    )
    assert {a.split(".")[0] for a in with_it.keys() - without.keys()} == {
        "helm_release",
        "kubernetes_limit_range_v1",
        "kubernetes_namespace_v1",
        "kubernetes_network_policy_v1",
        "kubernetes_resource_quota_v1",
    }


def test_what_it_may_do_in_aws_is_what_its_folder_asks_for(cluster: Cluster) -> None:
    data = cluster(applications=[application("shop", statements=(READ,))])
    assert policy_of(data, "app-shop") == [
        {"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": ["arn:aws:s3:::pictures/*"]}
    ]
    identity = address(
        data, "aws_eks_pod_identity_association", namespace="shop", service_account="shop"
    )
    assert identity in releases(data)["shop"]["depends_on"]


def test_pods_with_rights_may_reach_who_hands_them_out_and_the_apis(cluster: Cluster) -> None:
    data = cluster(applications=[application("shop", statements=(READ,))])
    assert yaml.safe_load(releases(data)["shop"]["values"][-1]) == {
        "podIdentity": {"enabled": True, "awsApis": True}
    }


def test_an_application_with_a_database_learns_where_it_is_and_may_log_in(
    cluster: Cluster,
) -> None:
    data = cluster(applications=[application("shop", database=True)])
    settings = yaml.safe_load(releases(data)["shop"]["values"][-1])
    assert settings["podIdentity"] == {"enabled": True}
    assert settings["database"] == {
        "host": f"{STATE}.writer_endpoint}}",
        "readerHost": f"{STATE}.reader_endpoint}}",
        "port": f"{STATE}.port}}",
        "name": "shop",
        "user": "shop",
        "cidrs": ["10.10.8.0/24", "10.10.9.0/24", "10.10.10.0/24"],
        "caBundle": database_authorities("eu-west-1"),
    }
    (login,) = policy_of(data, "app-shop")
    assert login["Action"] == "rds-db:connect"
    user = f"dbuser:{STATE}.cluster_resource_id}}/shop"
    assert login["Resource"] == f"arn:aws:rds-db:eu-west-1:111122223333:{user}"


def test_a_number_from_another_stack_stays_a_number(cluster: Cluster) -> None:
    data = cluster(applications=[application("shop", database=True)])
    text = releases(data)["shop"]["values"][-1].replace(f"{STATE}.port}}", "5432")
    assert yaml.safe_load(text)["database"]["port"] == 5432


def test_databases_are_made_before_the_applications_that_have_one(cluster: Cluster) -> None:
    shop, site = application("shop", database=True), application("site")
    data = cluster(applications=[shop, site])
    provisioning = address(data, "helm_release", name="database-provisioning")
    assert provisioning in releases(data)["shop"]["depends_on"]
    assert provisioning not in waits(data, "site")


def test_the_script_makes_the_databases_that_are_asked_for(cluster: Cluster) -> None:
    shop, site = application("shop", database=True), application("site")
    values = releases(cluster(applications=[shop, site]))["database-provisioning"]["values"]
    sql = yaml.safe_load(values[0])["sql"]
    assert "shop_owner" in sql
    assert "site" not in sql


def test_without_a_database_nobody_can_read_the_masters_secret(cluster: Cluster) -> None:
    data = cluster(applications=[application("shop")])
    assert "database-provisioning" not in releases(data)
    roles = {role["name"] for role in data["resource"]["aws_iam_role"].values()}
    assert not any("master-secret" in role for role in roles)


def test_only_one_service_account_can_read_the_masters_secret(cluster: Cluster) -> None:
    data = cluster(applications=[application("shop", database=True)])
    read, decrypt = policy_of(data, "master-secret-reader")
    assert read["Resource"] == f"{STATE}.master_secret_arn}}"
    assert (decrypt["Action"], decrypt["Resource"]) == ("kms:Decrypt", f"{STATE}.kms_key_arn}}")
    role = address(data, "aws_iam_role", name="platform-staging-master-secret-reader")
    (trust,) = statements(resources(data)[role]["assume_role_policy"])
    assert trust["Action"] == "sts:AssumeRoleWithWebIdentity"
    issuer, issuer_expression = next(iter(data["locals"].items()))
    assert "aws_iam_openid_connect_provider" in issuer_expression
    assert trust["Condition"]["StringEquals"] == {
        f"${{local.{issuer}}}:sub": "system:serviceaccount:database-provisioning:"
        "master-secret-reader",
        f"${{local.{issuer}}}:aud": "sts.amazonaws.com",
    }
    rights = address(data, "aws_iam_role_policy", role=f"${{{role}.name}}")
    assert rights in releases(data)["database-provisioning"]["depends_on"]
    others = [
        name
        for name, each in resources(data).items()
        if name.startswith("aws_iam_role_policy.") and "master_secret_arn" in each["policy"]
    ]
    assert len(others) == 2  # the reader's, and the Deny of external-secrets


@pytest.mark.parametrize("release", ["external-secrets", "kube-prometheus-stack", "nginx-ingress"])
def test_applications_wait_for_the_addons_that_serve_them(cluster: Cluster, release: str) -> None:
    data = cluster(applications=[application("shop")])
    assert address(data, "helm_release", name=release) in waits(data, "shop")


def test_an_application_can_do_without_addons_that_are_switched_off(cluster: Cluster) -> None:
    off = {name: {"enabled": False} for name in ("external-secrets", "kube-prometheus-stack")}
    data = cluster(applications=[application("shop")], addons={"releases": off})
    assert {"shop", "nginx-ingress"} <= releases(data).keys()


def test_an_application_that_comes_or_goes_touches_nothing_else(cluster: Cluster) -> None:
    first, last, renamed = application("alpha"), application("omega"), application("omicron")
    both, one_only, other = (
        resources(cluster(applications=applications))
        for applications in ([first, last], [first], [first, renamed])
    )
    for fewer, more, name in ((one_only, both, "omega"), (one_only, other, "omicron")):
        assert fewer.items() <= more.items()
        assert {f"apps_{name}_" in added for added in more.keys() - fewer.keys()} == {True}


def test_a_change_of_the_chart_upgrades_its_releases(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = releases(cluster(applications=[application("shop")]))["shop"]["chart"]
    for name in (
        "admission-policies",
        "alerts",
        "cluster-policies",
        "microservice",
        "nginx-disruption-budget",
        "secret-store",
        "dashboards",
    ):
        (tmp_path / name / "templates").mkdir(parents=True)
        (tmp_path / name / "Chart.yaml").write_text("version: 1.0.0\n", encoding="utf-8")
    monkeypatch.setattr("constructs.helm.chart.CHARTS", tmp_path)
    shop = [application("shop")]
    copied = releases(cluster(applications=shop))["shop"]["chart"]
    (tmp_path / "microservice" / "README.md").write_text("told better", encoding="utf-8")
    documented = releases(cluster(applications=shop))["shop"]["chart"]
    (tmp_path / "microservice" / "templates" / "a.yaml").write_text("a: 1", encoding="utf-8")
    changed = releases(cluster(applications=shop))["shop"]["chart"]
    assert before != copied == documented != changed


def test_no_secret_is_in_the_stack(cluster: Cluster) -> None:
    data = cluster(applications=[application("shop", database=True, statements=(READ,))])
    text = json.dumps(data)
    assert "password" not in text.replace("ALTER ROLE", "").lower().replace("password null", "")


@pytest.mark.parametrize("name", ["identity", "release", "databases", "microservice-chart"])
def test_an_application_may_be_named_like_a_part_of_ours(cluster: Cluster, name: str) -> None:
    given = application(name, database=True, statements=(READ,))
    data = cluster(applications=[given, application("shop", database=True)])
    assert {name, "shop", "database-provisioning"} <= releases(data).keys()
    assert policy_of(data, f"app-{name}")[0]["Action"] == ["s3:GetObject"]


def test_an_application_that_comes_moves_none_of_ours(cluster: Cluster) -> None:
    shop = application("shop", database=True)
    names = ["databases", "microservice-chart", "identity", "release"]
    others = [application(name) for name in names]
    before, after = (resources(cluster(applications=a)) for a in ([shop], [shop, *others]))
    assert before.items() <= after.items()
