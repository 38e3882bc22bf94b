"""NAT gateways: the way out of the private subnets."""

from collections.abc import Sequence

from cdktf_cdktf_provider_aws.eip import Eip
from cdktf_cdktf_provider_aws.nat_gateway import NatGateway

from constructs import Construct
from constructs.network.subnets import SubnetTier
from constructs.network.vpc import Vpc


class NatGateways(Construct):
    """A NAT gateway with a fixed address in each zone, or in one zone for all.

    Args:
        scope: The stack.
        id_: The construct's id.
        vpc: The VPC.
        public: The subnets that the gateways stand in.
        zones: The zones that have a gateway: all, or one that the others share.

    Attributes:
        ids: The id of each gateway, by its zone.
        public_ips: The addresses that the internet sees.
    """

    def __init__(
        self, scope: Construct, id_: str, *, vpc: Vpc, public: SubnetTier, zones: Sequence[str]
    ) -> None:
        super().__init__(scope, id_)
        self._by_zone = {zone: self._gateway(zone, vpc, public) for zone in zones}
        self.ids = {zone: gateway.id for zone, gateway in self._by_zone.items()}
        self.public_ips = tuple(gateway.public_ip for gateway in self._by_zone.values())

    def serving(self, zone: str) -> NatGateway:
        """Return the gateway that a zone goes out by: its own, else the shared one."""
        return self._by_zone.get(zone) or next(iter(self._by_zone.values()))

    def _gateway(self, zone: str, vpc: Vpc, public: SubnetTier) -> NatGateway:
        tags = {"Name": f"{vpc.name}-nat-{zone}"}
        address = Eip(self, f"address-{zone}", domain="vpc", tags=tags)
        return NatGateway(
            self,
            zone,
            allocation_id=address.allocation_id,
            subnet_id=public.by_zone[zone].id,
            tags=tags,
            # Without the internet gateway a NAT gateway fails at creation.
            depends_on=[vpc.internet_gateway],
        )
