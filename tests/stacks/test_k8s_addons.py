from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from config.addons.load import addon_pins
from terraform_json.order import closure, needs
from terraform_json.stack import resources
from terraform_json.types import Json
from terraform_json.values import as_written, release_values
from tests.stacks.synthesized import addresses, of, one, statements

PINS = addon_pins()

Cluster = Callable[..., Json]

OWN = (
    "admission-policies",
    "alerts",
    "cluster-policies",
    "dashboards",
    "nginx-disruption-budget",
    "secret-store",
)
ACCOUNTS = {
    "aws-for-fluent-bit": "logging/aws-for-fluent-bit",
    "aws-load-balancer-controller": "kube-system/aws-load-balancer-controller",
    "cluster-autoscaler": "kube-system/cluster-autoscaler",
    "external-dns": "external-dns/external-dns",
    "external-secrets": "external-secrets/external-secrets",
    "kube-prometheus-stack": "monitoring/alertmanager",
}


def releases(data: Json) -> dict[str, Json]:
    """Return the releases by name."""
    return {release["name"]: release for release in of(data, "helm_release")}


def chart_version(name: str) -> str:
    """Return the version of one of our charts."""
    text = Path(f"helm/{name}/Chart.yaml").read_text(encoding="utf-8")
    version: str = yaml.safe_load(text)["version"]
    return version


def waits(data: Json, release: str) -> set[str]:
    """Return the addresses of all that a release waits for, directly or not."""
    return reached(data, address(data, "helm_release", name=release))


def reached(data: Json, waiting: str) -> set[str]:
    """Return the addresses of all that a resource waits for, directly or not."""
    return closure(needs(data), [waiting])


def address(data: Json, kind: str, **having: str) -> str:
    """Return the address of the one resource of a kind that has these values."""
    (found,) = [
        each for each in addresses(data, kind) if having.items() <= resources(data)[each].items()
    ]
    return found


def test_every_addon_is_installed_at_its_pin(cluster: Cluster) -> None:
    found = releases(cluster())
    assert set(found) == {*PINS, *OWN}
    for name, pin in PINS.items():
        release = found[name]
        assert (release["chart"], release["version"]) == (pin.chart, pin.version)
        assert release["repository"] == pin.repository


def test_definitions_that_nobody_uses_are_left_out(cluster: Cluster) -> None:
    found = releases(cluster())
    without = {name for name, release in found.items() if release.get("skip_crds")}
    assert without == {name for name, pin in PINS.items() if not pin.crds}


def test_a_release_is_whole_or_not_there(cluster: Cluster) -> None:
    for release in releases(cluster()).values():
        assert release["atomic"] is True
        assert release["cleanup_on_fail"] is True
        assert release["wait"] is True
        assert release["wait_for_jobs"] is True
        assert release["timeout"] == 900


def test_an_install_that_the_state_does_not_know_is_taken_up(cluster: Cluster) -> None:
    assert {release["upgrade_install"] for release in releases(cluster()).values()} == {True}


@pytest.mark.parametrize("name", PINS)
def test_an_addon_gets_our_values_first(cluster: Cluster, name: str) -> None:
    ours = yaml.safe_load(Path(f"helm/addons/{name}/values.yaml").read_text(encoding="utf-8"))
    assert yaml.safe_load(release_values(releases(cluster())[name], as_written)[0]) == ours


def test_values_of_the_environment_file_go_over_all_others(cluster: Cluster) -> None:
    addons = {"releases": {"external-dns": {"values": {"interval": "5m", "txtPrefix": "${x}"}}}}
    last = releases(cluster(addons=addons))["external-dns"]["values"][-1]
    assert yaml.safe_load(last) == {"interval": "5m", "txtPrefix": "$${x}"}


@pytest.mark.parametrize("name", PINS)
def test_an_addon_that_is_switched_off_is_not_there(cluster: Cluster, name: str) -> None:
    data = cluster(addons={"releases": {name: {"enabled": False}}})
    assert name not in releases(data)
    identities = data["resource"]["aws_eks_pod_identity_association"].values()
    accounts = {f"{each['namespace']}/{each['service_account']}" for each in identities}
    assert ACCOUNTS.get(name) not in accounts


