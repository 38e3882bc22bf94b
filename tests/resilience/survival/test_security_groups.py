"""Callers that security groups let through, keep out, or of which nobody knows."""

from typing import Any

import pytest

from resilience.survival.needs import StepName
from resilience.survival.paths import Step
from terraform_json.types import Json
from tests.resilience.platforms import platform
from tests.resilience.survival.asked import paths, step

ALB = "alb.ingress.kubernetes.io/"
OUT = {"security_group_id": "${aws_security_group.nodes.id}", "ip_protocol": "-1"}
CLUSTER_GROUP = "${aws_eks_cluster.main.vpc_config[0].cluster_security_group_id}"


def resources(stacks: dict[str, Json], stack: str) -> dict[str, Json]:
    found: dict[str, Json] = stacks[stack]["resource"]
    return found


def database_rule(stacks: dict[str, Json]) -> Json:
    rule: Json = resources(stacks, "databases")["aws_vpc_security_group_ingress_rule"]["database"]
    return rule


def writer(*changes: object) -> Step:
    return step(platform(changes=changes), "database/stock/writer", StepName.WRITER)


def api(*changes: object) -> Step:
    return step(platform(changes=changes), "deployment/objects", StepName.KUBERNETES_API)


def nodes_of_their_own(stacks: dict[str, Json]) -> None:
    """Let nodes carry a group of their own, in place of the one that EKS makes."""
    k8s = resources(stacks, "k8s")
    k8s["aws_security_group"] = {"nodes": {}}
    k8s["aws_launch_template"] = {
        "nodes": {"vpc_security_group_ids": ["${aws_security_group.nodes.id}"]}
    }
    for group in k8s["aws_eks_node_group"].values():
        group["launch_template"] = {"id": "${aws_launch_template.nodes.id}"}
    k8s["aws_vpc_security_group_egress_rule"] = {"nodes": {**OUT, "cidr_ipv4": "0.0.0.0/0"}}


def admitted_by_the_cluster(stacks: dict[str, Json]) -> None:
    resources(stacks, "k8s")["aws_vpc_security_group_ingress_rule"] = {
        "api": {
            "security_group_id": CLUSTER_GROUP,
            "referenced_security_group_id": "${aws_security_group.nodes.id}",
            "ip_protocol": "tcp",
            "from_port": 443,
            "to_port": 443,
        }
    }


def admitted_by_a_group_given_to_it(stacks: dict[str, Json]) -> None:
    admitted_by_the_cluster(stacks)
    k8s = resources(stacks, "k8s")
    k8s["aws_security_group"]["api"] = {}
    k8s["aws_eks_cluster"]["main"]["vpc_config"]["security_group_ids"] = [
        "${aws_security_group.api.id}"
    ]
    rule = k8s["aws_vpc_security_group_ingress_rule"]["api"]
    rule["security_group_id"] = "${aws_security_group.api.id}"


def nothing_out(stacks: dict[str, Json]) -> None:
    del resources(stacks, "k8s")["aws_vpc_security_group_egress_rule"]


def told(found: Step) -> str:
    return found.barrier.problem if found.barrier else ""


def test_nodes_and_pods_reach_what_admits_their_addresses() -> None:
    found = writer()
    assert (found.barrier, found.unknown) == (None, "")


def test_a_database_that_admits_other_addresses_keeps_pods_out() -> None:
    found = writer(lambda stacks: database_rule(stacks).update(cidr_ipv4="10.9.0.0/16"))
    assert told(found) == (
        "no ingress rule of databases:aws_security_group.database lets the nodes of apps reach the"
        " database on port 5432"
    )


def test_the_rule_that_almost_is_it_is_told() -> None:
    found = writer(lambda stacks: database_rule(stacks).update(from_port=1, to_port=2))
    assert found.barrier
    assert found.barrier.nearest.endswith("ingress_rule.database")


def test_a_rule_of_another_protocol_opens_no_port() -> None:
    assert told(writer(lambda stacks: database_rule(stacks).update(ip_protocol="udp")))


def test_nodes_of_the_cluster_s_own_group_reach_its_api() -> None:
    found = api()
    assert (found.barrier, found.unknown) == (None, "")


def test_nodes_of_another_group_need_a_rule_to_reach_the_api() -> None:
    assert "ingress rule of k8s:aws_eks_cluster.main" in told(api(nodes_of_their_own))
    assert not told(api(nodes_of_their_own, admitted_by_the_cluster))
    assert not told(api(nodes_of_their_own, admitted_by_a_group_given_to_it))


