"""The load balancer: where it stands, whom it sends to, and what watches it."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import yaml

from terraform_json.types import Json
from tests.helm.addons.values import at
from tests.stacks.synthesized import of, one, statements
from tests.stacks.test_k8s_addons import address, releases

Cluster = Callable[..., Json]

NETWORK = "data.terraform_remote_state.networking-state.outputs"
WEB_ACL = "arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/shop/0b4c1e2f-3a5d-4c6b-8d7e-9f0a"
NGINX = "nginx-ingress"
RESPONSE_SECONDS = 60
"""NGINX's `proxy_read_timeout`, which ours leaves as it is."""


def alb(data: Json) -> dict[str, str]:
    """Return the annotations of the load balancer's Ingress, without the prefix of their keys."""
    annotations = one(data, "kubernetes_ingress_v1")["metadata"]["annotations"]
    return {key.rpartition("/")[2]: value for key, value in annotations.items()}


def attributes(data: Json, of_: str) -> dict[str, str]:
    """Return the attributes of the load balancer, or of its target group."""
    return dict(pair.split("=", 1) for pair in alb(data)[f"{of_}-attributes"].split(","))


def controller_statements(data: Json) -> list[Json]:
    """Return what the load balancer controller may do."""
    role = address(data, "aws_iam_role", name="platform-staging-load-balancer-controller")
    (policy,) = [
        policy["policy"]
        for policy in of(data, "aws_iam_role_policy")
        if policy["role"] == f"${{{role}.name}}"
    ]
    return statements(policy)


@pytest.mark.parametrize("name", ["aws-load-balancer-controller", NGINX])
def test_without_its_controller_or_its_target_there_is_no_load_balancer(
    cluster: Cluster, name: str
) -> None:
    data = cluster(addons={"releases": {name: {"enabled": False}}})
    assert "kubernetes_ingress_v1" not in data["resource"]
    assert "aws_lbs" not in data["data"]


def test_a_deployment_ends_when_there_is_a_load_balancer(cluster: Cluster) -> None:
    assert one(cluster(), "kubernetes_ingress_v1")["wait_for_load_balancer"] is True


def test_the_load_balancer_speaks_tls_and_checks_nginx(cluster: Cluster) -> None:
    data = cluster()
    said = alb(data)
    assert said["scheme"] == "internet-facing"
    assert json.loads(said["listen-ports"]) == [{"HTTP": 80}, {"HTTPS": 443}]
    assert said["ssl-redirect"] == "443"
    assert said["ssl-policy"] == "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"
    assert said["certificate-arn"].startswith("${aws_acm_certificate_validation.")
    assert said["security-groups"].startswith("${aws_security_group.security-groups_load-balancer")
    assert said["manage-backend-security-group-rules"] == "false"
    assert said["healthcheck-path"] == "/nginx-health"
    of_balancer = attributes(data, "load-balancer")
    assert of_balancer["access_logs.s3.enabled"] == "true"
    assert of_balancer["access_logs.s3.bucket"] == f"${{{NETWORK}.access_logs_bucket}}"
    assert of_balancer["routing.http.drop_invalid_header_fields.enabled"] == "true"


def test_the_load_balancer_stands_in_the_subnets_that_the_network_names(cluster: Cluster) -> None:
    assert alb(cluster())["subnets"] == f'${{join(",", {NETWORK}.public_subnet_ids)}}'


def test_the_load_balancer_takes_the_domain_and_all_its_hosts_to_nginx(cluster: Cluster) -> None:
    ingress = one(cluster(), "kubernetes_ingress_v1")
    assert ingress["metadata"]["namespace"] == NGINX
    assert ingress["spec"]["ingress_class_name"] == "alb"
    rules = {rule["host"]: rule["http"]["path"] for rule in ingress["spec"]["rule"]}
    assert set(rules) == {"staging.example.com", "*.staging.example.com"}
    for (path,) in rules.values():
        service = path["backend"]["service"]
        assert service == {"name": "nginx-ingress-controller", "port": {"number": 80}}


@pytest.mark.parametrize(("zones", "replicas"), [("ab", 3), ("abc", 3), ("abcd", 4)])
def test_nginx_has_a_pod_in_each_zone_and_three_at_least(
    cluster: Cluster, zones: str, replicas: int
) -> None:
    values = yaml.safe_load(releases(cluster(zones=zones))[NGINX]["values"][-1])
    assert values["controller"]["autoscaling"] == {"minReplicas": replicas}


def test_a_pod_of_nginx_is_ready_once_the_load_balancer_finds_it_healthy(cluster: Cluster) -> None:
    data = cluster()
    assert alb(data)["target-type"] == "ip"
    namespaces = of(data, "kubernetes_namespace_v1")
    gated = [
        each["metadata"]["name"]
        for each in namespaces
        if "elbv2.k8s.aws/pod-readiness-gate-inject" in each["metadata"].get("labels", {})
    ]
    assert gated == [NGINX]


def test_a_pod_that_leaves_outlives_every_request_that_may_still_come_to_it(
    cluster: Cluster,
) -> None:
    drain = int(attributes(cluster(), "target-group")["deregistration_delay.timeout_seconds"])
    serves_on = at(NGINX, "controller.lifecycle.preStop.sleep.seconds")
    grace = at(NGINX, "controller.terminationGracePeriodSeconds")
    assert serves_on + RESPONSE_SECONDS < grace
    assert RESPONSE_SECONDS < drain < grace