def test_charts_of_a_folder_travel_with_the_stack(cluster: Cluster, tmp_path: Path) -> None:
    for pin in PINS.values():
        (tmp_path / pin.archive).touch()
    found = releases(cluster(addons={"charts_folder": str(tmp_path)}))
    for name, pin in PINS.items():
        assert found[name]["chart"].startswith("assets/")
        assert found[name]["chart"].endswith(pin.archive)
        assert "repository" not in found[name]
        assert found[name].get("skip_crds", False) is not pin.crds


def test_a_plan_knows_every_version_without_asking_the_cluster(
    cluster: Cluster, tmp_path: Path
) -> None:
    for pin in PINS.values():
        (tmp_path / pin.archive).touch()
    found = releases(cluster(addons={"charts_folder": str(tmp_path)}))
    pins = {name: pin.version for name, pin in PINS.items()}
    own = {name: chart_version(name) for name in OWN}
    assert {name: release["version"] for name, release in found.items()} == pins | own


@pytest.mark.parametrize("release", [*PINS, *OWN])
def test_everything_inside_waits_for_access_nodes_and_names(cluster: Cluster, release: str) -> None:
    data = cluster()
    after = waits(data, release)
    assert address(data, "aws_eks_addon", addon_name="coredns") in after
    assert set(addresses(data, "aws_eks_node_group")) <= after
    (access,) = data["resource"]["aws_eks_access_policy_association"]
    assert f"aws_eks_access_policy_association.{access}" in after
    way = address(
        data, "aws_vpc_security_group_ingress_rule", description="The Kubernetes API, from the VPC"
    )
    assert way in after


@pytest.mark.parametrize("release", PINS)
def test_the_classes_that_pods_name_are_there_first(cluster: Cluster, release: str) -> None:
    data = cluster()
    classes = data["resource"]["kubernetes_priority_class_v1"]
    assert {f"kubernetes_priority_class_v1.{name}" for name in classes} <= waits(data, release)


@pytest.mark.parametrize(("release", "account"), ACCOUNTS.items())
def test_an_identity_is_there_before_the_pods_that_need_it(
    cluster: Cluster, release: str, account: str
) -> None:
    data = cluster()
    namespace, name = account.split("/")
    identity = address(
        data, "aws_eks_pod_identity_association", namespace=namespace, service_account=name
    )
    assert identity in releases(data)[release]["depends_on"]


@pytest.mark.parametrize(
    "release", [name for name, p in PINS.items() if p.namespace != "kube-system"]
)
def test_no_pod_runs_before_its_namespace_is_closed(cluster: Cluster, release: str) -> None:
    data = cluster()
    policies = {
        f"kubernetes_network_policy_v1.{key}"
        for key in data["resource"]["kubernetes_network_policy_v1"]
        if f"namespaces_{PINS[release].namespace}_" in key
    }
    assert len(policies) > 1
    assert policies <= set(releases(data)[release]["depends_on"])


def test_the_store_waits_for_the_controller_that_knows_its_kind(cluster: Cluster) -> None:
    data = cluster()
    assert address(data, "helm_release", name="external-secrets") in waits(data, "secret-store")


def test_the_alerts_wait_for_the_stack_that_knows_their_kind(cluster: Cluster) -> None:
    data = cluster()
    stack = address(data, "helm_release", name="kube-prometheus-stack")
    assert stack in waits(data, "alerts")


def test_the_budget_of_nginx_comes_after_its_charts_own_has_gone(cluster: Cluster) -> None:
    # No pod of two budgets is evicted.
    data = cluster()
    nginx = address(data, "helm_release", name="nginx-ingress")
    assert nginx in waits(data, "nginx-disruption-budget")


def test_volumes_can_be_made_before_they_are_asked_for(cluster: Cluster) -> None:
    data = cluster()
    after = waits(data, "kube-prometheus-stack")
    (storage,) = data["resource"]["kubernetes_storage_class_v1"]
    assert f"kubernetes_storage_class_v1.{storage}" in after
    assert address(data, "aws_eks_addon", addon_name="aws-ebs-csi-driver") in after


