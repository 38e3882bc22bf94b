"""All addons, in the order in which they need each other."""

from collections.abc import Callable
from dataclasses import dataclass

from cdktf import ITerraformDependable

from config.sections.addons import AddonsConfig
from config.sections.load_balancer import LoadBalancerConfig
from constructs import Construct
from constructs.addons import (
    cluster_autoscaler,
    external_dns,
    external_secrets,
    fluent_bit,
    load_balancer_controller,
    metrics_server,
    monitoring,
    nginx_ingress,
)
from constructs.addons.external_secrets import ExternalSecrets
from constructs.addons.load_balancer import LoadBalancer
from constructs.addons.monitoring import Monitoring
from constructs.addons.namespaces import addon_namespaces
from constructs.cluster.log_groups import cluster_log_group
from constructs.dns.certificate import WildcardCertificate
from constructs.kubernetes.priority_classes import add_priority_classes
from constructs.kubernetes.ready_cluster import ReadyCluster
from constructs.kubernetes.storage_class import add_storage_class
from constructs.observability.topic import AlarmTopic


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What the addons must know of the environment around the cluster.

    Attributes:
        environment: The environment, first part of its secrets' names.
        vpc_id: The VPC.
        vpc_cidr_block: Its addresses.
        public_subnet_ids: Where the load balancer stands, a subnet in each zone.
        domain: The environment's domain.
        hosted_zone_id: Its zone.
        certificate: Its certificate.
        load_balancer_security_group_id: The group that the load balancer carries.
        access_logs_bucket: Where it writes its log.
        load_balancer: Its part of the environment file.
        zones: The zones in which things are placed.
        topic: Where alerts go.
        master_secret_arn: The secret that no application may read.
        log_retention_days: Days that logs are kept.
    """

    environment: str
    vpc_id: str
    vpc_cidr_block: str
    public_subnet_ids: tuple[str, ...]
    domain: str
    hosted_zone_id: str
    certificate: WildcardCertificate
    load_balancer_security_group_id: str
    access_logs_bucket: str
    load_balancer: LoadBalancerConfig
    zones: tuple[str, ...]
    topic: AlarmTopic
    master_secret_arn: str
    log_retention_days: int


class Addons(Construct):
    """The addons that the environment file leaves on.

    Args:
        scope: The stack.
        id_: The construct's id.
        cluster: The cluster, ready to take releases.
        addons: The addons' part of the environment file.
        around: The environment around the cluster.

    Attributes:
        served: What applications rely on: who has an Ingress, an ExternalSecret or a
            ServiceMonitor waits for them.
        log_group: The name of the log group of all containers.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        cluster: ReadyCluster,
        addons: AddonsConfig,
        around: Surroundings,
    ) -> None:
        super().__init__(scope, id_)
        self._addons, self._around = addons, around
        self._storage = add_storage_class(self, cluster.ready)
        self._cluster = cluster.after(*add_priority_classes(self, cluster.ready))
        self._namespaces = addon_namespaces(
            self, cluster=cluster, vpc_cidr_block=around.vpc_cidr_block
        )
        self.log_group = ""
        served = {name: make() for name, make in self._makers().items() if addons.enabled(name)}
        self._add_load_balancer(served)
        self.served = tuple(
            served[name]
            for name in (external_secrets.NAME, monitoring.NAME, nginx_ingress.NAME)
            if name in served
        )

    def _makers(self) -> dict[str, Callable[[], ITerraformDependable]]:
        """Return how each addon is made; what comes out is what others wait for."""
        return {
            cluster_autoscaler.NAME: self._cluster_autoscaler,
            metrics_server.NAME: self._metrics_server,
            load_balancer_controller.NAME: self._load_balancer_controller,
            external_dns.NAME: self._external_dns,
            external_secrets.NAME: self._external_secrets,
            fluent_bit.NAME: self._fluent_bit,
            monitoring.NAME: self._monitoring,
            nginx_ingress.NAME: self._nginx_ingress,
        }

    def _cluster_autoscaler(self) -> ITerraformDependable:
        return cluster_autoscaler.cluster_autoscaler(
            self, cluster=self._cluster, addons=self._addons
        ).resource

    def _metrics_server(self) -> ITerraformDependable:
        return metrics_server.metrics_server(
            self, cluster=self._cluster, addons=self._addons
        ).resource

    def _load_balancer_controller(self) -> ITerraformDependable:
        return load_balancer_controller.load_balancer_controller(
            self,
            cluster=self._cluster,
            addons=self._addons,
            vpc_id=self._around.vpc_id,
            web_acl_arn=self._around.load_balancer.web_acl_arn,
        ).resource

    def _external_dns(self) -> ITerraformDependable:
        return external_dns.external_dns(
            self,
            cluster=self._cluster,
            addons=self._addons,
            namespace=self._namespaces["external-dns"],
            watched=self._namespaces["nginx-ingress"],
            hosted_zone_id=self._around.hosted_zone_id,
            domain=self._around.domain,
        ).resource

    def _external_secrets(self) -> ITerraformDependable:
        return ExternalSecrets(
            self,
            "external-secrets",
            cluster=self._cluster,
            addons=self._addons,
            namespace=self._namespaces["external-secrets"],
            environment=self._around.environment,
            master_secret_arn=self._around.master_secret_arn,
        ).store

    def _fluent_bit(self) -> ITerraformDependable:
        control_plane = self._cluster.control_plane
        log_group = cluster_log_group(
            self,
            "containers-log-group",
            cluster_name=control_plane.name,
            kind="containers",
            retention_days=self._around.log_retention_days,
            key=control_plane.key,
        )
        self.log_group = log_group.name
        return fluent_bit.fluent_bit(
            self,
            cluster=self._cluster,
            addons=self._addons,
            namespace=self._namespaces["logging"],
            log_group=log_group,
        ).resource

    def _monitoring(self) -> ITerraformDependable:
        return Monitoring(
            self,
            "monitoring",
            cluster=self._cluster,
            addons=self._addons,
            namespace=self._namespaces["monitoring"],
            topic=self._around.topic,
            storage=self._storage,
        ).resource

    def _nginx_ingress(self) -> ITerraformDependable:
        return nginx_ingress.nginx_ingress(
            self,
            cluster=self._cluster,
            addons=self._addons,
            namespace=self._namespaces["nginx-ingress"],
            vpc_cidr_block=self._around.vpc_cidr_block,
        ).resource

    def _add_load_balancer(self, made: dict[str, ITerraformDependable]) -> None:
        """Add the load balancer, unless there is nothing to make it or to send to."""
        needed = (load_balancer_controller.NAME, nginx_ingress.NAME)
        if not all(name in made for name in needed):
            return
        around = self._around
        LoadBalancer(
            self,
            "load-balancer",
            namespace=self._namespaces["nginx-ingress"],
            domain=around.domain,
            subnet_ids=around.public_subnet_ids,
            certificate_arn=around.certificate.arn,
            security_group_id=around.load_balancer_security_group_id,
            access_logs_bucket=around.access_logs_bucket,
            load_balancer=around.load_balancer,
            cluster_name=self._cluster.control_plane.name,
            zones=around.zones,
            topic=around.topic,
            # external-dns too: what is gone before the load balancer takes no record away.
            after=[made[name] for name in (*needed, external_dns.NAME) if name in made],
        )
