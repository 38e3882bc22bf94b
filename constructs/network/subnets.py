"""Subnets of one tier, one in each zone."""

from collections.abc import Collection, Mapping
from ipaddress import IPv4Network

from cdktf_cdktf_provider_aws.subnet import Subnet

from constructs import Construct
from constructs.network.vpc import Vpc

DRAINING = {"draining": "true"}
"""The tag of the subnets of a zone that may be removed next."""


class SubnetTier(Construct):
    """The subnets that serve one purpose, keyed by zone.

    A zone is part of each id, so that removing a zone leaves the others' subnets alone.

    Args:
        scope: The stack.
        id_: The tier: `public`, `private` or `database`.
        vpc: The VPC.
        cidrs: The addresses in each zone.
        draining: The zones that everything leaves.
        tags: Tags beside the name, such as those by which EKS finds subnets.

    Attributes:
        by_zone: The `aws_subnet` of each zone, in alphabetical order.
        active: The same without the zones that are draining: what else is to stand somewhere
            stands in these.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        vpc: Vpc,
        cidrs: Mapping[str, IPv4Network],
        draining: Collection[str] = (),
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
                tags={
                    "Name": f"{vpc.name}-{id_}-{zone}",
                    **(tags or {}),
                    **(DRAINING if zone in draining else {}),
                },
            )
            for zone in sorted(cidrs)
        }
        self.active = {zone: s for zone, s in self.by_zone.items() if zone not in draining}

    @property
    def ids(self) -> list[str]:
        """The ids of all subnets, in the order of their zones."""
        return [subnet.id for subnet in self.by_zone.values()]

    @property
    def active_ids(self) -> list[str]:
        """The ids of the subnets whose zones are not draining, in the order of their zones."""
        return [subnet.id for subnet in self.active.values()]
