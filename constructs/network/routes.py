"""Route tables: which way each tier of subnets goes out."""

from cdktf_cdktf_provider_aws.nat_gateway import NatGateway
from cdktf_cdktf_provider_aws.route import Route
from cdktf_cdktf_provider_aws.route_table import RouteTable
from cdktf_cdktf_provider_aws.route_table_association import RouteTableAssociation
from cdktf_cdktf_provider_aws.subnet import Subnet

from config.sections.cidr import INTERNET
from constructs import Construct
from constructs.network.nat import NatGateways
from constructs.network.subnets import SubnetTier
from constructs.network.vpc import Vpc


class PublicRoutes(Construct):
    """One table for the public subnets: out by the internet gateway."""

    def __init__(self, scope: Construct, id_: str, *, vpc: Vpc, public: SubnetTier) -> None:
        super().__init__(scope, id_)
        table = _table(self, "table", vpc, name=f"{vpc.name}-public")
        Route(
            self,
            "internet",
            route_table_id=table.id,
            destination_cidr_block=INTERNET,
            gateway_id=vpc.internet_gateway.id,
        )
        for zone, subnet in public.by_zone.items():
            _associate(self, zone, table, subnet)


class PrivateRoutes(Construct):
    """A table a zone for the private subnets, so that each zone goes out by its own gateway.

    Attributes:
        active_table_ids: The route tables of the zones that are not draining, in their order.
    """

    def __init__(
        self, scope: Construct, id_: str, *, vpc: Vpc, private: SubnetTier, nat: NatGateways
    ) -> None:
        super().__init__(scope, id_)
        tables = {
            zone: self._zone(zone, vpc, subnet, nat.serving(zone))
            for zone, subnet in private.by_zone.items()
        }
        self.active_table_ids = tuple(tables[zone] for zone in private.active)

    def _zone(self, zone: str, vpc: Vpc, subnet: Subnet, gateway: NatGateway) -> str:
        table = _table(self, f"table-{zone}", vpc, name=f"{vpc.name}-private-{zone}")
        Route(
            self,
            f"internet-{zone}",
            route_table_id=table.id,
            destination_cidr_block=INTERNET,
            nat_gateway_id=gateway.id,
        )
        _associate(self, zone, table, subnet)
        return table.id


class DatabaseRoutes(Construct):
    """One table for the database subnets: no way out of the VPC."""

    def __init__(self, scope: Construct, id_: str, *, vpc: Vpc, database: SubnetTier) -> None:
        super().__init__(scope, id_)
        table = _table(self, "table", vpc, name=f"{vpc.name}-database")
        for zone, subnet in database.by_zone.items():
            _associate(self, zone, table, subnet)


def _table(scope: Construct, id_: str, vpc: Vpc, *, name: str) -> RouteTable:
    return RouteTable(scope, id_, vpc_id=vpc.id, tags={"Name": name})


def _associate(scope: Construct, id_: str, table: RouteTable, subnet: Subnet) -> None:
    RouteTableAssociation(scope, id_, route_table_id=table.id, subnet_id=subnet.id)
