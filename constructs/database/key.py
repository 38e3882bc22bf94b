"""The key of everything that the database stores."""

from config.location import Location
from constructs import Construct
from constructs.database.cluster import postgresql_log_group
from constructs.iam.documents import logs_use_key
from constructs.iam.key import CustomerKey


def database_key(
    scope: Construct, id_: str, *, cluster_name: str, location: Location
) -> CustomerKey:
    """Return the key of a cluster's storage, snapshots, secret, insights and log.

    RDS and Secrets Manager use it by the IAM policies of whoever calls them; CloudWatch Logs alone
    asks the key's own policy.
    """
    return CustomerKey(
        scope,
        id_,
        name=f"{cluster_name}-database",
        description=f"The database {cluster_name}: storage, snapshots, master secret and log",
        location=location,
        statements=[logs_use_key(location, postgresql_log_group(cluster_name))],
    )
