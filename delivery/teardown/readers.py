"""Takes away the readers that autoscaling added: no cluster is deleted while it has instances.

docs/decisions/0007-databases.md says why no state knows them.
"""

from typing import Any, Final

from botocore.exceptions import ClientError

from delivery.account import Account
from delivery.teardown.controllers import Leftover

ADDED: Final = "application-autoscaling-"
"""How their names begin:
https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.Integrating.AutoScaling.html"""
_SERVICE: Final = {"ServiceNamespace": "rds", "ScalableDimension": "rds:cluster:ReadReplicaCount"}


def stop_adding(account: Account, cluster: str) -> None:
    """Set the most readers of a cluster to the fewest, so that none is added any more.

    Raises:
        BotoCoreError, ClientError: AWS does not answer, or refuses.
    """
    client: Any = account.session.client("application-autoscaling")
    target = {**_SERVICE, "ResourceId": f"cluster:{cluster}"}
    found = client.describe_scalable_targets(
        ServiceNamespace="rds", ResourceIds=[target["ResourceId"]]
    )
    for each in found["ScalableTargets"]:
        if each["MaxCapacity"] > each["MinCapacity"]:
            client.register_scalable_target(**target, MaxCapacity=each["MinCapacity"])


def added_readers(account: Account, cluster: str) -> list[Leftover]:
    """Return the readers that autoscaling added to a cluster.

    Raises:
        BotoCoreError, ClientError: AWS does not answer, or refuses.
    """
    return [
        Leftover(
            name=f"reader {each}",
            remedy=f"aws rds delete-db-instance --db-instance-identifier {each}",
        )
        for each in _names(account, cluster)
    ]


def delete_added_readers(account: Account, cluster: str) -> list[str]:
    """Begin to delete the readers that autoscaling added, and return their names.

    Raises:
        BotoCoreError, ClientError: AWS does not answer, or refuses.
    """
    rds: Any = account.session.client("rds")
    names = _names(account, cluster)
    for name in names:
        try:
            # An instance of Aurora holds no data of its own: it has no snapshot either.
            rds.delete_db_instance(DBInstanceIdentifier=name, SkipFinalSnapshot=True)
        except ClientError as error:
            # It is being made, or deleted already: the wait that follows tells.
            if error.response["Error"]["Code"] != "InvalidDBInstanceState":
                raise
    return names


def _names(account: Account, cluster: str) -> list[str]:
    of_cluster = {"Name": "db-cluster-id", "Values": [cluster]}
    found = account.pages("rds", "describe_db_instances", "DBInstances", Filters=[of_cluster])
    names = [each["DBInstanceIdentifier"] for each in found]
    return [name for name in names if name.startswith(ADDED)]
