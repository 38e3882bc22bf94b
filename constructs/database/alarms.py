"""Alarms for a database, before its users notice, and the source of each threshold.

AWS recommends metrics, windows and, for most, thresholds:
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html#RDS

The dimensions name the cluster and a role, never an instance: so they follow a failover, and cover
the readers that autoscaling adds. The worst instance of a role counts.
"""

from collections.abc import Iterator

from config.aws.aurora import InstanceClass
from constructs.observability.alarms import Alarm, Breach
from constructs.observability.runbooks import Runbook

NAMESPACE = "AWS/RDS"
ROLES = ("WRITER", "READER")

CPU_PERCENT = 90
"""Recommended by AWS: 90 percent for 5 minutes; short peaks are no harm."""

FREE_MEMORY_SHARE = 0.05
"""Recommended by AWS for Aurora: near 5 percent of the memory, for 15 minutes."""

CONNECTIONS_SHARE = 0.9
"""AWS leaves the share of the limit open. A tenth below it, sessions can still be looked at and
ended; beyond it PostgreSQL refuses everyone."""

FREE_STORAGE_SHARE = 0.2
"""Recommended by AWS: 10 to 20 percent of the local storage, which queries fill when they sort."""

REPLICA_LAG_MILLISECONDS = 1000
"""Usual are much less than 100 ms; ten times as much is no jitter:
https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.Replication.html"""

DEADLOCKS_PER_SECOND = 0
"""PostgreSQL ends one of two transactions that wait for each other, so each deadlock is a failed
request and a mistake in an application:
https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-DEADLOCKS"""


def database_alarms(cluster_name: str, size: InstanceClass) -> tuple[Alarm, ...]:
    """Return the alarms of a cluster whose instances have `size`."""
    return (
        *(alarm for role in ROLES for alarm in _of_role(cluster_name, role, size)),
        Alarm(
            id="reader-lag",
            description="Readers serve data older than a second: look for long queries on them",
            runbook=Runbook.DATABASE_LOAD,
            metric="AuroraReplicaLag",
            dimensions=_dimensions(cluster_name, "READER"),
            statistic="Maximum",
            breach=Breach.ABOVE,
            threshold=REPLICA_LAG_MILLISECONDS,
            minutes=5,
        ),
        Alarm(
            id="writer-deadlocks",
            description="Transactions deadlock: PostgreSQL's log names the statements",
            runbook=Runbook.DATABASE_LOAD,
            metric="Deadlocks",
            dimensions=_dimensions(cluster_name, "WRITER"),
            statistic="Maximum",
            breach=Breach.ABOVE,
            threshold=DEADLOCKS_PER_SECOND,
            minutes=1,
        ),
    )


def _of_role(cluster_name: str, role: str, size: InstanceClass) -> Iterator[Alarm]:
    yield _worst(
        cluster_name,
        role,
        id_="cpu",
        metric="CPUUtilization",
        description="has no CPU left: look for new or changed statements in Performance Insights",
        breach=Breach.ABOVE,
        threshold=CPU_PERCENT,
        minutes=5,
    )
    yield _worst(
        cluster_name,
        role,
        id_="connections",
        metric="DatabaseConnections",
        description="is near its limit of connections: look for clients that do not pool",
        breach=Breach.ABOVE,
        threshold=int(size.max_connections * CONNECTIONS_SHARE),
        minutes=5,
    )
    yield _worst(
        cluster_name,
        role,
        id_="memory",
        metric="FreeableMemory",
        description="has no memory left: look for many or large sorts, or choose a larger class",
        breach=Breach.BELOW,
        threshold=int(size.memory_bytes * FREE_MEMORY_SHARE),
        minutes=15,
    )
    if size.local_storage_bytes is None:
        return
    yield _worst(
        cluster_name,
        role,
        id_="local-storage",
        metric="FreeLocalStorage",
        description="has no room left for temporary files: look for large sorts",
        breach=Breach.BELOW,
        threshold=int(size.local_storage_bytes * FREE_STORAGE_SHARE),
        minutes=5,
    )


def _worst(
    cluster_name: str,
    role: str,
    *,
    id_: str,
    metric: str,
    description: str,
    breach: Breach,
    threshold: float,
    minutes: int,
) -> Alarm:
    """Return the alarm of the worst instance of a role."""
    return Alarm(
        id=f"{role.lower()}-{id_}",
        description=f"A {role.lower()} {description}",
        runbook=Runbook.DATABASE_LOAD,
        metric=metric,
        dimensions=_dimensions(cluster_name, role),
        statistic="Maximum" if breach is Breach.ABOVE else "Minimum",
        breach=breach,
        threshold=threshold,
        minutes=minutes,
    )


def _dimensions(cluster_name: str, role: str) -> dict[str, str]:
    return {"DBClusterIdentifier": cluster_name, "Role": role}
