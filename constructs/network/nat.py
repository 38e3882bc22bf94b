"""NAT gateways: the way out of the private subnets."""

from cdktf_cdktf_provider_aws.eip import Eip
from cdktf_cdktf_provider_aws.nat_gateway import NatGateway

from config.fields import NatGateways as Mode
from constructs import Construct
from constructs.network.subnets import SubnetTier
from constructs.network.vpc import Vpc


class NatGateways(Construct):
    """A NAT gateway with a fixed address in each zone, or one that all zones share.

    Args:
        scope: The stack.
        id_: The construct's id.
        vpc: The VPC.
        public: The subnets that the gateways stand in.
        mode: One gateway a zone, or a single one, in the first zone of the alphabet.

    Attributes:
        public_ips: The addresses that the internet sees.
    """

    def __init__(
        self, scope: Construct, id_: str, *, vpc: Vpc, public: SubnetTier, mode: Mode
    ) -> None:
        super().__init__(scope, id_)
        zones = list(public.by_zone)
        self._by_zone = {
            zone: self._gateway(zone, vpc, public)
            for zone in (zones if mode is Mode.PER_ZONE else zones[:1])
        }
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
