"""The readers that autoscaling added."""

from typing import Any

import pytest

from delivery.account import Account
from delivery.teardown.readers import added_readers
from delivery.teardown.steps import Teardown
from tests.delivery.teardown.conftest import FakeTerraform

CLUSTER = "platform-staging"
ADDED = "application-autoscaling-1"


@pytest.fixture
def scaled(account: Account) -> None:
    """Make a cluster that has a writer and a reader of autoscaling."""
    client: Any = account.session.client("rds")
    engine = {"Engine": "aurora-postgresql"}
    client.create_db_cluster(
        DBClusterIdentifier=CLUSTER, MasterUsername="a", MasterUserPassword="password", **engine
    )
    for name in ("writer", ADDED):
        client.create_db_instance(
            DBInstanceIdentifier=name,
            DBInstanceClass="db.r8g.large",
            DBClusterIdentifier=CLUSTER,
            **engine,
        )
    scaling: Any = account.session.client("application-autoscaling")
    scaling.register_scalable_target(
        ServiceNamespace="rds",
        ScalableDimension="rds:cluster:ReadReplicaCount",
        ResourceId=f"cluster:{CLUSTER}",
        MinCapacity=2,
        MaxCapacity=5,
    )


@pytest.mark.usefixtures("scaled")
def test_they_are_told_from_the_others(account: Account) -> None:
    (found,) = added_readers(account, CLUSTER)

    assert found.name == f"reader {ADDED}"


@pytest.mark.usefixtures("scaled")
def test_they_are_deleted_before_their_cluster_and_no_more_are_added(
    teardown: Teardown, terraform: FakeTerraform, account: Account
) -> None:
    said = list(teardown.run(teardown.checked()))

    assert said.index("databases: waits until the readers of autoscaling are gone: 1") < said.index(
        "databases: destroys what is left of it"
    )
    assert ("databases",) in terraform.done
    rds: Any = account.session.client("rds")
    left = rds.describe_db_instances()["DBInstances"]
    assert [each["DBInstanceIdentifier"] for each in left] == ["writer"]
    scaling: Any = account.session.client("application-autoscaling")
    (target,) = scaling.describe_scalable_targets(ServiceNamespace="rds")["ScalableTargets"]
    assert (target["MinCapacity"], target["MaxCapacity"]) == (2, 2)
