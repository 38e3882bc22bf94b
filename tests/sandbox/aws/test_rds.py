"""Clusters, instances and parameters of RDS."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from sandbox.record import ServerRecord

# botocore makes a class of its own for each service, while the program runs.
Client = Any

INSIGHTS = {
    "EnablePerformanceInsights": True,
    "PerformanceInsightsKMSKeyId": "arn:aws:kms:eu-west-1:111122223333:key/one",
    "PerformanceInsightsRetentionPeriod": 31,
}


@pytest.fixture(scope="module")
def rds(server: ServerRecord) -> Iterator[Client]:
    session = boto3.Session("any", "keys", region_name="eu-west-1")
    client = session.client("rds", endpoint_url=server.endpoint)
    client.create_db_cluster(
        DBClusterIdentifier="cluster",
        Engine="aurora-postgresql",
        MasterUsername="admin_",
        ManageMasterUserPassword=True,
    )
    yield client
    client.delete_db_cluster(DBClusterIdentifier="cluster", SkipFinalSnapshot=True)


@pytest.fixture
def instance(rds: Client) -> Iterator[str]:
    rds.create_db_instance(
        DBInstanceIdentifier="one",
        DBClusterIdentifier="cluster",
        Engine="aurora-postgresql",
        DBInstanceClass="db.r8g.large",
        **INSIGHTS,
    )
    yield "one"
    rds.delete_db_instance(DBInstanceIdentifier="one")


def described(rds: Client, instance: str) -> dict[str, Any]:
    (found,) = rds.describe_db_instances(DBInstanceIdentifier=instance)["DBInstances"]
    keys = ("PerformanceInsightsEnabled", *list(INSIGHTS)[1:])
    return {key: found.get(key) for key in keys}


def test_an_instance_keeps_its_performance_insights(rds: Client, instance: str) -> None:
    assert list(described(rds, instance).values()) == list(INSIGHTS.values())


def test_a_change_of_performance_insights_is_kept(rds: Client, instance: str) -> None:
    rds.modify_db_instance(DBInstanceIdentifier=instance, PerformanceInsightsRetentionPeriod=62)
    assert described(rds, instance)["PerformanceInsightsRetentionPeriod"] == 62
    assert described(rds, instance)["PerformanceInsightsEnabled"] is True


def test_a_cluster_that_is_not_serverless_has_no_scaling_configuration(rds: Client) -> None:
    (cluster,) = rds.describe_db_clusters(DBClusterIdentifier="cluster")["DBClusters"]
    assert "ScalingConfigurationInfo" not in cluster


def test_a_parameter_that_a_user_set_says_so(rds: Client) -> None:
    parameter = {
        "ParameterName": "log_min_duration_statement",
        "ParameterValue": "1",
        "ApplyMethod": "immediate",
    }
    group = {"DBParameterGroupName": "group"}
    rds.create_db_parameter_group(
        **group, DBParameterGroupFamily="aurora-postgresql17", Description="of a test"
    )
    rds.modify_db_parameter_group(**group, Parameters=[parameter])
    (found,) = rds.describe_db_parameters(**group)["Parameters"]
    rds.delete_db_parameter_group(**group)
    assert found == parameter | {"Source": "user"}


def test_a_snapshot_of_a_cluster_with_a_managed_password_can_be_restored(rds: Client) -> None:
    rds.create_db_cluster_snapshot(
        DBClusterSnapshotIdentifier="before", DBClusterIdentifier="cluster"
    )
    rds.restore_db_cluster_from_snapshot(
        DBClusterIdentifier="restored", SnapshotIdentifier="before", Engine="aurora-postgresql"
    )
    (restored,) = rds.describe_db_clusters(DBClusterIdentifier="restored")["DBClusters"]
    assert restored["MasterUsername"] == "admin_"
    # As on AWS, unless the request asks for it.
    assert restored["IAMDatabaseAuthenticationEnabled"] is False
    rds.modify_db_cluster(DBClusterIdentifier="restored", EnableIAMDatabaseAuthentication=True)
    (changed,) = rds.describe_db_clusters(DBClusterIdentifier="restored")["DBClusters"]
    assert changed["IAMDatabaseAuthenticationEnabled"] is True
    rds.delete_db_cluster(DBClusterIdentifier="restored", SkipFinalSnapshot=True)
