"""Updates."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

Client = Any


def test_an_update_is_done_at_once(eks: Client, cluster: str) -> None:
    made = eks.update_cluster_version(name=cluster, version="1.35")["update"]
    found = eks.describe_update(name=cluster, updateId=made["id"])["update"]
    assert found == made
    assert (found["status"], found["errors"]) == ("Successful", [])


def test_an_unknown_update_is_not_found(eks: Client, cluster: str) -> None:
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        eks.describe_update(name=cluster, updateId="none")
