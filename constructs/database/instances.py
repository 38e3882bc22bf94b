"""The instances of the cluster: the writer and its fixed readers."""

from collections.abc import Sequence

from cdktf_cdktf_provider_aws.rds_cluster_instance import RdsClusterInstance

from config.aws.windows import days_later
from config.placement import Placement
from config.sections.database import DatabaseConfig
from config.sections.fields import ZONE_LETTERS
from constructs import Construct
from constructs.database.cluster import ENGINE, AuroraCluster
from constructs.database.monitoring_role import MonitoringRole
from constructs.database.parameters import Parameters
from constructs.iam.key import CustomerKey
from constructs.waivers.waiver import waive


class Instances(Construct):
    """One instance for each placement. One of the first in their zones becomes the writer.

    Their maintenance windows differ by zone, so that what AWS does to an instance by itself, such
    as to update its operating system, takes one zone at a time.

    Args:
        scope: The stack.
        id_: The construct's id.
        cluster: The cluster.
        placements: Where the instances stand.
        database: The database's part of the environment file.
        parameters: The parameter groups.
        key: What encrypts Performance Insights.
        monitoring: The role of enhanced monitoring.

    Attributes:
        by_id: The `aws_rds_cluster_instance` of each placement's id.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        cluster: AuroraCluster,
        placements: Sequence[Placement],
        database: DatabaseConfig,
        parameters: Parameters,
        key: CustomerKey,
        monitoring: MonitoringRole,
    ) -> None:
        super().__init__(scope, id_)
        self._cluster, self._database = cluster, database
        self._parameters, self._key, self._monitoring = parameters, key, monitoring
        first = {p.id: self._instance(p, []) for p in placements if p.promotion_tier == 0}
        # AWS makes the first instance the writer. A second one of a zone waits, for as a writer it
        # could hand over to the first of its own zone.
        later = {
            p.id: self._instance(p, list(first.values()))
            for p in placements
            if p.promotion_tier > 0
        }
        self.by_id = first | later

    def _instance(
        self, place: Placement, after: Sequence[RdsClusterInstance]
    ) -> RdsClusterInstance:
        watch = self._database.monitoring
        instance = RdsClusterInstance(
            self,
            place.id,
            identifier=f"{self._cluster.name}-{place.id}",
            cluster_identifier=self._cluster.resource.id,
            engine=ENGINE,
            engine_version=self._cluster.resource.engine_version,
            instance_class=self._database.instance_class,
            availability_zone=place.zone,
            promotion_tier=place.promotion_tier,
            publicly_accessible=False,
            db_parameter_group_name=self._parameters.instance_group,
            preferred_maintenance_window=_window(self._database.maintenance_window, place.zone),
            apply_immediately=self._database.apply_immediately,
            auto_minor_version_upgrade=False,
            copy_tags_to_snapshot=True,
            performance_insights_enabled=True,
            performance_insights_kms_key_id=self._key.arn,
            performance_insights_retention_period=watch.insights_retention_days,
            monitoring_interval=watch.metrics_interval_seconds,
            monitoring_role_arn=self._monitoring.arn,
            depends_on=[self._monitoring.attachment, *after],
        )
        waive(
            instance,
            "CKV_AWS_226",
            "a version changes with the environment file only: docs/decisions/0007-databases.md",
        )
        return instance


def _window(cluster_window: str, zone: str) -> str:
    """Return the hours of the cluster's window on the day of a zone.

    The six letters that zones end in have the six days that are not the cluster's, so a zone keeps
    its day whatever zones there are. A window that does not meet the daily backup is shorter than
    a day, so no two of them meet, nor does any of them meet the backup.
    """
    return days_later(cluster_window, 1 + ZONE_LETTERS.index(zone[-1]))
