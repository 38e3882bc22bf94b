"""The typed model of an environment file: one YAML file decides everything about one environment.

The docstring of a field says what it allows: the JSON Schema and the error messages quote it.
"""

from ipaddress import IPv4Network

from pydantic import Field

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
    EnvironmentName,
    ProjectName,
    Region,
    RoleName,
    TagKey,
    TagValue,
)
from config.sections.iam import IamConfig
from config.sections.load_balancer import LoadBalancerConfig
from config.sections.network import NetworkConfig
from config.sections.resilience import ResilienceConfig
from config.sections.section import Section
from config.sections.state import StateConfig


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
    load_balancer: LoadBalancerConfig = LoadBalancerConfig()
    """the load balancer"""
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
    resilience: ResilienceConfig = ResilienceConfig()
    """which findings of `make resilience` count, and which risks are accepted"""

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
