"""VPC endpoints: AWS services reached without leaving the VPC."""

from collections.abc import Sequence
from ipaddress import IPv4Network

from cdktf_cdktf_provider_aws.security_group import SecurityGroup
from cdktf_cdktf_provider_aws.vpc_endpoint import VpcEndpoint
from cdktf_cdktf_provider_aws.vpc_security_group_ingress_rule import VpcSecurityGroupIngressRule

from config.location import Location
from constructs import Construct
from constructs.ids import construct_id
from constructs.network.routes import PrivateRoutes
from constructs.network.subnets import SubnetTier
from constructs.network.vpc import Vpc

HTTPS = 443


class S3GatewayEndpoint(Construct):
    """The free way to S3, which image layers come by, around the NAT gateways.

    A zone that is draining goes by its NAT gateway: what stays must not refer to what goes next.
    """

    def __init__(
        self, scope: Construct, id_: str, *, vpc: Vpc, location: Location, routes: PrivateRoutes
    ) -> None:
        super().__init__(scope, id_)
        VpcEndpoint(
            self,
            "s3",
            vpc_id=vpc.id,
            service_name=location.gateway_endpoint("s3"),
            vpc_endpoint_type="Gateway",
            route_table_ids=list(routes.active_table_ids),
            tags={"Name": f"{vpc.name}-s3"},
        )


class InterfaceEndpoints(Construct):
    """Endpoints with an address in each private subnet, open to the VPC by HTTPS only.

    A zone that is draining reaches those of the others: EC2 deletes no subnet in which one stands.

    Args:
        scope: The stack.
        id_: The construct's id.
        vpc: The VPC.
        cidr: Its addresses.
        location: The region of the services.
        services: The services by the names that end those of their endpoints, such as `ecr.api`.
        private: The subnets that the endpoints stand in.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        vpc: Vpc,
        cidr: IPv4Network,
        location: Location,
        services: Sequence[str],
        private: SubnetTier,
    ) -> None:
        super().__init__(scope, id_)
        if not services:
            return
        # Once for all endpoints: each reading is a round trip to the jsii kernel.
        group_ids, subnet_ids = [self._security_group(vpc, cidr).id], private.active_ids
        for service in services:
            VpcEndpoint(
                self,
                construct_id(service, taken=["security-group", "https"]),
                vpc_id=vpc.id,
                service_name=location.interface_endpoint(service),
                vpc_endpoint_type="Interface",
                private_dns_enabled=True,
                subnet_ids=subnet_ids,
                security_group_ids=group_ids,
                tags={"Name": f"{vpc.name}-{service}"},
            )

    def _security_group(self, vpc: Vpc, cidr: IPv4Network) -> SecurityGroup:
        name = f"{vpc.name}-endpoints"
        group = SecurityGroup(
            self,
            "security-group",
            name=name,
            description="HTTPS from the VPC to the interface endpoints",
            vpc_id=vpc.id,
            tags={"Name": name},
        )
        VpcSecurityGroupIngressRule(
            self,
            "https",
            security_group_id=group.id,
            description="HTTPS from the VPC",
            cidr_ipv4=str(cidr),
            ip_protocol="tcp",
            from_port=HTTPS,
            to_port=HTTPS,
        )
        return group
