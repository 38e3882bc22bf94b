"""Security groups that keep callers out, network ACLs, and references that lead nowhere."""

from collections.abc import Callable
from typing import Final

from tests.resilience.weakened.case import Weakened
from tests.resilience.weakened.draft import Draft

NETWORKING: Final = "networking/cdk.tf.json"
DATABASES: Final = "databases/cdk.tf.json"
CLUSTER: Final = "k8s/cdk.tf.json"
RULE: Final = "aws_vpc_security_group_ingress_rule"


def without_rule(label: str) -> Callable[[Draft], None]:
    """Return what takes a rule of a security group away."""
    return lambda draft: draft.remove(RULE, label)


def another_port(draft: Draft) -> None:
    draft.one(RULE, "access_clients").update(from_port=5433, to_port=5433)


def nodes_are_no_clients(draft: Draft) -> None:
    for template in draft.all("aws_launch_template", "nodes_apps"):
        template["vpc_security_group_ids"] = template["vpc_security_group_ids"][:2]


def nothing_goes_out(draft: Draft) -> None:
    draft.remove("aws_vpc_security_group_egress_rule", "load-balancer-to-nodes")


def network_acl(draft: Draft) -> None:
    vpc = draft.address("aws_vpc")
    draft.add("networking", "aws_network_acl", "private", {"vpc_id": f"${{{vpc}.id}}"})


def no_vpc(draft: Draft) -> None:
    draft.remove("aws_vpc")


def no_role(draft: Draft) -> None:
    draft.remove("aws_iam_role", "control-plane")


def _refuses(name: str, change: Callable[[Draft], None], file: str, key: str) -> Weakened:
    return Weakened(name=name, change=change, rule="security-group-refuses", file=file, key=key)


TRAFFIC: Final = (
    _refuses("a database that admits nobody", without_rule("access_clients"), DATABASES, ""),
    _refuses("a database that admits its clients on another port", another_port, DATABASES, ""),
    _refuses("nodes that are none of the database's clients", nodes_are_no_clients, DATABASES, ""),
    _refuses("endpoints that admit nobody", without_rule("endpoints_https"), NETWORKING, ""),
    _refuses("a load balancer closed to clients", without_rule("balancer-443"), CLUSTER, ""),
    _refuses(
        "nodes closed to the load balancer", without_rule("nodes-from-load-balancer"), CLUSTER, ""
    ),
    _refuses("a load balancer that lets nothing out", nothing_goes_out, CLUSTER, ""),
    Weakened(
        name="a network ACL",
        change=network_acl,
        rule="network-acl-not-read",
        file=NETWORKING,
        key="aws_network_acl.private",
    ),
    Weakened(
        name="subnets of a VPC that is not there",
        change=no_vpc,
        rule="reference-undeclared",
        file=NETWORKING,
        key="",
    ),
    Weakened(
        name="a cluster of a role that is not there",
        change=no_role,
        rule="reference-undeclared",
        file=CLUSTER,
        key="",
    ),
)