def test_the_load_balancer_goes_before_what_could_delete_it(cluster: Cluster) -> None:
    data = cluster()
    after = reached(data, *addresses(data, "kubernetes_ingress_v1"))
    for name in ("aws-load-balancer-controller", "nginx-ingress", "external-dns"):
        assert address(data, "helm_release", name=name) in after


def test_terraform_asks_for_a_token_when_it_needs_one_and_keeps_none(cluster: Cluster) -> None:
    data = cluster()
    (kubernetes,), (helm,) = data["provider"]["kubernetes"], data["provider"]["helm"]
    (by_kubernetes,), by_helm = kubernetes["exec"], helm["kubernetes"]["exec"]
    for ask in (by_kubernetes, by_helm):
        assert ask["command"] == "aws"
        assert ask["args"][:4] == ["eks", "get-token", "--cluster-name", "platform-staging"]
    assert not {"token", "client_key", "password"} & {*kubernetes, *helm["kubernetes"]}
    assert "aws_eks_cluster_auth" not in data["data"]


def test_volumes_are_encrypted_and_made_where_the_pod_is(cluster: Cluster) -> None:
    storage = one(cluster(), "kubernetes_storage_class_v1")
    assert storage["parameters"]["type"] == "gp3"
    assert storage["parameters"]["encrypted"] == "true"
    assert storage["volume_binding_mode"] == "WaitForFirstConsumer"
    assert storage["metadata"]["annotations"] == {
        "storageclass.kubernetes.io/is-default-class": "true"
    }


def test_applications_yield_to_addons_and_these_to_what_all_need(cluster: Cluster) -> None:
    classes = {
        c["metadata"]["name"]: c
        for c in cluster()["resource"]["kubernetes_priority_class_v1"].values()
    }
    ordered = sorted(classes, key=lambda name: int(classes[name]["value"]))
    assert ordered == ["platform-applications", "platform-infrastructure", "platform-critical"]
    defaults = [name for name, each in classes.items() if each["global_default"]]
    assert defaults == ["platform-applications"]


def test_alerts_go_to_the_topic_of_the_alarms_and_the_watchdog_to_its_switch(
    cluster: Cluster,
) -> None:
    data = cluster()
    values = yaml.safe_load(releases(data)["kube-prometheus-stack"]["values"][1])
    receivers = {each["name"]: each for each in values["alertmanager"]["config"]["receivers"]}
    topics = {"sns": "platform-staging-k8s", "watchdog": "platform-staging-k8s-watchdog"}
    arns = []
    for name, topic in topics.items():
        (sns,) = receivers[name]["sns_configs"]
        arns.append(f"${{{address(data, 'aws_sns_topic', name=topic)}.arn}}")
        assert sns["topic_arn"] == arns[-1]
        assert sns["sigv4"] == {"region": "eu-west-1"}
    role = address(data, "aws_iam_role", name="platform-staging-alertmanager")
    (policy,) = [
        policy["policy"]
        for policy in of(data, "aws_iam_role_policy")
        if policy["role"] == f"${{{role}.name}}"
    ]
    (publish,) = [each for each in statements(policy) if each["Action"] == "sns:Publish"]
    assert publish["Resource"] == arns


def test_without_prometheus_there_is_no_switch(cluster: Cluster) -> None:
    data = cluster(addons={"releases": {"kube-prometheus-stack": {"enabled": False}}})
    assert one(data, "aws_sns_topic")["name"] == "platform-staging-k8s"


def test_no_application_can_be_served_the_masters_secret(cluster: Cluster) -> None:
    data = cluster()
    role = address(data, "aws_iam_role", name="platform-staging-external-secrets")
    (policy,) = [
        policy["policy"]
        for policy in of(data, "aws_iam_role_policy")
        if policy["role"] == f"${{{role}.name}}"
    ]
    allowed, denied = statements(policy)
    assert allowed["Resource"].endswith(":secret:staging/*")
    assert denied["Effect"] == "Deny"
    assert denied["Resource"].endswith(".outputs.master_secret_arn}")
