"""Subnets of one tier, one in each zone."""

from collections.abc import Mapping
from ipaddress import IPv4Network

from cdktf_cdktf_provider_aws.subnet import Subnet

from constructs import Construct
from constructs.network.vpc import Vpc


class SubnetTier(Construct):
    """The subnets that serve one purpose, keyed by zone.

    A zone is part of each id, so that removing a zone leaves the others' subnets alone.

    Args:
        scope: The stack.
        id_: The tier: `public`, `private` or `database`.
        vpc: The VPC.
        cidrs: The addresses in each zone.
        tags: Tags besides the name, such as those by which EKS finds subnets.

    Attributes:
        by_zone: The `aws_subnet` of each zone, in alphabetical order.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        vpc: Vpc,
        cidrs: Mapping[str, IPv4Network],
        tags: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(scope, id_)
        self.by_zone = {
            zone: Subnet(
                self,
                zone,
                vpc_id=vpc.id,
                availability_zone=zone,
                cidr_block=str(cidrs[zone]),
                # Load balancers and NAT gateways bring addresses of their own.
                map_public_ip_on_launch=False,
                tags={"Name": f"{vpc.name}-{id_}-{zone}", **(tags or {})},
            )
            for zone in sorted(cidrs)
        }

    @property
    def ids(self) -> list[str]:
        """The ids of the subnets, in the order of their zones."""
        return [subnet.id for subnet in self.by_zone.values()]
