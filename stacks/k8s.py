"""The stack `k8s`: the EKS cluster, its nodes and addons, and the applications."""

from collections.abc import Sequence

from config.addons.folder import Addon
from config.addons.load import load_addons
from config.addons.names import ADDONS
from config.applications.admission import admission_values
from config.applications.application import Application
from config.applications.placeholders import Placeholders
from config.aws.rds_authorities import database_authorities
from config.kubernetes_names import SYSTEM_NAMESPACE
from config.model import EnvironmentConfig
from config.sections.node_groups import INFRASTRUCTURE
from constructs import Construct
from constructs.addons.addons import Addons, service_accounts
from constructs.addons.context import AddonInputs
from constructs.apps.application import DatabaseConnection
from constructs.apps.applications import Applications
from constructs.cluster.access import Access
from constructs.cluster.alarms import (
    CONTROL_PLANE_NAMESPACE,
    NODES_NAMESPACE,
    control_plane_alarms,
    node_alarms,
)
from constructs.cluster.control_plane import ControlPlane
from constructs.cluster.node_zones import NodeZones
from constructs.cluster.nodes import Nodes
from constructs.cluster.security_groups import SecurityGroups
from constructs.dns.alarms import NAMESPACE as CERTIFICATES_NAMESPACE
from constructs.dns.alarms import certificate_alarms
from constructs.dns.certificate import WildcardCertificate
from constructs.kubernetes.cluster_policies import add_cluster_policies
from constructs.kubernetes.providers import add_cluster_providers
from constructs.kubernetes.ready_cluster import ReadyCluster
from constructs.observability.alarms import Alarms
from stacks.base import PlatformStack, StackName, default_tags
from stacks.contracts import ClusterOutputs, DatabaseOutputs, NetworkOutputs
from stacks.databases import DatabasesStack
from stacks.networking import NetworkingStack


