"""The input from which an addon is added, and the result for those that come after it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from cdktf import ITerraformDependable

from config.addons.folder import Addon
from config.sections.addons import AddonsConfig
from config.sections.load_balancer import LoadBalancerConfig
from constructs import Construct
from constructs.cluster.control_plane import ControlPlane
from constructs.dns.certificate import WildcardCertificate
from constructs.kubernetes.namespace import Namespace
from constructs.kubernetes.ready_cluster import ReadyCluster
from constructs.observability.topic import AlarmTopic

LEAST_REPLICAS: Final = 3
"""Pods of what requests or new pods need, in however few zones."""


@dataclass(frozen=True, kw_only=True)
class AddonInputs:
    """The parts of the stack that addons need.

    Attributes:
        config: The addons' part of the environment file.
        cluster: The cluster, ready to take releases.
        environment: The environment, first part of its secrets' names.
        vpc_id: The VPC.
        vpc_cidr_block: Its addresses.
        zones: The zones in which things are placed.
        public_subnet_ids: Where the load balancer stands, a subnet in each zone.
        domain: The environment's domain.
        hosted_zone_id: Its zone in Route 53.
        certificate: Its certificate.
        load_balancer: The load balancer's part of the environment file.
        load_balancer_security_group_id: The group that the load balancer carries.
        access_logs_bucket: Where it writes its log.
        topic: Where alerts go.
        master_secret_arn: The secret that no application may read.
        log_retention_days: Days that logs are kept.
    """

    config: AddonsConfig
    cluster: ReadyCluster
    environment: str
    vpc_id: str
    vpc_cidr_block: str
    zones: tuple[str, ...]
    public_subnet_ids: tuple[str, ...]
    domain: str
    hosted_zone_id: str
    certificate: WildcardCertificate
    load_balancer: LoadBalancerConfig
    load_balancer_security_group_id: str
    access_logs_bucket: str
    topic: AlarmTopic
    master_secret_arn: str
    log_retention_days: int


@dataclass(frozen=True, kw_only=True)
class Installed:
    """An addon that was added.

    Attributes:
        ready: What others wait for.
        log_group: The name of the log group that it writes to; empty for most.
    """

    ready: ITerraformDependable
    log_group: str = ""


@dataclass(frozen=True, kw_only=True)
class AddonContext:
    """All that one addon is added from.

    Attributes:
        scope: The construct that it is added to.
        addon: Its folder.
        inputs: The environment around it.
        cluster: The cluster, ready to take releases whose pods name a priority class.
        namespaces: The namespaces that were made for addons, by the names of the addons.
        storage: The class of volumes.
        installed: The addons that were added before it, by name.
    """

    scope: Construct
    addon: Addon
    inputs: AddonInputs
    cluster: ReadyCluster
    namespaces: Mapping[str, Namespace]
    storage: ITerraformDependable
    installed: Mapping[str, Installed]

    @property
    def one_in_each_zone(self) -> int:
        """How many pods that are spread evenly are one in each zone, and three at least."""
        return max(LEAST_REPLICAS, len(self.inputs.zones))

    @property
    def control_plane(self) -> ControlPlane:
        """The cluster's control plane."""
        return self.cluster.control_plane


class AddonModule(Protocol):
    """The form of a module for an addon that needs references to resources beside its folder."""

    @property
    def NAME(self) -> str:  # noqa: N802 - a constant of the module
        """The name of the addon's folder."""

    @property
    def SERVICE_ACCOUNT(self) -> str | None:  # noqa: N802 - a constant of the module
        """The service account to which the module gives rights in AWS, if it does."""

    def add(self, context: AddonContext) -> Installed:
        """Add the addon."""
