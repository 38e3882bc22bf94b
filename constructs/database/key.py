"""The key of everything that the database stores."""

from config.location import Location
from constructs import Construct
from constructs.database.cluster import postgresql_log_group
from constructs.iam.key import CustomerKey


def database_key(scope: Construct, id_: str, *, cluster: str, location: Location) -> CustomerKey:
    """Return the key of a cluster's storage, snapshots, secret, insights and log.

    RDS and Secrets Manager use it by the IAM policies of whoever calls them; CloudWatch Logs alone
    asks the key's own policy:
    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
    """
    log_group = location.arn("logs", f"log-group:{postgresql_log_group(cluster)}")
    logs = {
        "Sid": "CloudWatchLogs",
        "Effect": "Allow",
        "Principal": {"Service": f"logs.{location.region}.amazonaws.com"},
        "Action": [
            "kms:Decrypt",
            "kms:DescribeKey",
            "kms:Encrypt",
            "kms:GenerateDataKey*",
            "kms:ReEncrypt*",
        ],
        "Resource": "*",
        "Condition": {"ArnEquals": {"kms:EncryptionContext:aws:logs:arn": log_group}},
    }
    return CustomerKey(
        scope,
        id_,
        name=f"{cluster}-database",
        description=f"The database {cluster}: storage, snapshots, master secret and log",
        location=location,
        statements=[logs],
    )
