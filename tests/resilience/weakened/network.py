"""Weak networks and load balancers."""

from tests.resilience.weakened.case import Weakened
from tests.resilience.weakened.draft import Draft

JSON = "networking/cdk.tf.json"
CLUSTER = "k8s/cdk.tf.json"
OUTPUTS = "data.terraform_remote_state.networking-state.outputs"
ALB = "alb.ingress.kubernetes.io/"


def single(draft: Draft) -> None:
    draft.setting("resilience", value={})


def all_by_one(draft: Draft) -> None:
    gateway = draft.address("aws_nat_gateway", "1a")
    for route in draft.all("aws_route", "private-routes"):
        route["nat_gateway_id"] = f"${{{gateway}.id}}"


def by_another(draft: Draft) -> None:
    gateway = draft.address("aws_nat_gateway", "1a")
    draft.one("aws_route", "private", "1b")["nat_gateway_id"] = f"${{{gateway}.id}}"


def gateway_elsewhere(draft: Draft) -> None:
    subnet = draft.address("aws_subnet", "public", "1a")
    draft.one("aws_nat_gateway", "1b")["subnet_id"] = f"${{{subnet}.id}}"


def no_route(draft: Draft) -> None:
    draft.remove("aws_route", "private", "1c")


def no_association(draft: Draft) -> None:
    draft.remove("aws_route_table_association", "private", "1c")


def no_public_association(draft: Draft) -> None:
    draft.remove("aws_route_table_association", "public", "1c")


def endpoint_in_one_zone(draft: Draft) -> None:
    endpoint = draft.one("aws_vpc_endpoint", "_sts")
    endpoint["subnet_ids"] = endpoint["subnet_ids"][:1]


def endpoint_in_two_zones(draft: Draft) -> None:
    endpoint = draft.one("aws_vpc_endpoint", "ecrapi")
    endpoint["subnet_ids"] = endpoint["subnet_ids"][:2]


def objects_in_two_tables(draft: Draft) -> None:
    endpoint = draft.one("aws_vpc_endpoint", "_s3")
    endpoint["route_table_ids"] = endpoint["route_table_ids"][:2]


def _annotations(draft: Draft) -> dict[str, str]:
    annotations: dict[str, str] = draft.one("kubernetes_ingress_v1")["metadata"]["annotations"]
    return annotations


def balancer_in_one_zone(draft: Draft) -> None:
    _annotations(draft)[f"{ALB}subnets"] = f"${{{OUTPUTS}.public_subnet_ids[0]}}"


def balancer_in_two_zones(draft: Draft) -> None:
    draft.stacks["networking"]["output"]["public_subnet_ids"]["value"].pop()


def balancer_cannot_shift(draft: Draft) -> None:
    name = f"{ALB}load-balancer-attributes"
    without = _annotations(draft)[name].replace(",zonal_shift.config.enabled=true", "")
    _annotations(draft)[name] = without


def cluster_cannot_shift(draft: Draft) -> None:
    draft.one("aws_eks_cluster")["zonal_shift_config"]["enabled"] = False


def zones_apart(draft: Draft) -> None:
    _annotations(draft)[f"{ALB}target-group-attributes"] += (
        ",load_balancing.cross_zone.enabled=false"
    )


def balancer_unprotected(draft: Draft) -> None:
    name = f"{ALB}load-balancer-attributes"
    draft.setting("load_balancer", "deletion_protection", value=False)
    _annotations(draft)[name] = _annotations(draft)[name].replace(
        "deletion_protection.enabled=true", "deletion_protection.enabled=false"
    )


def certificate_by_mail(draft: Draft) -> None:
    draft.one("aws_acm_certificate")["validation_method"] = "EMAIL"


NETWORK = (
    Weakened(
        name="one NAT gateway, accepted by nobody",
        change=single,
        rule="single-nat-gateway",
        file="environments/staging.yaml",
        key="network.nat_gateways",
        environment="staging",
    ),
    Weakened(
        name="all private routes lead to the NAT gateway of one zone",
        change=all_by_one,
        rule="single-nat-gateway",
        file="environments/prod.yaml",
        key="network.nat_gateways",
    ),
    Weakened(
        name="a route table to another zone's NAT gateway",
        change=by_another,
        rule="nat-gateway-of-another-zone",
        file=JSON,
        key="nat_gateway_id",
    ),
    Weakened(
        name="a NAT gateway in another zone's public subnet",
        change=gateway_elsewhere,
        rule="nat-gateway-of-another-zone",
        file=JSON,
        key="subnet_id",
    ),
    Weakened(
        name="a private route table without a default route",
        change=no_route,
        rule="subnet-without-way-out",
        file=JSON,
        key="",
    ),
    Weakened(
        name="a private subnet without a route table",
        change=no_association,
        rule="subnet-without-way-out",
        file=JSON,
        key="",
    ),
    Weakened(
        name="a public subnet without a route table",
        change=no_public_association,
        rule="subnet-without-way-out",
        file=JSON,
        key="",
    ),
    Weakened(
        name="an endpoint in one zone",
        change=endpoint_in_one_zone,
        rule="endpoint-misses-zone",
        file=JSON,
        key="subnet_ids",
    ),
    Weakened(
        name="an endpoint in two of three zones",
        change=endpoint_in_two_zones,
        rule="endpoint-misses-zone",
        file=JSON,
        key="subnet_ids",
    ),
    Weakened(
        name="the endpoint of S3 in two of three route tables",
        change=objects_in_two_tables,
        rule="gateway-endpoint-misses-route-table",
        file=JSON,
        key="route_table_ids",
    ),
    Weakened(
        name="a load balancer in one zone",
        change=balancer_in_one_zone,
        rule="load-balancer-in-one-zone",
        file=CLUSTER,
        key="subnets",
    ),
    Weakened(
        name="a load balancer in two of three zones",
        change=balancer_in_two_zones,
        rule="load-balancer-misses-zone",
        file=CLUSTER,
        key="subnets",
    ),
    Weakened(
        name="a load balancer without zonal shift",
        change=balancer_cannot_shift,
        rule="zonal-shift-off",
        file=CLUSTER,
        key="load-balancer-attributes",
    ),
    Weakened(
        name="a cluster without zonal shift",
        change=cluster_cannot_shift,
        rule="zonal-shift-off",
        file=CLUSTER,
        key="zonal_shift_config.enabled",
    ),
    Weakened(
        name="a load balancer whose zones reach their own targets only",
        change=zones_apart,
        rule="cross-zone-load-balancing-off",
        file=CLUSTER,
        key="target-group-attributes",
    ),
    Weakened(
        name="production's load balancer without deletion protection",
        change=balancer_unprotected,
        rule="load-balancer-deletion-protection-off",
        file="environments/prod.yaml",
        key="load_balancer.deletion_protection",
    ),
    Weakened(
        name="a certificate that people renew",
        change=certificate_by_mail,
        rule="certificate-renewed-by-hand",
        file=CLUSTER,
        key="validation_method",
    ),
)
