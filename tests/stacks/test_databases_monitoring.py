"""What watches the databases: logs, insights, alarms, events and the dashboard."""

import json
from collections.abc import Callable

import pytest

from config.model import EnvironmentConfig
from config.sections.alarms import AlarmsConfig
from terraform_json.types import Json
from tests.stacks.synthesized import addresses, of, one, statements

Databases = Callable[..., Json]


def parameters(data: Json, kind: str) -> dict[str, str]:
    """Return what a parameter group sets."""
    return {p["name"]: p["value"] for p in one(data, kind)["parameter"]}


def test_slow_statements_are_logged_and_all_are_counted(databases: Databases) -> None:
    data = databases(monitoring={"slow_query_milliseconds": 250})
    assert parameters(data, "aws_db_parameter_group") == {
        "log_min_duration_statement": "250",
        "shared_preload_libraries": "pg_stat_statements",
    }


def test_postgresqls_log_is_kept_encrypted_for_the_days_asked(databases: Databases) -> None:
    data = databases(monitoring={"log_retention_days": 30})
    group = one(data, "aws_cloudwatch_log_group")
    cluster = one(data, "aws_rds_cluster")
    assert group["name"] == "/aws/rds/cluster/platform-staging/postgresql"
    assert (group["retention_in_days"], group["kms_key_id"]) == (30, cluster["kms_key_id"])
    assert cluster["enabled_cloudwatch_logs_exports"] == ["postgresql"]
    (name,) = data["resource"]["aws_cloudwatch_log_group"]
    assert cluster["depends_on"] == [f"aws_cloudwatch_log_group.{name}"]


def test_only_this_clusters_log_may_use_the_databases_key(databases: Databases) -> None:
    keys = [statements(key["policy"]) for key in of(databases(), "aws_kms_key")]
    (logs,) = [s for key in keys for s in key if s.get("Sid") == "CloudWatchLogs"]
    assert logs["Principal"] == {"Service": "logs.eu-west-1.amazonaws.com"}
    arn = (
        "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/rds/cluster/platform-staging/postgresql"
    )
    assert logs["Condition"] == {"ArnEquals": {"kms:EncryptionContext:aws:logs:arn": arn}}


def test_every_instance_is_watched_by_insights_and_enhanced_monitoring(
    databases: Databases,
) -> None:
    data = databases(monitoring={"insights_retention_days": 31, "metrics_interval_seconds": 15})
    cluster, (role,) = one(data, "aws_rds_cluster"), data["resource"]["aws_iam_role"]
    for instance in of(data, "aws_rds_cluster_instance"):
        assert instance["performance_insights_enabled"] is True
        assert instance["performance_insights_kms_key_id"] == cluster["kms_key_id"]
        assert instance["performance_insights_retention_period"] == 31
        assert instance["monitoring_interval"] == 15
        assert instance["monitoring_role_arn"] == f"${{aws_iam_role.{role}.arn}}"


def test_only_monitoring_of_this_accounts_databases_takes_the_role(databases: Databases) -> None:
    data = databases()
    (statement,) = statements(one(data, "aws_iam_role")["assume_role_policy"])
    assert statement["Principal"] == {"Service": "monitoring.rds.amazonaws.com"}
    assert statement["Condition"] == {
        "StringEquals": {"aws:SourceAccount": "111122223333"},
        "ArnLike": {"aws:SourceArn": "arn:aws:rds:eu-west-1:111122223333:db:*"},
    }
    attachment = one(data, "aws_iam_role_policy_attachment")
    assert attachment["policy_arn"].endswith("service-role/AmazonRDSEnhancedMonitoringRole")


@pytest.mark.parametrize(
    ("alarm", "metric", "breach"),
    [
        # db.t4g.medium: 4 GiB of memory, 450 connections, 8.13 GiB of local storage.
        ("writer-cpu", "CPUUtilization", ("GreaterThanThreshold", 90, 5)),
        ("reader-connections", "DatabaseConnections", ("GreaterThanThreshold", 405, 5)),
        ("writer-memory", "FreeableMemory", ("LessThanThreshold", 214748364, 15)),
        ("reader-local-storage", "FreeLocalStorage", ("LessThanThreshold", 1745904205, 5)),
        ("reader-lag", "AuroraReplicaLag", ("GreaterThanThreshold", 1000, 5)),
        ("writer-deadlocks", "Deadlocks", ("GreaterThanThreshold", 0, 1)),
    ],
)
def test_an_alarm_goes_off_where_it_should(
    databases: Databases, alarm: str, metric: str, breach: tuple[str, int, int]
) -> None:
    alarms = {a["alarm_name"]: a for a in of(databases(), "aws_cloudwatch_metric_alarm")}
    found = alarms[f"platform-staging-databases-{alarm}"]
    assert found["metric_name"] == metric
    assert breach == (
        found["comparison_operator"],
        found["threshold"],
        found["evaluation_periods"],
    )
    assert found["datapoints_to_alarm"] == found["evaluation_periods"]


def test_alarms_follow_roles_so_that_failovers_and_new_readers_are_covered(
    databases: Databases,
) -> None:
    alarms = of(databases(), "aws_cloudwatch_metric_alarm")
    assert {tuple(sorted(alarm["dimensions"])) for alarm in alarms} == {
        ("DBClusterIdentifier", "Role")
    }
    roles = [alarm["dimensions"]["Role"] for alarm in alarms]
    assert (roles.count("WRITER"), roles.count("READER")) == (5, 5)


