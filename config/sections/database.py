"""The part of an environment file that describes the Aurora PostgreSQL cluster."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from config.aws.aurora import (
    INSTANCE_CLASSES,
    MAX_READERS,
    SERVERLESS,
    STORAGE_ZONES,
    SUPPORTED_MAJORS,
    InstanceClass,
    ServerlessSize,
)
from config.aws.windows import WeeklyWindow
from config.sections.database_backup import LAST_GENERATION, BackupConfig, RestoreConfig
from config.sections.fields import LogRetentionDays, ZoneName
from config.sections.section import Section


def _supported(version: str) -> str:
    major = int(version.split(".", maxsplit=1)[0])
    if major not in SUPPORTED_MAJORS:
        raise PydanticCustomError("major", "is of a major version that is not supported")
    return version


def _known(name: str) -> str:
    if name not in {*INSTANCE_CLASSES, SERVERLESS}:
        raise PydanticCustomError("instance_class", "is not a class that is known here")
    return name


def _three(zones: tuple[str, ...]) -> tuple[str, ...]:
    if len(zones) != STORAGE_ZONES or len(set(zones)) != STORAGE_ZONES:
        raise PydanticCustomError("availability_zones", "are not three zones, each once")
    return zones


EngineVersion = Annotated[
    str, Field(pattern=r"^[1-9][0-9]\.(0|[1-9][0-9]?)$"), AfterValidator(_supported)
]
AvailabilityZones = Annotated[tuple[ZoneName, ...], Field(strict=False), AfterValidator(_three)]
InstanceClassName = Annotated[str, AfterValidator(_known)]
# https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ServerlessV2ScalingConfiguration.html
Acu = Annotated[float, Field(ge=0, le=256, multiple_of=0.5)]

# https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_PerfInsights.Overview.cost.html
InsightsRetentionDays = Literal[
    7, 31, 62, 93, 124, 155, 186, 217, 248, 279, 310, 341, 372, 403, 434, 465, 496, 527, 558, 589,
    620, 651, 682, 713, 731,
]  # fmt: skip


class StorageType(StrEnum):
    """How Aurora's storage is billed."""

    STANDARD = "aurora"
    IO_OPTIMIZED = "aurora-iopt1"


class ScalingMetric(StrEnum):
    """What the number of readers follows."""

    CPU = "cpu"
    CONNECTIONS = "connections"


class AutoscalingConfig(Section):
    """When readers are added and taken away."""

    metric: Annotated[ScalingMetric, Field(strict=False)] = ScalingMetric.CPU
    """what the readers' average is taken of: `cpu`, or `connections`"""
    target_percent: Annotated[int, Field(ge=10, le=90)] = 60
    """the average to hold: 10 to 90 percent of the CPU, or of the connections that the instance
    class admits"""
    scale_out_cooldown_seconds: Annotated[int, Field(ge=0, le=3600)] = 300
    """seconds between two additions: 0 to 3600"""
    scale_in_cooldown_seconds: Annotated[int, Field(ge=0, le=3600)] = 600
    """seconds between two removals: 0 to 3600"""


class ReadersConfig(Section):
    """The readers beside the writer."""

    fixed: Annotated[int, Field(ge=0, le=MAX_READERS)] = 2
    """the readers that always exist, and the fewest that autoscaling leaves: 0 to 15, 1 or more in
    production; without one a lost writer is down until AWS has made another, 10 minutes and more"""
    max: Annotated[int, Field(ge=0, le=MAX_READERS)] = 5
    """the most readers that autoscaling reaches: 0 to 15; equal to `fixed`, there is none"""
    autoscaling: AutoscalingConfig = AutoscalingConfig()
    """when readers are added and taken away"""


class ServerlessConfig(Section):
    """The bounds of each instance's capacity where the class is `db.serverless`."""

    min_acu: Acu = 2
    """the fewest Aurora capacity units (2 GiB of memory each) of an instance: 0 to 256 in steps of
    0.5. Performance Insights wants 2; with 0 an instance without connections stops, and the next
    connection waits 15 seconds or longer, which production refuses"""
    max_acu: Annotated[Acu, Field(ge=1)] = 16
    """the most Aurora capacity units of an instance: 1 to 256 in steps of 0.5"""


