"""An Aurora cluster that Terraform has deployed, and a failover of its writer."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from gameday.database.terraform import Terraform

ENDPOINTS: Final = {"writer_endpoint": "Endpoint", "reader_endpoint": "ReaderEndpoint"}
"""The outputs by which applications find the database, and what AWS calls each."""


@dataclass(frozen=True, kw_only=True)
class FailedOver:
    """The changes that came with a failover.

    Attributes:
        writers: The names of the instances that were the writer, before and after.
        promised: The endpoints that the stack's outputs promise, by output.
        endpoints: Those that the cluster has afterwards, likewise.
        plan: What Terraform would change afterwards, in its words: `no changes`.
    """

    writers: tuple[str, str]
    promised: Mapping[str, str]
    endpoints: Mapping[str, str]
    plan: str

    @property
    def took_over(self) -> bool:
        """Whether another instance is the writer."""
        return self.writers[0] != self.writers[1]


def fail_over(cluster: str, terraform: Terraform, rds: Any) -> FailedOver:  # noqa: ANN401 - boto3's
    """Let another instance become the writer of a cluster, and tell what that changed.

    Args:
        cluster: The cluster's identifier.
        terraform: Terraform in the folder of its stack, which is applied.
        rds: A client of the AWS that holds the cluster.

    Raises:
        Failure: Terraform cannot tell.
    """
    promised = {name: terraform.output(name) for name in ENDPOINTS}
    before = _writer(_described(rds, cluster))
    # Without another instance there is nobody to take over.
    with suppress(rds.exceptions.InvalidDBClusterStateFault):
        rds.failover_db_cluster(DBClusterIdentifier=cluster)
    after = _described(rds, cluster)
    return FailedOver(
        writers=(before, _writer(after)),
        promised=promised,
        endpoints={name: str(after[key]) for name, key in ENDPOINTS.items()},
        plan=terraform.plan(),
    )


def _described(rds: Any, cluster: str) -> Any:  # noqa: ANN401 - boto3's
    (found,) = rds.describe_db_clusters(DBClusterIdentifier=cluster)["DBClusters"]
    return found


def _writer(cluster: Any) -> str:  # noqa: ANN401 - boto3's
    members = cluster["DBClusterMembers"]
    (found,) = [each["DBInstanceIdentifier"] for each in members if each["IsClusterWriter"]]
    return str(found)
