"""How the database is upgraded, restored, sized by load, and copied."""

from collections.abc import Callable

import pytest

from config.model import EnvironmentConfig
from terraform_json.types import Json
from tests.stacks.synthesized import addresses, of, one, statements

Databases = Callable[..., Json]

VAULT = "arn:aws:backup:eu-central-1:111122223333:backup-vault:platform"
SNAPSHOT = {"generation": 2, "apply_immediately": True, "restore": {"snapshot": "before"}}


def test_a_major_upgrade_hands_the_instances_parameters_of_the_new_major(
    databases: Databases,
) -> None:
    data = databases(allow_major_version_upgrade=True, apply_immediately=True)
    cluster = one(data, "aws_rds_cluster")
    (group,) = addresses(data, "aws_db_parameter_group")
    assert cluster["db_instance_parameter_group_name"] == f"${{{group}.name}}"
    assert cluster["allow_major_version_upgrade"] is True
    changed = [cluster, *of(data, "aws_rds_cluster_instance")]
    assert {each["apply_immediately"] for each in changed} == {True}


def test_otherwise_the_cluster_names_no_parameters_of_instances(databases: Databases) -> None:
    data = databases()
    assert "db_instance_parameter_group_name" not in one(data, "aws_rds_cluster")
    changed = [one(data, "aws_rds_cluster"), *of(data, "aws_rds_cluster_instance")]
    assert {each["apply_immediately"] for each in changed} == {False}


@pytest.mark.parametrize(
    ("supported", "said"),
    [
        (True, "open-source-rds-extended-support"),
        (False, "open-source-rds-extended-support-disabled"),
    ],
)
def test_what_follows_the_standard_support_is_said(
    databases: Databases, said: str, *, supported: bool
) -> None:
    cluster = one(databases(extended_support=supported), "aws_rds_cluster")
    assert cluster["engine_lifecycle_support"] == said


def test_what_says_how_a_cluster_is_made_changes_none_that_stands(databases: Databases) -> None:
    ignored = one(databases(), "aws_rds_cluster")["lifecycle"]["ignore_changes"]
    assert set(ignored) == {
        "engine_lifecycle_support",
        "master_username",
        "restore_to_point_in_time",
        "snapshot_identifier",
    }


def test_a_new_generation_begins_with_a_snapshot(databases: Databases) -> None:
    cluster = one(databases(**SNAPSHOT), "aws_rds_cluster")
    assert cluster["snapshot_identifier"] == "before"
    assert "restore_to_point_in_time" not in cluster


@pytest.mark.parametrize(
    ("restore", "block"),
    [
        (
            {"time": "2026-11-20T10:15:00Z"},
            {
                "source_cluster_identifier": "platform-staging-g2",
                "restore_to_time": "2026-11-20T10:15:00Z",
            },
        ),
        (
            {"time": "latest", "cluster": "platform-staging"},
            {
                "source_cluster_identifier": "platform-staging",
                "use_latest_restorable_time": True,
            },
        ),
    ],
)
def test_a_new_generation_begins_with_another_cluster_at_a_point_in_time(
    databases: Databases, restore: Json, block: Json
) -> None:
    cluster = one(databases(generation=3, restore=restore), "aws_rds_cluster")
    assert cluster["restore_to_point_in_time"] == {"restore_type": "full-copy", **block}
    assert "snapshot_identifier" not in cluster


def test_a_new_generation_has_names_that_the_earlier_one_does_not_take(
    databases: Databases,
) -> None:
    old, new = databases(), databases(**SNAPSHOT)
    kinds = {
        "aws_rds_cluster": "cluster_identifier",
        "aws_rds_cluster_instance": "identifier",
        "aws_cloudwatch_log_group": "name",
    }
    for kind, attribute in kinds.items():
        assert {r[attribute] for r in of(old, kind)}.isdisjoint(r[attribute] for r in of(new, kind))
        assert set(addresses(old, kind)).isdisjoint(addresses(new, kind))
    assert one(new, "aws_rds_cluster")["cluster_identifier"] == "platform-staging-g2"


