"""The locks on Terraform's states that a Terraform which was killed left behind.

A Terraform that ends in order gives its locks back, even when it fails. As one command of the
sandbox is at work at a time, and ends first what another left running, a lock that is there when it
begins is nobody's any more. That of an apply says more: what it had made since it last wrote its
state, every 20 seconds, no state knows.
"""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from config.model import EnvironmentConfig
from ops.command import Failure
from sandbox.client import client_of

APPLY: Final = "OperationTypeApply"
"""The word that Terraform writes into the lock of an apply; a plan has another."""
STATE_FILE: Final = ".tfstate"
LOCK_FILE: Final = f"{STATE_FILE}.tflock"


@dataclass(frozen=True)
class Lock:
    """A lock on the state of a stack.

    Attributes:
        stack: The stack.
        applies: Whether it is that of an apply.
    """

    stack: str
    applies: bool


def left_behind(config: EnvironmentConfig, endpoint: str) -> list[str]:
    """Give back the locks of plans, and return the stacks with the lock of an apply.

    Args:
        config: The environment.
        endpoint: The URL of the local AWS.

    Raises:
        Failure: The local AWS does not answer.
    """
    try:
        files = list(_files(config, client_of("s3", config.region, endpoint)))
        items = list(_items(config, client_of("dynamodb", config.region, endpoint)))
    except (BotoCoreError, ClientError) as error:
        raise Failure(f"The local AWS does not say which states are locked: {error}") from error
    return sorted({lock.stack for lock in [*files, *items] if lock.applies})


def _files(config: EnvironmentConfig, s3: Any) -> Iterator[Lock]:  # noqa: ANN401 - boto3's
    bucket = config.state.bucket
    with suppress(s3.exceptions.NoSuchBucket):
        for found in s3.list_objects_v2(Bucket=bucket).get("Contents", ()):
            if found["Key"].endswith(LOCK_FILE):
                held = s3.get_object(Bucket=bucket, Key=found["Key"])["Body"].read()
                lock = _lock(found["Key"].removesuffix(LOCK_FILE), held)
                if not lock.applies:
                    s3.delete_object(Bucket=bucket, Key=found["Key"])
                yield lock


def _items(config: EnvironmentConfig, dynamodb: Any) -> Iterator[Lock]:  # noqa: ANN401 - boto3's
    table = config.state.lock_table
    with suppress(dynamodb.exceptions.ResourceNotFoundException):
        for item in dynamodb.scan(TableName=table)["Items"]:
            # The table also keeps a digest of each state, an item without `Info`.
            if "Info" in item:
                lock = _lock(item["LockID"]["S"].removesuffix(STATE_FILE), item["Info"]["S"])
                if not lock.applies:
                    dynamodb.delete_item(TableName=table, Key={"LockID": item["LockID"]})
                yield lock


def _lock(state: str, info: str | bytes) -> Lock:
    """Return the lock on a state, from its path without ending and what Terraform wrote."""
    return Lock(state.rpartition("/")[2], json.loads(info)["Operation"] == APPLY)
