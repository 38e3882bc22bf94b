"""The stack `networking`: a VPC over the zones, its ways out, and what outlives a cluster."""

from collections.abc import Collection, Mapping
from ipaddress import IPv4Network

from config.model import EnvironmentConfig
from constructs import Construct
from constructs.dns.zone import HostedZone
from constructs.network.access_logs import access_logs
from constructs.network.alarms import NAMESPACE, nat_alarms
from constructs.network.database_access import DatabaseAccess
from constructs.network.endpoints import InterfaceEndpoints, S3GatewayEndpoint
from constructs.network.flow_logs import FlowLogs
from constructs.network.leaving_zones import LeavingZones
from constructs.network.nat import NatGateways
from constructs.network.routes import DatabaseRoutes, PrivateRoutes, PublicRoutes
from constructs.network.subnets import SubnetTier
from constructs.network.vpc import Vpc
from constructs.observability.alarms import Alarms
from stacks.base import PlatformStack, StackName, platform_tags
from stacks.contracts import NetworkOutputs


class NetworkingStack(PlatformStack):
    """The network of an environment, and what no new cluster may change. It needs no other stack.

    Attributes:
        outputs: What it hands to the other stacks.
    """

    def __init__(self, scope: Construct, *, config: EnvironmentConfig) -> None:
        super().__init__(scope, StackName.NETWORKING, config=config)
        self._vpc = Vpc(self, "vpc", name=config.qualified_name, cidr=config.network.cidr)
        self._add_subnets(config)
        LeavingZones(
            self,
            "leaving-zones",
            zones=tuple(config.network.zones),
            tags=platform_tags(config, StackName.NETWORKING),
            cluster_name=config.cluster_name,
        )
        self._add_routes(config)
        self._add_endpoints(config)
        self._add_flow_logs(config)
        self._add_alarms()
        self._add_names_and_logs(config)
        self._database_access = DatabaseAccess(
            self, "database-access", vpc=self._vpc, database=self._database
        )
        self.outputs = self._outputs()
        self.outputs.export(self)

    def _add_subnets(self, config: EnvironmentConfig) -> None:
        # The AWS load balancer controller finds its subnets by these tags:
        # https://docs.aws.amazon.com/eks/latest/userguide/network-load-balancing.html
        cluster = {f"kubernetes.io/cluster/{config.cluster_name}": "shared"}
        zones = config.network.zones.items()
        public = {zone: subnets.public for zone, subnets in zones}
        private = {zone: subnets.private for zone, subnets in zones}
        database = {zone: subnets.database for zone, subnets in zones}
        draining = config.network.draining_zones
        self._public = self._tier(
            "public", public, draining, {"kubernetes.io/role/elb": "1", **cluster}
        )
        self._private = self._tier(
            "private", private, draining, {"kubernetes.io/role/internal-elb": "1", **cluster}
        )
        self._database = self._tier("database", database, draining, {})

    def _tier(
        self,
        tier: str,
        cidrs: Mapping[str, IPv4Network],
        draining: Collection[str],
        tags: Mapping[str, str],
    ) -> SubnetTier:
        return SubnetTier(self, tier, vpc=self._vpc, cidrs=cidrs, draining=draining, tags=tags)

    def _add_routes(self, config: EnvironmentConfig) -> None:
        vpc = self._vpc
        self._nat = NatGateways(
            self, "nat", vpc=vpc, public=self._public, zones=config.network.nat_gateway_zones
        )
        PublicRoutes(self, "public-routes", vpc=vpc, public=self._public)
        self._private_routes = PrivateRoutes(
            self, "private-routes", vpc=vpc, private=self._private, nat=self._nat
        )
        DatabaseRoutes(self, "database-routes", vpc=vpc, database=self._database)

    def _add_endpoints(self, config: EnvironmentConfig) -> None:
        S3GatewayEndpoint(
            self,
            "gateway-endpoint",
            vpc=self._vpc,
            location=config.location,
            routes=self._private_routes,
        )
        InterfaceEndpoints(
            self,
            "interface-endpoints",
            vpc=self._vpc,
            cidr=config.network.cidr,
            location=config.location,
            services=config.network.interface_endpoints,
            private=self._private,
        )

    def _add_flow_logs(self, config: EnvironmentConfig) -> None:
        FlowLogs(
            self,
            "flow-logs",
            vpc=self._vpc,
            location=config.location,
            destination=config.network.flow_logs.destination,
            retention_days=config.network.flow_logs.retention_days,
            keep=config.production,
        )

    def _add_alarms(self) -> None:
        name = self.qualified_name
        topic = self._alarm_topic()
        Alarms(
            self,
            "nat-alarms",
            name=name,
            namespace=NAMESPACE,
            alarms=nat_alarms(self._nat.ids),
            topic=topic,
        )

    def _add_names_and_logs(self, config: EnvironmentConfig) -> None:
        """Add what stays when the cluster is made a second time: docs/decisions/0020-records.md."""
        self._zone = HostedZone(self, "zone", dns=config.dns, keep=config.production)
        self._access_logs = access_logs(
            self,
            "access-logs",
            qualified_name=config.qualified_name,
            location=config.location,
            retention_days=config.cluster.log_retention_days,
            keep=config.production,
        )

    def _outputs(self) -> NetworkOutputs:
        return NetworkOutputs(
            vpc_id=self._vpc.id,
            vpc_cidr_block=self._vpc.resource.cidr_block,
            zones=tuple(self._private.active),
            public_subnet_ids=tuple(self._public.active_ids),
            private_subnet_ids=tuple(self._private.active_ids),
            node_subnet_ids={z: subnet.id for z, subnet in self._private.by_zone.items()},
            nat_public_ips=self._nat.public_ips,
            database_subnet_group_name=self._database_access.subnet_group.name,
            database_clients_security_group_id=self._database_access.clients.id,
            hosted_zone_id=self._zone.zone_id,
            name_servers=self._zone.name_servers,
            access_logs_bucket=self._access_logs.name,
        )
