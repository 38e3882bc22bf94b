"""The parts of a stack that cost something while they only stand there."""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Final

from terraform_json.stack import resources
from terraform_json.types import Json

VOLUME: Final = "gp3 volume"
_LAUNCH_TEMPLATE: Final = re.compile(r"\$\{(aws_launch_template\.[\w-]+)\.")
_GATEWAY: Final = "Gateway"


@dataclass(frozen=True, kw_only=True, order=True)
class Part:
    """Something that costs by its number, whatever its use.

    Attributes:
        name: What it is, as the table of prices calls it.
        number: How many there are; of volumes, their gigabytes.
    """

    name: str
    number: int = 1


def parts_of(stack: Json, priced: Collection[str]) -> Iterator[Part]:
    """Yield the parts of a stack.

    Nodes are counted as the fewest of their group, and as the first of its types that has a price:
    all types of a group are alike in size.

    Args:
        stack: Terraform's JSON of the stack.
        priced: What has a price.
    """
    for address, block in resources(stack).items():
        kind = address.partition(".")[0]
        if kind == "aws_eks_node_group":
            yield from _nodes(block, stack, priced)
        elif kind in _PARTS:
            yield from _PARTS[kind](block)


def _one(name: str) -> Callable[[Json], Iterator[Part]]:
    def part(block: Json) -> Iterator[Part]:
        del block
        yield Part(name=name)

    return part


def _database(block: Json) -> Iterator[Part]:
    yield Part(name=f"Aurora {block['instance_class']}")


def _endpoint(block: Json) -> Iterator[Part]:
    """Yield the endpoint in each of its zones; a gateway endpoint is free.

    https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
    """
    if block.get("vpc_endpoint_type", _GATEWAY) != _GATEWAY:
        subnets = block.get("subnet_ids")
        yield Part(
            name="interface endpoint", number=len(subnets) if isinstance(subnets, list) else 1
        )


_PARTS: Final = {
    "aws_cloudwatch_dashboard": _one("dashboard"),
    "aws_cloudwatch_metric_alarm": _one("alarm"),
    "aws_eip": _one("public IPv4 address"),
    "aws_eks_cluster": _one("EKS cluster"),
    "aws_kms_key": _one("KMS key"),
    "aws_nat_gateway": _one("NAT gateway"),
    "aws_rds_cluster_instance": _database,
    "aws_route53_zone": _one("hosted zone"),
    "aws_vpc_endpoint": _endpoint,
    "aws_wafv2_web_acl": _one("web ACL"),
    "kubernetes_ingress_v1": _one("application load balancer"),
}


def _nodes(block: Json, stack: Json, priced: Collection[str]) -> Iterator[Part]:
    number = int(block["scaling_config"]["min_size"])
    types = block["instance_types"]
    spot = " (spot)" if block.get("capacity_type") == "SPOT" else ""
    yield Part(
        name=next((each for each in types if each in priced and not spot), f"{types[0]}{spot}"),
        number=number,
    )
    gigabytes = number * sum(_gigabytes(block, stack))
    if gigabytes:
        yield Part(name=VOLUME, number=gigabytes)


def _gigabytes(block: Json, stack: Json) -> Iterator[int]:
    """Yield the sizes of a node's volumes of the type gp3."""
    found = _LAUNCH_TEMPLATE.match(str(block.get("launch_template", {}).get("id", "")))
    template = resources(stack).get(found[1], {}) if found else {}
    for device in template.get("block_device_mappings", ()):
        if device["ebs"].get("volume_type") == VOLUME.partition(" ")[0]:
            yield int(device["ebs"]["volume_size"])
