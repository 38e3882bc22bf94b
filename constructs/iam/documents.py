"""Policy documents, in the form that every AWS service reads."""

import json
from typing import Any

from config.aws.policies import VERSION
from config.location import Location

Statement = dict[str, Any]


def policy_document(*statements: Statement) -> str:
    """Return a policy of these statements."""
    return json.dumps({"Version": VERSION, "Statement": statements})


def taken_by(location: Location, service: str, condition: Statement | None = None) -> Statement:
    """Return the trust of a role that a service takes.

    Args:
        location: The account that owns the role.
        service: The service, such as `eks`.
        condition: What must hold as well, such as for whom the service acts.
    """
    return {
        "Effect": "Allow",
        "Principal": {"Service": location.service_principal(service)},
        "Action": "sts:AssumeRole",
        **({"Condition": condition} if condition else {}),
    }


def for_account(location: Location) -> Statement:
    """Return the condition that a service acts for our account, and not for a stranger's.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
    """
    return {"StringEquals": {"aws:SourceAccount": location.account_id}}


def on_behalf_of(location: Location, source: str) -> Statement:
    """Return the condition that a service acts for some resources of our account.

    Args:
        location: The account that the service acts for.
        source: The ARN, with wildcards, of what the service acts for.
    """
    return {**for_account(location), "ArnLike": {"aws:SourceArn": source}}


def account_owns_key(location: Location) -> Statement:
    """Return the statement that leaves a key to the IAM policies of its account.

    Without it no policy could grant the key's use, and nobody could mend a key's own policy:
    https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
    """
    return {
        "Sid": "IamPolicies",
        "Effect": "Allow",
        "Principal": {"AWS": location.account_arn},
        "Action": "kms:*",
        "Resource": "*",
    }


def logs_use_key(location: Location, *log_groups: str) -> Statement:
    """Return the statement that lets CloudWatch Logs encrypt these log groups with a key.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
    """
    arns = [location.arn("logs", f"log-group:{log_group}") for log_group in log_groups]
    return {
        "Sid": "CloudWatchLogs",
        "Effect": "Allow",
        "Principal": {"Service": location.regional_service_principal("logs")},
        "Action": [
            "kms:Decrypt",
            "kms:DescribeKey",
            "kms:Encrypt",
            "kms:GenerateDataKey*",
            "kms:ReEncrypt*",
        ],
        "Resource": "*",
        "Condition": {
            "ArnEquals": {"kms:EncryptionContext:aws:logs:arn": arns[0] if len(arns) == 1 else arns}
        },
    }
