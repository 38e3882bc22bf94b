"""What single addons must do beside running well."""

import pytest

from tests.helm.addons.values import STACK, at

NAMES = {
    "cluster-autoscaler": "rbac.serviceAccount.name",
    "aws-load-balancer-controller": "serviceAccount.name",
    "external-secrets": "serviceAccount.name",
    "external-dns": "serviceAccount.name",
    "aws-for-fluent-bit": "serviceAccount.name",
}


@pytest.mark.parametrize("addon", NAMES)
def test_its_identity_is_tied_to_a_fixed_name(addon: str) -> None:
    assert at(addon, NAMES[addon]) == addon


def test_the_identity_of_alertmanager_is_tied_to_a_fixed_name() -> None:
    assert at(STACK, "alertmanager.serviceAccount.name") == "alertmanager"


def test_prometheus_takes_monitors_and_rules_of_every_namespace() -> None:
    spec = at(STACK, "prometheus.prometheusSpec")
    for kind in ("serviceMonitor", "podMonitor", "rule", "probe", "scrapeConfig"):
        assert spec[f"{kind}SelectorNilUsesHelmValues"] is False


def test_no_new_service_waits_for_the_load_balancer_controller() -> None:
    assert at("aws-load-balancer-controller", "enableServiceMutatorWebhook") is False


def test_nginx_answers_the_health_check_of_the_load_balancer() -> None:
    assert at("nginx-ingress", "controller.healthStatus") is True


def test_nginx_serves_its_class_on_a_fixed_port_of_every_node() -> None:
    controller = at("nginx-ingress", "controller")
    assert controller["ingressClass"]["name"] == "nginx-external"
    assert controller["service"]["type"] == "NodePort"
    assert controller["service"]["httpPort"] == {"nodePort": 30080}
    assert (controller["autoscaling"]["minReplicas"], controller["autoscaling"]["maxReplicas"]) == (
        2,
        10,
    )


def test_external_secrets_has_no_token_of_another_service_account() -> None:
    assert at("external-secrets", "rbac.serviceAccountTokenCreate") is False