def test_earlier_generations_are_left_running_outside_terraform(databases: Databases) -> None:
    second, third = databases(**SNAPSHOT), databases(**SNAPSHOT | {"generation": 3})
    kinds = ("aws_rds_cluster", "aws_rds_cluster_instance", "aws_cloudwatch_log_group")
    earlier = [
        address
        for data in (databases(), second)
        for kind in kinds
        for address in addresses(data, kind)
    ]
    forgotten = {block["from"]: block["lifecycle"] for block in third["removed"]}
    assert forgotten == {address: {"destroy": False} for address in earlier}


def test_the_first_generation_forgets_nothing(databases: Databases) -> None:
    assert "removed" not in databases()


def test_generations_share_key_subnets_parameters_and_clients(databases: Databases) -> None:
    old, new = databases(), databases(**SNAPSHOT)
    same = (
        "kms_key_id",
        "db_subnet_group_name",
        "db_cluster_parameter_group_name",
        "vpc_security_group_ids",
        "master_user_secret_kms_key_id",
    )
    clusters = [one(data, "aws_rds_cluster") for data in (old, new)]
    assert [clusters[0][each] for each in same] == [clusters[1][each] for each in same]
    aliases = [{a["name"] for a in of(data, "aws_kms_alias")} for data in (old, new)]
    assert aliases[0] == aliases[1]


def test_the_logs_of_all_generations_may_use_the_databases_key(databases: Databases) -> None:
    keys = [statements(key["policy"]) for key in of(databases(**SNAPSHOT), "aws_kms_key")]
    (logs,) = [s for key in keys for s in key if s.get("Sid") == "CloudWatchLogs"]
    arns = logs["Condition"]["ArnEquals"]["kms:EncryptionContext:aws:logs:arn"]
    assert [arn.rpartition("/rds/cluster/")[2] for arn in arns] == [
        "platform-staging/postgresql",
        "platform-staging-g2/postgresql",
    ]


def test_outputs_alarms_and_scaling_follow_the_new_generation(databases: Databases) -> None:
    data = databases(**SNAPSHOT)
    (cluster,) = addresses(data, "aws_rds_cluster")
    outputs = data["output"]
    assert outputs["writer_endpoint"]["value"] == f"${{{cluster}.endpoint}}"
    assert outputs["cluster_resource_id"]["value"] == f"${{{cluster}.cluster_resource_id}}"
    assert outputs["master_secret_arn"]["value"].startswith(f"${{{cluster}.master_user_secret")
    alarms = of(data, "aws_cloudwatch_metric_alarm")
    watched = {alarm["dimensions"]["DBClusterIdentifier"] for alarm in alarms}
    assert watched == {"platform-staging-g2"}
    target = one(data, "aws_appautoscaling_target")
    assert target["resource_id"] == f"cluster:${{{cluster}.id}}"


def test_a_serverless_cluster_stays_within_its_bounds(databases: Databases) -> None:
    data = databases(instance_class="db.serverless", serverless={"min_acu": 0.5, "max_acu": 8})
    capacity = one(data, "aws_rds_cluster")["serverlessv2_scaling_configuration"]
    assert capacity == {"min_capacity": 0.5, "max_capacity": 8}
    classes = {i["instance_class"] for i in of(data, "aws_rds_cluster_instance")}
    assert classes == {"db.serverless"}


def test_a_cluster_of_instances_of_one_size_has_no_such_bounds(databases: Databases) -> None:
    assert "serverlessv2_scaling_configuration" not in one(databases(), "aws_rds_cluster")


