"""The Aurora PostgreSQL cluster itself: storage, endpoints, backups and the master's secret."""

from collections.abc import Sequence
from typing import Any

from cdktf import TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
from cdktf_cdktf_provider_aws.rds_cluster import (
    RdsCluster,
    RdsClusterRestoreToPointInTime,
    RdsClusterServerlessv2ScalingConfiguration,
)

from config.aws.aurora import SERVERLESS
from config.sections.database import DatabaseConfig, StorageType
from config.sections.database_backup import LATEST, RestoreConfig
from constructs import Construct
from constructs.database.access import ClientAccess
from constructs.database.parameters import Parameters
from constructs.iam.key import CustomerKey
from constructs.waivers.waiver import waive, waive_short_retention

ENGINE = "aurora-postgresql"
PORT = 5432
MASTER_USERNAME = "platform_admin"
EXTENDED_SUPPORT = "open-source-rds-extended-support"

ONLY_WHEN_MADE = [
    "engine_lifecycle_support",
    "master_username",
    "restore_to_point_in_time",
    "snapshot_identifier",
]
"""The attributes that say how a cluster is made. On one that stands another value would replace it,
or never take effect: docs/decisions/0017-aurora-life.md"""


class AuroraCluster(Construct):
    """A cluster without instances: encrypted, reached by TLS, and restorable.

    RDS makes the master's password and rotates it every week, so that Terraform never holds it:
    https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/rds-secrets-manager.html

    Args:
        scope: The stack.
        id_: The construct's id.
        name: The cluster's identifier.
        availability_zones: The three zones of its storage; None where Aurora has no choice.
        database: Its part of the environment file.
        earlier: The cluster that it is restored from unless the file names another.
        subnet_group_name: The subnets that its instances stand in.
        key: What encrypts its storage, its log and the master's secret.
        access: The security group that it carries.
        parameters: Its parameter groups.

    Attributes:
        name: The cluster's identifier.
        resource: The `aws_rds_cluster`.
        master_secret_arn: The secret that holds the master's user name and password.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        availability_zones: Sequence[str] | None,
        database: DatabaseConfig,
        earlier: str,
        subnet_group_name: str,
        key: CustomerKey,
        access: ClientAccess,
        parameters: Parameters,
    ) -> None:
        super().__init__(scope, id_)
        self.name = name
        log = self._log_group(name, database.monitoring.log_retention_days, key)
        self.resource = RdsCluster(
            self,
            "cluster",
            cluster_identifier=name,
            engine=ENGINE,
            port=PORT,
            db_subnet_group_name=subnet_group_name,
            vpc_security_group_ids=[access.security_group_id],
            iam_database_authentication_enabled=True,
            master_username=MASTER_USERNAME,
            manage_master_user_password=True,
            enabled_cloudwatch_logs_exports=["postgresql"],
            storage_encrypted=True,
            kms_key_id=key.arn,
            master_user_secret_kms_key_id=key.arn,
            serverlessv2_scaling_configuration=_capacity(database),
            storage_type=_storage_type(database.storage_type),
            deletion_protection=database.deletion_protection,
            **_zones(availability_zones),
            **_version(database, parameters),
            **_beginning(database, earlier),
            # The key is made with the cluster, so that no earlier cluster's snapshot has the name.
            **_backups(database, final_snapshot=f"{name}-final-{key.id}"),
            # RDS would make the group by itself, and keep its contents for ever.
            depends_on=[log],
        )
        self._waive(database)
        self.master_secret_arn = self.resource.master_user_secret.get(0).secret_arn

    def _log_group(self, name: str, retention_days: int, key: CustomerKey) -> CloudwatchLogGroup:
        group = CloudwatchLogGroup(
            self,
            "log-group",
            name=postgresql_log_group(name),
            retention_in_days=retention_days,
            kms_key_id=key.arn,
        )
        waive_short_retention(group, retention_days)
        return group

    def _waive(self, database: DatabaseConfig) -> None:
        if not database.backup.copy_to.vault_arn:
            waive(
                self.resource,
                "CKV2_AWS_8",
                "Aurora's own backups restore any second; the environment file asks for no copies",
            )
        waive(
            self.resource,
            "CKV2_AWS_27",
            "slow statements are logged by the instances' parameters; all of them would leak data",
        )
        if not database.deletion_protection:
            waive(
                self.resource,
                "CKV_AWS_139",
                "the environment file asks for a cluster to throw away; production refuses that",
            )


def postgresql_log_group(cluster_name: str) -> str:
    """Return the log group that RDS exports the log of PostgreSQL to."""
    return f"/aws/rds/cluster/{cluster_name}/postgresql"


def _zones(zones: Sequence[str] | None) -> dict[str, Any]:
    """Return the zones of the storage, and what a plan passes over: how a cluster was made."""
    ignored = [*(["availability_zones"] if zones else []), *ONLY_WHEN_MADE]
    return {
        "availability_zones": zones and list(zones),
        "lifecycle": TerraformResourceLifecycle(ignore_changes=ignored),
    }


def _version(database: DatabaseConfig, parameters: Parameters) -> dict[str, Any]:
    """Return the version of the engine, its parameters, and how both change."""
    upgrades = database.allow_major_version_upgrade
    return {
        "engine_version": database.engine_version,
        "allow_major_version_upgrade": upgrades,
        "apply_immediately": database.apply_immediately,
        "preferred_maintenance_window": database.maintenance_window,
        "db_cluster_parameter_group_name": parameters.cluster_group,
        # RDS asks for it where a major upgrade meets instances with a group of their own, and
        # refuses it at any other time:
        # https://github.com/hashicorp/terraform-provider-aws/issues/17357
        "db_instance_parameter_group_name": parameters.instance_group if upgrades else None,
    }


def _beginning(database: DatabaseConfig, earlier: str) -> dict[str, Any]:
    """Return how the cluster is made: empty, or from a snapshot or an earlier cluster."""
    support = EXTENDED_SUPPORT if database.extended_support else f"{EXTENDED_SUPPORT}-disabled"
    return {
        "engine_lifecycle_support": support,
        "snapshot_identifier": database.restore.snapshot,
        "restore_to_point_in_time": _point_in_time(database.restore, earlier),
    }


def _backups(database: DatabaseConfig, *, final_snapshot: str) -> dict[str, Any]:
    """Return the backups of a cluster.

    Args:
        database: Its part of the environment file.
        final_snapshot: A name that no earlier cluster's snapshot has.
    """
    keeps = database.backup.final_snapshot
    return {
        "backup_retention_period": database.backup.retention_days,
        "preferred_backup_window": database.backup.window,
        "copy_tags_to_snapshot": True,
        "skip_final_snapshot": not keeps,
        "final_snapshot_identifier": final_snapshot if keeps else None,
    }


def _point_in_time(restore: RestoreConfig, earlier: str) -> RdsClusterRestoreToPointInTime | None:
    if restore.time is None:
        return None
    return RdsClusterRestoreToPointInTime(
        source_cluster_identifier=restore.cluster or earlier,
        # Without it the provider sends an empty word for it.
        restore_type="full-copy",
        restore_to_time=None if restore.time == LATEST else restore.time,
        use_latest_restorable_time=True if restore.time == LATEST else None,
    )


def _capacity(database: DatabaseConfig) -> RdsClusterServerlessv2ScalingConfiguration | None:
    if database.instance_class != SERVERLESS:
        return None
    bounds = database.serverless
    return RdsClusterServerlessv2ScalingConfiguration(
        min_capacity=bounds.min_acu, max_capacity=bounds.max_acu
    )


def _storage_type(storage: StorageType) -> str | None:
    # Aurora's API has no word for its standard storage.
    return None if storage is StorageType.STANDARD else str(storage)
