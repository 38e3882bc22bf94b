"""Rules about the backups of Aurora, and its protection."""

from collections.abc import Iterator
from typing import Final

from resilience.causes.places import Setting
from resilience.evidence import Evidence
from resilience.findings import Severity
from resilience.rules.rule import Rule, Weakness

_BACKUPS: Final = (
    "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.Managing.Backups.html"
)
_DELETION: Final = (
    "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_DeleteCluster.html"
)
SHORTEST_DAYS: Final = 7
"""Days of backups that leave a week for an error to be noticed."""


def _short_backups(evidence: Evidence) -> Iterator[Weakness]:
    for cluster in evidence.all("aws_rds_cluster"):
        days = cluster.at("backup_retention_period")
        if not isinstance(days, int) or days < SHORTEST_DAYS:
            yield Weakness(
                subject=cluster.name,
                problem=f"backups of the database are kept for {days or 1} days",
                why=f"An error that is noticed later cannot be undone; {SHORTEST_DAYS} days leave a"
                " week",
                remedy=f"write `database: {{backup: {{retention_days: {SHORTEST_DAYS}}}}}` or more",
                places=(Setting(path=("database", "backup", "retention_days")),),
                resources=(cluster.name,),
            )


def _deletable(evidence: Evidence) -> Iterator[Weakness]:
    for cluster in evidence.all("aws_rds_cluster"):
        if evidence.production and cluster.at("deletion_protection") is not True:
            yield Weakness(
                subject=cluster.name,
                problem="production's database may be deleted",
                why="One mistaken command loses the data since the last snapshot",
                remedy="remove `deletion_protection: false`",
                places=(
                    Setting(path=("database", "deletion_protection"), written=True),
                    cluster.place("deletion_protection"),
                ),
                resources=(cluster.name,),
            )


def _no_final_snapshot(evidence: Evidence) -> Iterator[Weakness]:
    for cluster in evidence.all("aws_rds_cluster"):
        if evidence.production and cluster.at("skip_final_snapshot") is True:
            yield Weakness(
                subject=cluster.name,
                problem="production's database is deleted without a last snapshot",
                why="Its automated backups go with it",
                remedy="remove `final_snapshot: false`",
                places=(
                    Setting(path=("database", "backup", "final_snapshot"), written=True),
                    cluster.place("skip_final_snapshot"),
                ),
                resources=(cluster.name,),
            )


RULES: Final = (
    Rule(
        id="database-backups-short",
        severity=Severity.MEDIUM,
        title=f"Backups of the database are kept for less than {SHORTEST_DAYS} days",
        example="`database.backup.retention_days: 1`.",
        source=_BACKUPS,
        find=_short_backups,
    ),
    Rule(
        id="database-deletion-protection-off",
        severity=Severity.HIGH,
        title="Production's database may be deleted",
        example="The cluster of production has `deletion_protection = false`.",
        source=_DELETION,
        find=_deletable,
    ),
    Rule(
        id="database-final-snapshot-off",
        severity=Severity.MEDIUM,
        title="Production's database is deleted without a last snapshot",
        example="The cluster of production has `skip_final_snapshot = true`.",
        source=_DELETION,
        find=_no_final_snapshot,
    ),
)
