"""Weak databases."""

from tests.resilience.weakened.case import Weakened
from tests.resilience.weakened.draft import Draft

JSON = "databases/cdk.tf.json"
PROD = "environments/prod.yaml"
INSTANCE = "aws_rds_cluster_instance"


def without_readers(draft: Draft) -> None:
    draft.remove(INSTANCE, "1b")
    draft.remove(INSTANCE, "1c")
    draft.remove(INSTANCE, "1a-2")


def in_one_zone(draft: Draft) -> None:
    for instance in draft.all(INSTANCE):
        instance["availability_zone"] = "eu-west-1a"


def uneven(draft: Draft) -> None:
    moved = draft.one(INSTANCE, "1c")
    moved["availability_zone"] = "eu-west-1b"
    moved["preferred_maintenance_window"] = "tue:03:00-tue:04:00"


def at_last_tier(draft: Draft) -> None:
    for words in (("1b",), ("1c",), ("1a-2",)):
        draft.one(INSTANCE, *words)["promotion_tier"] = 15


def of_another_class(draft: Draft) -> None:
    draft.one(INSTANCE, "1c")["instance_class"] = "db.r8g.xlarge"


def same_window(draft: Draft) -> None:
    window = draft.one(INSTANCE, "1b")["preferred_maintenance_window"]
    draft.one(INSTANCE, "1c")["preferred_maintenance_window"] = window


def short_backups(draft: Draft) -> None:
    draft.setting("database", "backup", "retention_days", value=1)
    draft.one("aws_rds_cluster")["backup_retention_period"] = 1


def unprotected(draft: Draft) -> None:
    draft.one("aws_rds_cluster")["deletion_protection"] = False


def without_snapshot(draft: Draft) -> None:
    draft.one("aws_rds_cluster")["skip_final_snapshot"] = True


def many_readers(draft: Draft) -> None:
    draft.one("aws_appautoscaling_target")["max_capacity"] = 16


def many_connections(draft: Draft) -> None:
    draft.platform_file("backend", "database", value={"connections_per_pod": 50})
    output = draft.stacks["databases"]["output"]["application_connections_per_pod"]
    output["value"]["backend"] = "50"


def small_instances(draft: Draft) -> None:
    draft.setting("database", "instance_class", value="db.t4g.medium")
    for instance in draft.all(INSTANCE):
        instance["instance_class"] = "db.t4g.medium"
    draft.application("backend", {"autoscaling": {"maxReplicas": 60}})


DATABASE = (
    Weakened(
        name="a writer without readers",
        change=without_readers,
        rule="database-without-reader",
        file=PROD,
        key="database.readers.fixed",
    ),
    Weakened(
        name="all instances in one zone",
        change=in_one_zone,
        rule="database-in-one-zone",
        file=PROD,
        key="database.instance_zones",
    ),
    Weakened(
        name="two instances in one zone, none in another",
        change=uneven,
        rule="database-zone-without-instance",
        file=PROD,
        key="database.instance_zones",
    ),
    Weakened(
        name="all readers at the last promotion tier",
        change=at_last_tier,
        rule="readers-at-last-promotion-tier",
        file=JSON,
        key="promotion_tier",
    ),
    Weakened(
        name="a reader of another class than the writer",
        change=of_another_class,
        rule="reader-of-another-class",
        file=JSON,
        key="instance_class",
    ),
    Weakened(
        name="instances of two zones maintained in the same hour",
        change=same_window,
        rule="database-zones-share-maintenance-window",
        file=JSON,
        key="preferred_maintenance_window",
    ),
    Weakened(
        name="backups of one day",
        change=short_backups,
        rule="database-backups-short",
        file=PROD,
        key="database.backup.retention_days",
    ),
    Weakened(
        name="production's database without deletion protection",
        change=unprotected,
        rule="database-deletion-protection-off",
        file=JSON,
        key="deletion_protection",
    ),
    Weakened(
        name="production's database without a last snapshot",
        change=without_snapshot,
        rule="database-final-snapshot-off",
        file=JSON,
        key="skip_final_snapshot",
    ),
    Weakened(
        name="more readers than a cluster has",
        change=many_readers,
        rule="readers-exceed-cluster",
        file=PROD,
        key="database.readers.max",
    ),
    Weakened(
        name="connections of a pod beyond the ceiling",
        change=many_connections,
        rule="connections-exceed-database",
        file="backend/platform.yaml",
        key="database.connections_per_pod",
    ),
    Weakened(
        name="most pods beyond the connections of a small instance",
        change=small_instances,
        rule="connections-exceed-database",
        file="backend/values.yaml",
        key="autoscaling.maxReplicas",
    ),
)