class ClusterStack(PlatformStack):
    """The Kubernetes cluster of an environment. It needs `networking` and `databases`.

    Attributes:
        outputs: What people and pipelines need to use the cluster.
    """

    def __init__(
        self,
        scope: Construct,
        *,
        config: EnvironmentConfig,
        networking: NetworkingStack,
        databases: DatabasesStack,
        applications: Sequence[Application],
    ) -> None:
        super().__init__(scope, StackName.K8S, config=config)
        self.add_dependency(networking)
        self.add_dependency(databases)
        self._network = NetworkOutputs.from_remote_state(self, self.backend)
        self._databases = DatabaseOutputs.from_remote_state(self, self.backend)
        self._add_control_plane(config)
        self._add_nodes(config)
        self._certificate = WildcardCertificate(
            self,
            "certificate",
            domain=config.dns.domain,
            zone_id=self._network.hosted_zone_id,
        )
        self._add_alarms(config)
        add_cluster_providers(self, self._control_plane)
        reached = (
            self._access.deploys,
            self._security_groups.api_from_vpc,
            *self._security_groups.node_rules,
        )
        addons = load_addons(ADDONS, Placeholders.of(config))
        cluster = add_cluster_policies(
            self,
            cluster=ReadyCluster(
                control_plane=self._control_plane, ready=(*reached, *self._nodes.addons)
            ),
            service_accounts=service_accounts(addons, config.addons).get(SYSTEM_NAMESPACE, ()),
        )
        self._add_addons(config, cluster, addons)
        self._add_applications(config, cluster, applications)
        self.outputs = self._outputs(config)
        self.outputs.export(self)

    def _add_control_plane(self, config: EnvironmentConfig) -> None:
        self._control_plane = ControlPlane(
            self,
            "control-plane",
            name=config.cluster_name,
            cluster=config.cluster,
            location=config.location,
            service_cidr=config.service_cidr,
            subnet_ids=self._network.private_subnet_ids,
            keep=config.production,
        )
        self._access = Access(
            self,
            "access",
            control_plane=self._control_plane,
            deploy_role_arn=config.deploy_role_arn,
            access=config.cluster.access,
        )
        self._security_groups = SecurityGroups(
            self,
            "security-groups",
            control_plane=self._control_plane,
            vpc_id=self._network.vpc_id,
            vpc_cidr_block=self._network.vpc_cidr_block,
        )

    def _add_nodes(self, config: EnvironmentConfig) -> None:
        every = [self._control_plane.security_group_id, self._security_groups.nodes.id]
        clients = self._network.database_clients_security_group_id
        self._nodes = Nodes(
            self,
            "nodes",
            control_plane=self._control_plane,
            cluster=config.cluster,
            zones=NodeZones(
                subnet_ids=self._network.node_subnet_ids,
                names=tuple(config.network.zones),
                draining=config.network.draining_zones,
            ),
            security_group_ids={
                name: every if name == INFRASTRUCTURE else [*every, clients]
                for name in config.cluster.node_groups
            },
            tags=default_tags(config, StackName.K8S),
        )

    def _add_alarms(self, config: EnvironmentConfig) -> None:
        name = self.qualified_name
        self._topic = self._alarm_topic()
        Alarms(
            self,
            "control-plane-alarms",
            name=name,
            namespace=CONTROL_PLANE_NAMESPACE,
            alarms=control_plane_alarms(config.cluster_name),
            topic=self._topic,
        )
        Alarms(
            self,
            "node-alarms",
            name=name,
            namespace=NODES_NAMESPACE,
            alarms=[
                alarm
                for group, autoscaling_group in self._nodes.autoscaling_groups.items()
                for alarm in node_alarms(group, autoscaling_group)
            ],
            topic=self._topic,
        )
        Alarms(
            self,
            "certificate-alarms",
            name=name,
            namespace=CERTIFICATES_NAMESPACE,
            alarms=certificate_alarms(self._certificate.arn),
            topic=self._topic,
        )

    def _add_addons(
        self, config: EnvironmentConfig, cluster: ReadyCluster, addons: Sequence[Addon]
    ) -> None:
        self._addons = Addons(
            self,
            "addons",
            addons=addons,
            inputs=AddonInputs(
                config=config.addons,
                cluster=cluster,
                environment=config.name,
                vpc_id=self._network.vpc_id,
                vpc_cidr_block=self._network.vpc_cidr_block,
                public_subnet_ids=self._network.public_subnet_ids,
                domain=config.dns.domain,
                hosted_zone_id=self._network.hosted_zone_id,
                certificate=self._certificate,
                load_balancer_security_group_id=self._security_groups.load_balancer.id,
                access_logs_bucket=self._network.access_logs_bucket,
                load_balancer=config.load_balancer,
                zones=config.network.active_zones,
                topic=self._topic,
                master_secret_arn=self._databases.master_secret_arn,
                log_retention_days=config.cluster.log_retention_days,
            ),
        )

    def _add_applications(
        self, config: EnvironmentConfig, cluster: ReadyCluster, applications: Sequence[Application]
    ) -> None:
        Applications(
            self,
            "apps",
            cluster=cluster,
            applications=applications,
            allowed=config.applications,
            admission=admission_values(config),
            connection=DatabaseConnection(
                writer_endpoint=self._databases.writer_endpoint,
                reader_endpoint=self._databases.reader_endpoint,
                port=self._databases.port,
                cluster_resource_id=self._databases.cluster_resource_id,
                # Instances may still stand in a zone that is draining.
                cidrs=[str(subnets.database) for subnets in config.network.zones.values()],
                ca_bundle=database_authorities(config.region),
            ),
            master_secret_arn=self._databases.master_secret_arn,
            kms_key_arn=self._databases.kms_key_arn,
            after=self._addons.served,
        )

    def _outputs(self, config: EnvironmentConfig) -> ClusterOutputs:
        cluster = self._control_plane.resource
        log_groups = (self._control_plane.log_group, *self._addons.log_groups)
        return ClusterOutputs(
            cluster_name=cluster.name,
            cluster_endpoint=cluster.endpoint,
            kubectl_command=f"aws eks update-kubeconfig --region {config.region}"
            f" --name {config.cluster_name}",
            log_group_names=log_groups,
            certificate_arn=self._certificate.arn,
        )