def test_nodes_that_nothing_lets_out_reach_nothing() -> None:
    found = api(nodes_of_their_own, admitted_by_the_cluster, nothing_out)
    assert "no egress rule of k8s:aws_security_group.nodes" in told(found)


def _inline(stacks: dict[str, Json]) -> None:
    database_rule(stacks)["cidr_ipv4"] = "10.9.0.0/16"
    resources(stacks, "databases")["aws_security_group"]["database"]["ingress"] = []


def _old_form(stacks: dict[str, Json]) -> None:
    database_rule(stacks)["cidr_ipv4"] = "10.9.0.0/16"
    group = {"security_group_id": "${aws_security_group.database.id}"}
    resources(stacks, "databases")["aws_security_group_rule"] = {"more": group}


def _of_nobody_here(stacks: dict[str, Json]) -> None:
    group = {"vpc_security_group_ids": ["sg-0123456789"]}
    resources(stacks, "databases")["aws_rds_cluster"]["main"] |= group


def _of_no_group(stacks: dict[str, Json]) -> None:
    del resources(stacks, "databases")["aws_rds_cluster"]["main"]["vpc_security_group_ids"]


def _of_no_port(stacks: dict[str, Json]) -> None:
    resources(stacks, "databases")["aws_rds_cluster"]["main"]["port"] = "${local.port}"


def _of_some_port(stacks: dict[str, Json]) -> None:
    database_rule(stacks)["from_port"] = "${local.port}"


def _of_nodes_without_a_template(stacks: dict[str, Json]) -> None:
    database_rule(stacks)["cidr_ipv4"] = "10.9.0.0/16"
    for group in resources(stacks, "k8s")["aws_eks_node_group"].values():
        group["launch_template"] = {"name": "nodes"}


def _of_nodes_anywhere(stacks: dict[str, Json]) -> None:
    for subnet in resources(stacks, "networking")["aws_subnet"].values():
        del subnet["cidr_block"]


def _of_some_addresses(stacks: dict[str, Json]) -> None:
    database_rule(stacks)["cidr_ipv4"] = "${cidrsubnet(local.all, 8, 1)}"


@pytest.mark.parametrize(
    "change",
    [
        _inline,
        _old_form,
        _of_nobody_here,
        _of_no_group,
        _of_no_port,
        _of_some_port,
        _of_some_addresses,
        _of_nodes_anywhere,
        _of_nodes_without_a_template,
    ],
)
def test_what_cannot_be_read_is_unknown(change: object) -> None:
    found = writer(change)
    assert found.unknown
    assert found.barrier is None


def balanced(**annotations: str) -> dict[str, Any]:
    """Return the steps by which clients come in through a load balancer of a group of ours."""

    def change(stacks: dict[str, Json]) -> None:
        k8s = resources(stacks, "k8s")
        k8s["aws_security_group"] = {"balancer": {}}
        (ingress,) = k8s["kubernetes_ingress_v1"].values()
        told = {name.replace("_", "-"): value for name, value in annotations.items()}
        told["security-groups"] = "${aws_security_group.balancer.id}"
        ingress["metadata"]["annotations"] |= {ALB + name: value for name, value in told.items()}
        port = {"backend": {"service": {"port": {"number": 80}}}}
        ingress["spec"]["rule"] = [{"http": {"path": [port]}}]

    return {each.name: each for each in paths(platform(changes=[change]))["requests/shop"].steps}


def test_a_load_balancer_without_a_rule_lets_no_client_in() -> None:
    assert "lets the internet reach the load balancer on port 443" in told(
        balanced()[StepName.LOAD_BALANCER]
    )


def test_a_load_balancer_is_asked_by_the_port_on_which_it_listens() -> None:
    found = balanced(listen_ports='[{"HTTP": 8080}]')
    assert told(found[StepName.LOAD_BALANCER]).endswith("port 8080")


def test_nginx_keeps_a_load_balancer_out_that_no_rule_names() -> None:
    assert "reach the nodes of infrastructure on port 80" in told(balanced()["NGINX"])


def test_the_controller_may_write_the_rules_of_the_nodes() -> None:
    found = balanced(manage_backend_security_group_rules="true")
    assert found["NGINX"].barrier is None


def test_without_groups_the_controller_makes_them() -> None:
    found = {each.name: each for each in paths(platform())["requests/shop"].steps}
    assert [found[name].barrier for name in (StepName.LOAD_BALANCER, "NGINX")] == [None, None]
