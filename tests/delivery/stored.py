"""An environment's states, and stacks that keep theirs there, for tests to make up."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import boto3

from config.model import EnvironmentConfig
from config.state_keys import state_key
from delivery.account import Account
from terraform_json.types import Json
from tests.fixtures.output import write_output


def make_bucket(account: Account) -> None:
    """Make the bucket of the states."""
    where = {"LocationConstraint": account.config.region}
    account.session.client("s3").create_bucket(
        Bucket=account.config.state.bucket,
        CreateBucketConfiguration=where,  # type: ignore[arg-type]
    )


class OneSession(boto3.Session):
    """A session for all tests, which makes one client of a service: that takes the most time."""

    client = cache(boto3.Session.client)


@cache
def session(region: str) -> boto3.Session:
    """Return the session of a region."""
    return OneSession("sandbox", "sandbox", region_name=region)


def account_of(config: EnvironmentConfig) -> Account:
    """Return the environment's account, in this process, with the bucket of its states."""
    account = Account(session(config.region), config)
    make_bucket(account)
    return account


def keep_state(account: Account, stack: str, resources: Mapping[str, Json]) -> None:
    """Write a state that knows resources, by their addresses with their attributes."""
    blocks = []
    for address, attributes in resources.items():
        kind, _, name = address.partition(".")
        instance = {"attributes": attributes}
        blocks.append({"mode": "managed", "type": kind, "name": name, "instances": [instance]})
    state = {"version": 4, "resources": blocks}
    key = state_key(account.config.name, stack)
    put(account, key, json.dumps(state))


def put(account: Account, key: str, body: str) -> None:
    """Write an object into the bucket of the states."""
    s3 = account.session.client("s3")
    s3.put_object(Bucket=account.config.state.bucket, Key=key, Body=body.encode())


def write_stacks(
    folder: Path,
    config: EnvironmentConfig,
    stacks: Mapping[str, Json],
    dependencies: Mapping[str, Sequence[str]] | None = None,
) -> Path:
    """Write stacks with the backend of an environment into a folder, which is returned."""
    kept = {
        name: stack | {"terraform": {"backend": {"s3": _backend(config, name)}}}
        for name, stack in stacks.items()
    }
    return write_output(folder, kept, dependencies)


def _backend(config: EnvironmentConfig, stack: str) -> Json:
    return {"bucket": config.state.bucket, "key": state_key(config.name, stack)}
