"""The part of an environment file that describes the VPC, its zones and its ways out."""

from typing import Annotated

from pydantic import AfterValidator, Field

from config.sections.cidr import PrivateNetwork, PublicSubnet
from config.sections.fields import (
    EndpointService,
    FlowLogsDestination,
    LogRetentionDays,
    NatGateways,
    ZoneName,
)
from config.sections.section import Section


class ZoneSubnets(Section):
    """One availability zone: its three subnets, and whether it is about to go."""

    public: PublicSubnet
    """the subnet of load balancers and NAT gateways: a private IPv4 network, /16 to /27; a load
    balancer wants 8 free addresses, which a /27 has beside a NAT gateway"""
    private: PrivateNetwork
    """the subnet of nodes and pods: a private IPv4 network, /16 to /28"""
    database: PrivateNetwork
    """the subnet of the databases: a private IPv4 network, /16 to /28"""
    draining: bool = False
    """whether nodes, database instances, load balancer and endpoints leave the zone, so that it can
    be removed: docs/decisions/0011-zones.md"""


class FlowLogsConfig(Section):
    """The record of the network's traffic, which AWS bills by what it writes.

    A GB is USD 0.50 to CloudWatch and 0.25 to S3 in us-east-1, and 0.03 or 0.023 for each month
    that it is kept (https://aws.amazon.com/cloudwatch/pricing/, Vended Logs, 2026).
    """

    destination: Annotated[FlowLogsDestination, Field(strict=False)] = (
        FlowLogsDestination.CLOUDWATCH
    )
    """`cloudwatch`, where it can be searched at once, or `s3`, at half the price"""
    retention_days: LogRetentionDays = 90
    """days that flow logs are kept, one of the periods of CloudWatch Logs"""


def _sorted(zones: dict[str, ZoneSubnets]) -> dict[str, ZoneSubnets]:
    return dict(sorted(zones.items()))


class NetworkConfig(Section):
    """The VPC, its zones and its ways out."""

    cidr: PrivateNetwork
    """the address range of the VPC: a private IPv4 network (RFC 1918), /16 to /28"""
    zones: Annotated[dict[ZoneName, ZoneSubnets], Field(min_length=2), AfterValidator(_sorted)]
    """two or more availability zones of the region, each once, with its three subnets; their order
    has no meaning"""
    nat_gateways: Annotated[NatGateways, Field(strict=False)] = NatGateways.PER_ZONE
    """`per-zone`, or `single` for an environment that may lose its way out with one zone"""
    nat_gateway_zone: ZoneName | None = None
    """the zone of the single NAT gateway, which stays there when other zones come or go; only with
    `nat_gateways: single`"""
    interface_endpoints: tuple[EndpointService, ...] = Field(default=(), strict=False)
    """AWS services reached without leaving the VPC, each once, by the name that follows
    `com.amazonaws.<region>.`, such as `ecr.api`"""
    flow_logs: FlowLogsConfig = FlowLogsConfig()
    """the record of the network's traffic"""

    @property
    def draining_zones(self) -> frozenset[str]:
        """The zones that everything leaves."""
        return frozenset(zone for zone, subnets in self.zones.items() if subnets.draining)

    @property
    def active_zones(self) -> tuple[str, ...]:
        """The zones in which things are placed, in alphabetical order."""
        return tuple(zone for zone in self.zones if zone not in self.draining_zones)

    @property
    def nat_gateway_zones(self) -> tuple[str, ...]:
        """The zones that have a NAT gateway: a draining one keeps its own as long as it stands."""
        single = self.nat_gateways is NatGateways.SINGLE
        return tuple(z for z in self.zones if not single or z == self.nat_gateway_zone)
