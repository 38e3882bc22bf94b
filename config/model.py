"""The typed model of an environment file: one YAML file decides everything about one environment.

The docstring of a field says what it allows: the JSON Schema and the error messages quote it.
"""

from ipaddress import IPv4Network
from typing import Annotated

from pydantic import AfterValidator, Field

from config.location import Location
from config.placement import storage_zones, take_turns
from config.sections.addons import AddonsConfig
from config.sections.alarms import AlarmsConfig
from config.sections.application_rights import ApplicationsConfig
from config.sections.cluster import ClusterConfig
from config.sections.database import DatabaseConfig
from config.sections.dns import DnsConfig
from config.sections.fields import (
    AccountId,
    BucketName,
    EndpointService,
    EnvironmentName,
    LogRetentionDays,
    NatGateways,
    PrivateNetwork,
    ProjectName,
    PublicSubnet,
    Region,
    RoleName,
    TableName,
    TagKey,
    TagValue,
    ZoneName,
)
from config.sections.iam import IamConfig
from config.sections.section import Section


class StateConfig(Section):
    """Where Terraform keeps the state of this environment."""

    bucket: BucketName
    """the S3 bucket for the states: 3 to 63 lower-case letters, digits and hyphens, with
    none of the beginnings and ends that S3 keeps for itself, such as `xn--` and `-s3alias`"""
    lock_table: TableName
    """the DynamoDB table for the locks: 3 to 255 letters, digits, and any of _ . -"""


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
    """The record of the network's traffic in CloudWatch."""

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


class EnvironmentConfig(Section):
    """Everything that distinguishes one environment from another.

    Made by `load_environment` only, which also checks what no single field shows.
    """

    name: EnvironmentName
    """the environment's name, as the file's: up to 15 lower-case letters and digits, in words
    joined by single hyphens; not `sthree` or `amzn-s3-demo`, nor one of them and more words"""
    production: bool = False
    """whether it holds what must not be lost, so that nothing may turn its protection off; an
    environment whose name begins with `prod` says it, `true` or `false`"""
    project: ProjectName
    """first part of resource names: 2 to 20 lower-case letters and digits, in words joined by
    single hyphens; not `sg`, `sthree` or `amzn-s3-demo`, nor one of them and more words"""
    account_id: AccountId
    """the AWS account: 12 digits in quotes"""
    region: Region
    """a region of AWS in one of the partitions aws, aws-cn and aws-us-gov, such as `eu-west-1`"""
    deploy_role: RoleName
    """the name of the account's IAM role that deploys: up to 64 letters, digits and any of
    _ + = , . @ -"""
    plan_role: RoleName | None = None
    """the name of the account's IAM role that plans, if there is one: another than the role that
    deploys, and not let into the cluster, where Helm keeps its releases in Secrets"""
    tags: dict[TagKey, TagValue] = Field(default={})
    """tags for every resource: keys of up to 128 and values of up to 256 letters, digits, spaces
    and any of _ . : / = + - @, neither beginning with `aws:` or `rds:`;
    up to 40, since a resource has up to 50 and the platform's and EKS's own come to them"""
    iam: IamConfig = IamConfig()
    """what the account asks of IAM roles"""
    state: StateConfig
    """where Terraform keeps the state"""
    network: NetworkConfig
    """the VPC, its zones and its ways out"""
    dns: DnsConfig
    """the domain of the environment"""
    cluster: ClusterConfig = ClusterConfig()
    """the EKS cluster"""
    addons: AddonsConfig = AddonsConfig()
    """the addons that Helm installs"""
    database: DatabaseConfig = DatabaseConfig()
    """the Aurora PostgreSQL cluster"""
    applications: ApplicationsConfig = ApplicationsConfig()
    """what applications may have beside what is their own"""
    alarms: AlarmsConfig = AlarmsConfig()
    """who is told when an alarm goes off"""

    @property
    def qualified_name(self) -> str:
        """The project and the environment: unique in an account, first part of resource names."""
        return f"{self.project}-{self.name}"

    @property
    def database_storage_zones(self) -> tuple[str, ...] | None:
        """The zones that Aurora keeps its data in; None where it takes all of the network's."""
        database, zones = self.database, self.network.zones
        told = storage_zones(zones, database.availability_zones, database.instance_zones)
        return None if told == tuple(zones) else told

    @property
    def instance_zones(self) -> tuple[str, ...]:
        """The zone of each instance of the database cluster, writer and fixed readers."""
        storage = self.database_storage_zones or self.network.active_zones
        usable = [zone for zone in self.network.active_zones if zone in storage]
        return self.database.instance_zones or take_turns(usable, 1 + self.database.readers.fixed)

    @property
    def cluster_name(self) -> str:
        """The name of the EKS cluster, which the subnets' discovery tags must know."""
        return self.qualified_name

    @property
    def service_cidr(self) -> IPv4Network:
        """The network of the cluster's Services: of the two that EKS offers, one outside the VPC.

        https://docs.aws.amazon.com/eks/latest/APIReference/API_KubernetesNetworkConfigRequest.html
        """
        first, second = (IPv4Network(cidr) for cidr in ("172.20.0.0/16", "10.100.0.0/16"))
        return second if first.overlaps(self.network.cidr) else first

    @property
    def deploy_role_arn(self) -> str:
        """The role that deploys, which must be let into the cluster."""
        return self.location.role_arn(self.deploy_role)

    @property
    def partition(self) -> str:
        """The AWS partition of the region, second part of every ARN."""
        return self.location.partition

    @property
    def location(self) -> Location:
        """The region and account, from which the names that AWS gives follow."""
        return Location(
            region=self.region,
            account_id=self.account_id,
            role_path=self.iam.role_path,
            permissions_boundary=self.iam.permissions_boundary,
        )