def test_a_zone_can_be_shifted_away_and_clients_notice_within_five_minutes(
    cluster: Cluster,
) -> None:
    data = cluster()
    of_balancer = attributes(data, "load-balancer")
    assert of_balancer["zonal_shift.config.enabled"] == "true"
    assert of_balancer["client_keep_alive.seconds"] == "300"
    assert one(data, "aws_eks_cluster")["zonal_shift_config"] == {"enabled": True}


@pytest.mark.parametrize(
    ("asked", "said"), [({}, "false"), ({"deletion_protection": True}, "true")]
)
def test_the_file_says_whether_the_load_balancer_can_be_deleted(
    cluster: Cluster, asked: Json, said: str
) -> None:
    of_balancer = attributes(cluster(load_balancer=asked), "load-balancer")
    assert of_balancer["deletion_protection.enabled"] == said


def test_without_a_web_acl_the_controller_has_no_right_to_set_one(cluster: Cluster) -> None:
    data = cluster()
    assert "wafv2-acl-arn" not in alb(data)
    actions = {action for each in controller_statements(data) for action in each["Action"]}
    assert not {action for action in actions if "waf" in action.lower() or "WebAcl" in action}
    values = yaml.safe_load(releases(data)["aws-load-balancer-controller"]["values"][-1])
    assert "enableWafv2" not in values


@pytest.mark.parametrize("acl", [WEB_ACL, "none"])
def test_a_web_acl_of_the_file_is_set_by_a_controller_that_may(cluster: Cluster, acl: str) -> None:
    data = cluster(load_balancer={"web_acl_arn": acl})
    assert alb(data)["wafv2-acl-arn"] == acl
    (waf,) = [each for each in controller_statements(data) if "wafv2:GetWebACL" in each["Action"]]
    balancers = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/*"
    assert waf["Resource"] == [balancers, *([acl] if acl != "none" else [])]
    values = yaml.safe_load(releases(data)["aws-load-balancer-controller"]["values"][-1])
    assert values["enableWafv2"] is True


def test_the_load_balancer_is_looked_for_after_its_ingress(cluster: Cluster) -> None:
    data = cluster()
    (found,) = data["data"]["aws_lbs"].values()
    (ingress,) = data["resource"]["kubernetes_ingress_v1"]
    assert found["depends_on"] == [f"kubernetes_ingress_v1.{ingress}"]
    assert found["tags"] == {
        "elbv2.k8s.aws/cluster": "platform-staging",
        "ingress.k8s.aws/stack": "nginx-ingress/load-balancer",
    }


def queries(data: Json) -> dict[str, Any]:
    """Return each alarm of the load balancer's targets by its name, with its query."""
    return {
        alarm["alarm_name"].partition("-k8s-")[2]: (alarm, alarm["metric_query"][0]["expression"])
        for alarm in of(data, "aws_cloudwatch_metric_alarm")
        if "metric_query" in alarm
    }


@pytest.mark.parametrize("zones", ["ab", "abc"])
def test_too_few_targets_are_noticed_in_each_zone_and_over_all(
    cluster: Cluster, zones: str
) -> None:
    found = queries(cluster(zones=zones))
    alarm, query = found["targets"]
    assert (alarm["comparison_operator"], alarm["threshold"]) == ("LessThanThreshold", len(zones))
    assert "AvailabilityZone" not in query
    for letter in zones:
        alarm, query = found[f"targets-eu-west-1{letter}"]
        assert "SELECT MIN(HealthyHostCount)" in query
        assert query.endswith(f"AND AvailabilityZone = 'eu-west-1{letter}'")
        assert (alarm["comparison_operator"], alarm["threshold"]) == ("LessThanThreshold", 1)
        assert alarm["treat_missing_data"] == "breaching"
        alarm, query = found[f"unhealthy-targets-eu-west-1{letter}"]
        assert "SELECT MAX(UnHealthyHostCount)" in query
        assert (alarm["comparison_operator"], alarm["threshold"]) == ("GreaterThanThreshold", 0)
        assert alarm["treat_missing_data"] == "notBreaching"
    assert len(found) == 1 + 2 * len(zones)


def test_every_alarm_of_the_load_balancer_is_about_the_one_that_was_found(cluster: Cluster) -> None:
    data = cluster()
    (key,) = data["data"]["aws_lbs"]
    name = f'try(element(split(":loadbalancer/", one(tolist(data.aws_lbs.{key}.arns))), 1), "none")'
    for alarm, query in queries(data).values():
        assert f"WHERE LoadBalancer = '${{{name}}}'" in query, alarm["alarm_name"]
    (errors,) = [
        alarm
        for alarm in of(data, "aws_cloudwatch_metric_alarm")
        if alarm.get("metric_name") == "HTTPCode_ELB_5XX_Count"
    ]
    assert errors["dimensions"] == {"LoadBalancer": f"${{{name}}}"}
    assert (errors["statistic"], errors["threshold"]) == ("Sum", 10)
