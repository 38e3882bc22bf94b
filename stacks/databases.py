"""The stack `databases`: Aurora PostgreSQL over the zones, its clients, and what watches it."""

from collections.abc import Sequence

from cdktf import Token

from config.applications.database import ApplicationDatabase
from config.model import EnvironmentConfig
from config.placement import place
from config.sections.database_backup import generation_name
from constructs import Construct
from constructs.database.access import ClientAccess
from constructs.database.alarms import NAMESPACE, database_alarms
from constructs.database.autoscaling import ReaderAutoscaling
from constructs.database.backup_alarms import NAMESPACE as BACKUP_NAMESPACE
from constructs.database.backup_alarms import backup_alarms
from constructs.database.backup_copies import BackupCopies
from constructs.database.cluster import PORT, AuroraCluster
from constructs.database.dashboard import DatabaseDashboard
from constructs.database.events import DatabaseEvents
from constructs.database.generations import forget_earlier, generation_id
from constructs.database.instances import Instances
from constructs.database.key import database_key
from constructs.database.monitoring_role import MonitoringRole
from constructs.database.parameters import Parameters
from constructs.observability.alarms import Alarms
from constructs.observability.topic import AlarmTopic
from stacks.base import PlatformStack, StackName
from stacks.contracts import DatabaseOutputs, NetworkOutputs
from stacks.networking import NetworkingStack


class DatabasesStack(PlatformStack):
    """The database cluster of an environment. It needs `networking`.

    Attributes:
        outputs: What it hands to the other stacks.
    """

    def __init__(
        self,
        scope: Construct,
        *,
        config: EnvironmentConfig,
        networking: NetworkingStack,
        applications: Sequence[ApplicationDatabase],
    ) -> None:
        super().__init__(scope, StackName.DATABASES, config=config)
        self.add_dependency(networking)
        network = NetworkOutputs.from_remote_state(self, self.backend)
        self._generation = config.database.generation
        self._add_cluster(config, network)
        self._add_instances(config)
        topic = self._alarm_topic(rds_events=True)
        self._add_backup_copies(config, topic)
        self._add_alarms(config, topic)
        self.outputs = self._outputs(applications)
        self.outputs.export(self)

    def _add_cluster(self, config: EnvironmentConfig, network: NetworkOutputs) -> None:
        name = config.qualified_name
        names = [generation_name(name, number) for number in range(1, self._generation + 1)]
        self._key = database_key(
            self, "database-key", name=name, cluster_names=names, location=config.location
        )
        self._parameters = Parameters(
            self,
            "parameters",
            name=name,
            major_version=config.database.major_version,
            slow_query_milliseconds=config.database.monitoring.slow_query_milliseconds,
        )
        access = ClientAccess(
            self,
            "access",
            name=name,
            vpc_id=network.vpc_id,
            clients_security_group_id=network.database_clients_security_group_id,
            port=PORT,
        )
        self._cluster = AuroraCluster(
            self,
            generation_id("cluster", self._generation),
            name=names[-1],
            availability_zones=config.database_storage_zones,
            database=config.database,
            earlier=names[-2] if len(names) > 1 else "",
            subnet_group_name=network.database_subnet_group_name,
            key=self._key,
            access=access,
            parameters=self._parameters,
        )

    def _add_instances(self, config: EnvironmentConfig) -> None:
        readers = config.database.readers
        placements = place(config.instance_zones)
        forget_earlier(self, generation=self._generation, placements=placements)
        self._instances = Instances(
            self,
            generation_id("instances", self._generation),
            cluster=self._cluster,
            placements=placements,
            database=config.database,
            parameters=self._parameters,
            key=self._key,
            monitoring=MonitoringRole(
                self, "monitoring", name=config.qualified_name, location=config.location
            ),
        )
        if readers.max > readers.fixed:
            ReaderAutoscaling(
                self,
                "autoscaling",
                cluster=self._cluster,
                instances=self._instances,
                database=config.database,
            )

    def _add_backup_copies(self, config: EnvironmentConfig, topic: AlarmTopic) -> None:
        if not config.database.backup.copy_to.vault_arn:
            return
        copies = BackupCopies(
            self,
            "backup-copies",
            name=config.qualified_name,
            location=config.location,
            cluster=self._cluster,
            database=config.database,
            key=self._key,
        )
        Alarms(
            self,
            "backup-alarms",
            name=self.qualified_name,
            namespace=BACKUP_NAMESPACE,
            alarms=backup_alarms(copies.vault_name),
            topic=topic,
        )

    def _add_alarms(self, config: EnvironmentConfig, topic: AlarmTopic) -> None:
        Alarms(
            self,
            "alarms",
            name=self.qualified_name,
            namespace=NAMESPACE,
            alarms=database_alarms(self._cluster.name, config.database.size),
            topic=topic,
        )
        DatabaseEvents(
            self, "events", cluster=self._cluster, instances=self._instances, topic=topic
        )
        DatabaseDashboard(self, "dashboard", cluster=self._cluster, region=config.region)

    def _outputs(self, applications: Sequence[ApplicationDatabase]) -> DatabaseOutputs:
        cluster = self._cluster.resource
        return DatabaseOutputs(
            writer_endpoint=cluster.endpoint,
            reader_endpoint=cluster.reader_endpoint,
            port=Token.as_string(cluster.port),
            cluster_resource_id=cluster.cluster_resource_id,
            master_secret_arn=self._cluster.master_secret_arn,
            kms_key_arn=self._key.arn,
            application_connections_per_pod={
                each.application: str(each.connections_per_pod) for each in applications
            },
        )