def test_the_worst_instance_of_a_role_counts(databases: Databases) -> None:
    alarms = of(databases(), "aws_cloudwatch_metric_alarm")
    statistics = {(alarm["comparison_operator"], alarm["statistic"]) for alarm in alarms}
    assert statistics == {("GreaterThanThreshold", "Maximum"), ("LessThanThreshold", "Minimum")}


def test_a_metric_that_is_not_there_is_no_alarm(databases: Databases) -> None:
    alarms = of(databases(), "aws_cloudwatch_metric_alarm")
    assert {alarm["treat_missing_data"] for alarm in alarms} == {"notBreaching"}


def test_publishers_wait_until_the_topic_admits_them(databases: Databases) -> None:
    data = databases()
    (policy,) = data["resource"]["aws_sns_topic_policy"]
    publishers = [
        *of(data, "aws_cloudwatch_metric_alarm"),
        *of(data, "aws_db_event_subscription"),
    ]
    for publisher in publishers:
        assert publisher["depends_on"] == [f"aws_sns_topic_policy.{policy}"]


def test_the_topic_is_encrypted_with_a_key_of_its_own(databases: Databases) -> None:
    data = databases()
    (key,) = [k for k in data["resource"]["aws_kms_key"] if k.startswith("alarm-topic")]
    topic = one(data, "aws_sns_topic")
    assert topic["kms_master_key_id"] == f"${{aws_kms_key.{key}.key_id}}"


def events(data: Json, source_type: str) -> Json:
    """Return the subscription to events of a type of source."""
    subscriptions = of(data, "aws_db_event_subscription")
    (found,) = [each for each in subscriptions if each["source_type"] == source_type]
    return found


def test_events_are_those_of_this_cluster_and_its_instances(databases: Databases) -> None:
    data = databases(readers={"fixed": 2})
    (cluster,) = data["resource"]["aws_rds_cluster"]
    assert events(data, "db-cluster")["source_ids"] == [f"${{aws_rds_cluster.{cluster}.id}}"]
    instances = addresses(data, "aws_rds_cluster_instance")
    named = events(data, "db-instance")["source_ids"]
    assert sorted(named) == [f"${{{instance}.id}}" for instance in instances]


def test_what_befalls_an_instance_is_told_and_what_deployments_do_is_not(
    databases: Databases,
) -> None:
    told = set(events(databases(), "db-instance")["event_categories"])
    assert told >= {"availability", "failure", "low storage", "maintenance", "recovery"}
    assert not told & {"backup", "configuration change", "creation", "deletion"}


def test_alarms_and_failovers_go_to_the_topic(databases: Databases) -> None:
    data = databases()
    (topic,) = data["resource"]["aws_sns_topic"]
    arn = f"${{aws_sns_topic.{topic}.arn}}"
    for alarm in of(data, "aws_cloudwatch_metric_alarm"):
        assert (alarm["alarm_actions"], alarm["ok_actions"]) == ([arn], [arn])
    assert {each["sns_topic"] for each in of(data, "aws_db_event_subscription")} == {arn}
    assert "failover" in events(data, "db-cluster")["event_categories"]


@pytest.mark.parametrize(
    ("service", "source"),
    [
        ("cloudwatch.amazonaws.com", "cloudwatch:{}:alarm:*"),
        ("events.rds.amazonaws.com", "rds:{}:*"),
    ],
)
def test_the_topic_and_its_key_admit_a_publisher_of_this_account_only(
    databases: Databases, service: str, source: str
) -> None:
    data = databases()
    account = {"StringEquals": {"aws:SourceAccount": "111122223333"}}
    arn = "arn:aws:" + source.format("eu-west-1:111122223333")
    (publish,) = [
        s
        for s in statements(one(data, "aws_sns_topic_policy")["policy"])
        if s["Principal"] == {"Service": service}
    ]
    assert publish["Action"] == "sns:Publish"
    assert publish["Condition"] == account | {"ArnLike": {"aws:SourceArn": arn}}
    keys = [s for key in of(data, "aws_kms_key") for s in statements(key["policy"])]
    (encrypt,) = [s for s in keys if s["Principal"] == {"Service": service}]
    assert encrypt["Action"] == ["kms:Decrypt", "kms:GenerateDataKey*"]
    # RDS documents no condition for the key.
    assert encrypt.get("Condition") == (account if service.startswith("cloudwatch") else None)


def test_subscriptions_are_those_of_the_environment(
    staging_config: EnvironmentConfig, databases: Databases
) -> None:
    alarms = {"subscriptions": [{"protocol": "email", "endpoint": "on-call@example.com"}]}
    update = {"alarms": AlarmsConfig.model_validate(alarms)}
    subscription = one(
        databases(config=staging_config.model_copy(update=update)), "aws_sns_topic_subscription"
    )
    assert subscription["protocol"] == "email"
    assert subscription["endpoint"] == "on-call@example.com"
    assert not of(databases(), "aws_sns_topic_subscription")


def test_the_dashboard_shows_writer_and_readers_of_every_alarmed_metric(
    databases: Databases,
) -> None:
    data = databases()
    widgets = json.loads(one(data, "aws_cloudwatch_dashboard")["dashboard_body"])["widgets"]
    shown = {(series[1], series[-1]) for w in widgets for series in w["properties"]["metrics"]}
    alarms = of(data, "aws_cloudwatch_metric_alarm")
    assert shown >= {(a["metric_name"], a["dimensions"]["Role"]) for a in alarms}
