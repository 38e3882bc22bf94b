"""The part of an environment file that describes the Aurora PostgreSQL cluster."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from config.aws.aurora import (
    INSTANCE_CLASSES,
    MAX_READERS,
    STORAGE_ZONES,
    SUPPORTED_MAJORS,
    InstanceClass,
)
from config.aws.windows import DailyWindow, WeeklyWindow
from config.sections.fields import LogRetentionDays, ZoneName
from config.sections.section import Section


def _supported(version: str) -> str:
    major = int(version.split(".", maxsplit=1)[0])
    if major not in SUPPORTED_MAJORS:
        raise PydanticCustomError("major", "is of a major version that is not supported")
    return version


def _known(name: str) -> str:
    if name not in INSTANCE_CLASSES:
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

    fixed: Annotated[int, Field(ge=1, le=MAX_READERS)] = 2
    """the readers that always exist, and the fewest that autoscaling leaves: 1 to 15"""
    max: Annotated[int, Field(ge=1, le=MAX_READERS)] = 5
    """the most readers that autoscaling reaches: 1 to 15; equal to `fixed`, there is none"""
    autoscaling: AutoscalingConfig = AutoscalingConfig()
    """when readers are added and taken away"""


class BackupConfig(Section):
    """Backups that Aurora takes by itself."""

    retention_days: Annotated[int, Field(ge=1, le=35)] = 30
    """days for which the cluster can be restored to any second: 1 to 35"""
    window: DailyWindow = "01:00-02:00"
    """the daily window in UTC, 30 minutes or longer, such as `01:00-02:00`"""
    final_snapshot: bool = True
    """whether a snapshot is taken when the cluster is destroyed"""


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
    large, xlarge, 2xlarge, 4xlarge, 8xlarge, 12xlarge or 16xlarge"""
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
    """the weekly window in UTC, 30 minutes or longer, such as `sun:03:00-sun:04:00`"""
    backup: BackupConfig = BackupConfig()
    """backups that Aurora takes by itself"""
    monitoring: DatabaseMonitoringConfig = DatabaseMonitoringConfig()
    """what is recorded of the database's work"""

    @property
    def size(self) -> InstanceClass:
        """What the instance class holds."""
        return INSTANCE_CLASSES[self.instance_class]

    @property
    def major_version(self) -> str:
        """The major version, which names the family of parameters."""
        return self.engine_version.split(".")[0]