def test_alarms_of_a_serverless_cluster_are_measured_by_its_largest_capacity(
    databases: Databases,
) -> None:
    data = databases(instance_class="db.serverless", serverless={"max_acu": 4})
    alarms = {a["alarm_name"]: a for a in of(data, "aws_cloudwatch_metric_alarm")}
    prefix = "platform-staging-databases-writer-"
    assert alarms[f"{prefix}memory"]["threshold"] == int(8 * 1024**3 * 0.05)
    assert alarms[f"{prefix}connections"]["threshold"] == int(823 * 0.9)
    assert f"{prefix}local-storage" not in alarms


def test_a_throw_away_environment_has_a_single_instance(databases: Databases) -> None:
    data = databases(readers={"fixed": 0, "max": 0}, instance_zones=["eu-west-1b"])
    assert one(data, "aws_rds_cluster_instance")["availability_zone"] == "eu-west-1b"
    assert not of(data, "aws_appautoscaling_target")


def test_a_backup_a_day_is_copied_to_the_vault_that_is_named(databases: Databases) -> None:
    copy_to = {"vault_arn": VAULT, "retention_days": 90}
    data = databases(backup={"window": "01:00-02:00", "copy_to": copy_to})
    (rule,) = one(data, "aws_backup_plan")["rule"]
    (cluster,) = addresses(data, "aws_rds_cluster")
    (vault,) = addresses(data, "aws_backup_vault")
    assert rule["schedule"] == "cron(0 13 * * ? *)"
    assert rule["target_vault_name"] == f"${{{vault}.name}}"
    assert rule["copy_action"] == [
        {"destination_vault_arn": VAULT, "lifecycle": {"delete_after": 90}}
    ]
    selection = one(data, "aws_backup_selection")
    assert selection["resources"] == [f"${{{cluster}.arn}}"]
    (role,) = [r for r in of(data, "aws_iam_role") if "backup" in r["name"]]
    (trust,) = statements(role["assume_role_policy"])
    assert trust["Principal"] == {"Service": "backup.amazonaws.com"}
    assert "Condition" not in trust


@pytest.mark.parametrize(
    ("alarm", "metric", "breach"),
    [
        ("failed", "NumberOfCopyJobsFailed", ("GreaterThanThreshold", 0, 300, 1, "notBreaching")),
        ("missing", "NumberOfCopyJobsCompleted", ("LessThanThreshold", 1, 86400, 2, "breaching")),
    ],
)
def test_a_copy_that_fails_or_does_not_come_is_told(
    databases: Databases, alarm: str, metric: str, breach: tuple[object, ...]
) -> None:
    data = databases(backup={"copy_to": {"vault_arn": VAULT}})
    alarms = {a["alarm_name"]: a for a in of(data, "aws_cloudwatch_metric_alarm")}
    found = alarms[f"platform-staging-databases-backup-copy-{alarm}"]
    assert (found["namespace"], found["metric_name"]) == ("AWS/Backup", metric)
    assert found["dimensions"] == {"BackupVaultName": one(data, "aws_backup_vault")["name"]}
    assert found["statistic"] == "Sum"
    keys = ("comparison_operator", "threshold", "period", "evaluation_periods")
    assert breach == (*(found[key] for key in keys), found["treat_missing_data"])


def test_without_a_vault_there_is_nothing_of_aws_backup(
    staging_config: EnvironmentConfig, databases: Databases
) -> None:
    assert staging_config.database.backup.copy_to.vault_arn is None
    data = databases()
    assert [kind for kind in data["resource"] if kind.startswith("aws_backup")] == []
    assert not [a for a in of(data, "aws_cloudwatch_metric_alarm") if "backup" in a["alarm_name"]]


def test_backups_of_a_protected_cluster_keep_their_vault(databases: Databases) -> None:
    backup = {"copy_to": {"vault_arn": VAULT}}
    protected = databases(backup=backup, deletion_protection=True)
    thrown_away = databases(backup=backup, deletion_protection=False)
    assert one(protected, "aws_backup_vault")["force_destroy"] is False
    assert one(thrown_away, "aws_backup_vault")["force_destroy"] is True