class DatabaseMonitoringConfig(Section):
    """What is recorded of the database's work."""

    log_retention_days: LogRetentionDays = 90
    """days that PostgreSQL's log is kept, one of the periods of CloudWatch Logs"""
    slow_query_milliseconds: Annotated[int, Field(ge=0, le=3_600_000)] = 1000
    """statements that take this long are logged: 0 (every one) to 3600000 milliseconds"""
    insights_retention_days: InsightsRetentionDays = 7
    """days that Performance Insights keeps, of which 7 are free"""
    metrics_interval_seconds: Literal[1, 5, 10, 15, 30, 60] = 60
    """seconds between two readings of the operating system"""


class DatabaseConfig(Section):
    """The Aurora PostgreSQL cluster."""

    engine_version: EngineVersion = "17.9"
    """a version of Aurora PostgreSQL with major and minor number in quotes, such as `"17.9"`; the
    majors 14, 15, 16, 17 and 18 are supported, from the minor on that the instance class
    needs. Synth does not know what runs: only at deployment RDS refuses to go down"""
    instance_class: InstanceClassName = "db.r8g.large"
    """the size of every instance: db.t4g.medium or db.t4g.large, else db.r6g, db.r7g or db.r8g with
    large, xlarge, 2xlarge, 4xlarge, 8xlarge, 12xlarge or 16xlarge; or db.serverless"""
    serverless: ServerlessConfig = ServerlessConfig()
    """the bounds of each instance's capacity; only with `instance_class: db.serverless`"""
    storage_type: Annotated[StorageType, Field(strict=False)] = StorageType.STANDARD
    """`aurora`, billed by request, or `aurora-iopt1`, which pays where requests cost more than a
    quarter of the bill"""
    readers: ReadersConfig = ReadersConfig()
    """the readers beside the writer"""
    availability_zones: AvailabilityZones | None = None
    """the three zones that Aurora keeps its data in, the only ones in which instances can stand:
    chosen when the cluster is made, and never changed. Left out where the network has no others,
    or `instance_zones` names all three"""
    instance_zones: tuple[ZoneName, ...] | None = Field(default=None, strict=False)
    """the zone of each instance, writer and fixed readers; left out where each zone has one"""
    deletion_protection: bool = True
    """whether AWS refuses to delete the cluster"""
    maintenance_window: WeeklyWindow = "sun:03:00-sun:04:00"
    """the cluster's weekly window in UTC, 30 minutes or longer, such as `sun:03:00-sun:04:00`; the
    instances of each zone have the same hours of another day"""
    apply_immediately: bool = False
    """whether a changed version or instance class takes effect at the deployment, with its
    interruption, and not in the maintenance window; it may stand for one deployment"""
    allow_major_version_upgrade: bool = False
    """whether RDS may go up to another major version; with `apply_immediately`, and for one
    deployment: docs/runbooks/aurora-major-upgrade.md"""
    extended_support: bool = True
    """whether a major version runs on after its standard support ends, which AWS charges for by
    vCPU and hour; else AWS upgrades it by itself, and no cluster can be made or restored with it.
    It says how a cluster is made or restored, and changes none that stands"""
    generation: Annotated[int, Field(ge=1, le=LAST_GENERATION)] = 1
    """which cluster of this environment it is: 1 to 99. Another number makes another cluster, from
    what `restore` names or else empty, and leaves the earlier one running in AWS, outside
    Terraform: docs/runbooks/aurora-restore.md"""
    restore: RestoreConfig = RestoreConfig()
    """what a new generation begins with: `snapshot`, or `time` with `cluster`; it may stand for one
    deployment"""
    backup: BackupConfig = BackupConfig()
    """backups of the cluster"""
    monitoring: DatabaseMonitoringConfig = DatabaseMonitoringConfig()
    """what is recorded of the database's work"""

    @property
    def size(self) -> InstanceClass:
        """What the instance class holds."""
        if self.instance_class == SERVERLESS:
            return ServerlessSize.of(self.serverless.min_acu, self.serverless.max_acu)
        return INSTANCE_CLASSES[self.instance_class]

    @property
    def major_version(self) -> str:
        """The major version, which names the family of parameters."""
        return self.engine_version.split(".")[0]
