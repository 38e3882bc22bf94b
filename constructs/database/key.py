"""The key of everything that the database stores."""

from collections.abc import Sequence

from config.location import Location
from constructs import Construct
from constructs.database.cluster import postgresql_log_group
from constructs.iam.documents import logs_use_key
from constructs.iam.key import CustomerKey


def database_key(
    scope: Construct, id_: str, *, name: str, cluster_names: Sequence[str], location: Location
) -> CustomerKey:
    """Return the key of a database's storage, snapshots, secret, insights and log.

    All generations of the cluster have the same, so that each can be restored from another. RDS and
    Secrets Manager use it by the IAM policies of their callers; CloudWatch Logs alone asks the
    key's own policy.

    Args:
        scope: The stack.
        id_: The construct's id.
        name: First part of the key's alias.
        cluster_names: The cluster of each generation, whose log is encrypted with it.
        location: The account that owns it.
    """
    return CustomerKey(
        scope,
        id_,
        name=f"{name}-database",
        description=f"The database {name}: storage, snapshots, master secret and log",
        location=location,
        statements=[logs_use_key(location, *map(postgresql_log_group, cluster_names))],
    )
