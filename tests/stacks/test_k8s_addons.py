import json
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

OWN = ("admission-policies", "dashboards", "secret-store")
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


@pytest.mark.parametrize("name", ["aws-load-balancer-controller", "nginx-ingress"])
def test_without_its_controller_or_its_target_there_is_no_load_balancer(
    cluster: Cluster, name: str
) -> None:
    data = cluster(addons={"releases": {name: {"enabled": False}}})
    assert "kubernetes_ingress_v1" not in data["resource"]


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


def test_a_deployment_ends_when_there_is_a_load_balancer_that_may_write_its_log(
    cluster: Cluster,
) -> None:
    data = cluster()
    ingress = one(data, "kubernetes_ingress_v1")
    assert ingress["wait_for_load_balancer"] is True
    (policy,) = data["resource"]["aws_s3_bucket_policy"]
    assert f"aws_s3_bucket_policy.{policy}" in ingress["depends_on"]


def test_the_load_balancer_speaks_tls_and_checks_nginx(cluster: Cluster) -> None:
    annotations = one(cluster(), "kubernetes_ingress_v1")["metadata"]["annotations"]
    alb = {key.rpartition("/")[2]: value for key, value in annotations.items()}
    assert alb["scheme"] == "internet-facing"
    assert alb["target-type"] == "instance"
    assert json.loads(alb["listen-ports"]) == [{"HTTP": 80}, {"HTTPS": 443}]
    assert alb["ssl-redirect"] == "443"
    assert alb["ssl-policy"] == "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"
    assert alb["certificate-arn"].startswith("${aws_acm_certificate_validation.")
    assert alb["security-groups"].startswith("${aws_security_group.security-groups_load-balancer")
    assert alb["manage-backend-security-group-rules"] == "false"
    assert alb["healthcheck-path"] == "/nginx-health"
    assert alb["target-group-attributes"] == "deregistration_delay.timeout_seconds=60"
    attributes = dict(pair.split("=", 1) for pair in alb["load-balancer-attributes"].split(","))
    assert attributes["access_logs.s3.enabled"] == "true"
    assert attributes["access_logs.s3.bucket"].startswith("${aws_s3_bucket.")
    assert attributes["routing.http.drop_invalid_header_fields.enabled"] == "true"


def test_the_load_balancer_stands_in_the_subnets_that_the_network_names(cluster: Cluster) -> None:
    annotations = one(cluster(), "kubernetes_ingress_v1")["metadata"]["annotations"]
    subnets = "data.terraform_remote_state.networking-state.outputs.public_subnet_ids"
    assert annotations["alb.ingress.kubernetes.io/subnets"] == f'${{join(",", {subnets})}}'


def test_the_load_balancer_takes_the_domain_and_all_its_hosts_to_nginx(cluster: Cluster) -> None:
    ingress = one(cluster(), "kubernetes_ingress_v1")
    assert ingress["metadata"]["namespace"] == "nginx-ingress"
    assert ingress["spec"]["ingress_class_name"] == "alb"
    rules = {rule["host"]: rule["http"]["path"] for rule in ingress["spec"]["rule"]}
    assert set(rules) == {"staging.example.com", "*.staging.example.com"}
    for (path,) in rules.values():
        service = path["backend"]["service"]
        assert service == {"name": "nginx-ingress-controller", "port": {"number": 80}}


def test_only_load_balancers_write_the_log_of_requests_which_is_private_and_forgets(
    cluster: Cluster,
) -> None:
    data = cluster(log_retention_days=30)
    write, tls = statements(one(data, "aws_s3_bucket_policy")["policy"])
    assert write["Principal"] == {"Service": "logdelivery.elasticloadbalancing.amazonaws.com"}
    assert write["Action"] == "s3:PutObject"
    assert (tls["Effect"], tls["Action"]) == ("Deny", "s3:*")
    assert tls["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    block = one(data, "aws_s3_bucket_public_access_block")
    assert {
        value for key, value in block.items() if key.startswith(("block", "ignore", "rest"))
    } == {True}
    (rule,) = one(data, "aws_s3_bucket_lifecycle_configuration")["rule"]
    assert rule["expiration"] == [{"days": 30}]
    assert one(data, "aws_s3_bucket")["bucket"] == "platform-staging-111122223333-alb-logs"


def test_logs_do_not_stop_the_destruction_of_their_bucket(cluster: Cluster) -> None:
    assert one(cluster(), "aws_s3_bucket")["force_destroy"] is True


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


def test_alerts_go_to_the_topic_of_the_alarms(cluster: Cluster) -> None:
    data = cluster()
    values = yaml.safe_load(releases(data)["kube-prometheus-stack"]["values"][1])
    receivers = {each["name"]: each for each in values["alertmanager"]["config"]["receivers"]}
    (sns,) = receivers["sns"]["sns_configs"]
    (topic,) = data["resource"]["aws_sns_topic"]
    assert sns["topic_arn"] == f"${{aws_sns_topic.{topic}.arn}}"
    assert sns["sigv4"] == {"region": "eu-west-1"}


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
