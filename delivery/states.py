"""The resources in Terraform's states of an environment, read from the bucket of the states.

Only addresses, ids and ARNs are kept of a state, which also holds what is sensitive.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from config.model import EnvironmentConfig
from config.state_keys import state_key
from ops.command import Failure, Refusal

_FORMAT: Final = 4
"""The version of a state's format, the same since Terraform 0.12."""
_ARNS: Final = ("arn", "access_entry_arn", "association_arn")
"""The attributes that hold a resource's own ARN, which some of EKS call otherwise."""
_LOCK: Final = ".tflock"
"""The ending that Terraform adds to the key of a state for its lock:
https://developer.hashicorp.com/terraform/language/backend/s3#state-locking"""
_MISSING: Final = ("NoSuchBucket", "NoSuchKey")
_DENIED: Final = (
    "\nThe bucket shows it to the roles of the environment's file only:"
    " docs/runbooks/teardown.md, The deploy role by hand."
)


@dataclass(frozen=True, kw_only=True)
class Resource:
    """A resource that a state knows.

    Attributes:
        address: Its address, such as `aws_vpc.main`.
        kind: Its type.
        identifier: Its id; empty where it has none.
        arn: Its ARN, likewise.
    """

    address: str
    kind: str
    identifier: str
    arn: str


@dataclass(frozen=True, kw_only=True)
class State:
    """The state of a stack.

    Attributes:
        stack: The stack.
        resources: What it knows, by the address; nothing where there is no state.
        lock: Who has locked it, in words; empty where nobody has.
        lock_id: The id of the lock, by which it is given back.
    """

    stack: str
    resources: Mapping[str, Resource]
    lock: str = ""
    lock_id: str = ""


def refuse_unless_of(
    config: EnvironmentConfig, folder: Path, stacks: Mapping[str, Mapping[str, Any]]
) -> None:
    """Return if stacks keep their states where an environment's are.

    Args:
        config: The environment.
        folder: The folder of the stacks, for the message.
        stacks: Terraform's JSON of each stack, by the stack's name.

    Raises:
        Refusal: They are of another environment.
    """
    for name, stack in stacks.items():
        backend = stack.get("terraform", {}).get("backend", {}).get("s3", {})
        found = f"s3://{backend.get('bucket')}/{backend.get('key')}"
        wanted = f"s3://{config.state.bucket}/{state_key(config.name, name)}"
        if found != wanted:
            raise Refusal(
                f"{folder} is not of {config.name}: {name} keeps its state in {found}, and not in"
                f" {wanted}. Run `PLATFORM_ENV={config.name} make synth`, or name another folder."
            )


def read_states(
    config: EnvironmentConfig, session: boto3.Session, stacks: Iterable[str]
) -> dict[str, State]:
    """Return the state of each stack by the stack's name.

    Args:
        config: The environment.
        session: Credentials that may read the states.
        stacks: The names of the stacks.

    Raises:
        Failure: A state cannot be read.
    """
    s3: Any = session.client("s3")
    return {stack: _state(s3, config, stack) for stack in stacks}


def _state(s3: Any, config: EnvironmentConfig, stack: str) -> State:  # noqa: ANN401 - boto3's
    bucket, key = config.state.bucket, state_key(config.name, stack)
    try:
        state, lock = (_object(s3, bucket, name) for name in (key, f"{key}{_LOCK}"))
    except (BotoCoreError, ClientError, ValueError) as error:
        raise Failure(
            f"The state s3://{bucket}/{key} cannot be read: {error}{_hint(error)}"
        ) from error
    if state and state.get("version") != _FORMAT:
        raise Failure(
            f"The state s3://{bucket}/{key} is of the format {state.get('version')}; known here is"
            f" {_FORMAT}."
        )
    found = [each for block in state.get("resources", ()) for each in _resources(block)]
    return State(
        stack=stack,
        resources={each.address: each for each in found},
        lock=f"{lock['Operation']} of {lock['Who']} since {lock['Created']}" if lock else "",
        lock_id=lock.get("ID", ""),
    )


def _hint(error: Exception) -> str:
    """Return who may read a state, if AWS has refused to show it; else an empty text."""
    code = error.response["Error"]["Code"] if isinstance(error, ClientError) else ""
    return _DENIED if code == "AccessDenied" else ""


def _object(s3: Any, bucket: str, key: str) -> dict[str, Any]:  # noqa: ANN401 - boto3's
    try:
        held: dict[str, Any] = json.loads(s3.get_object(Bucket=bucket, Key=key)["Body"].read())
    except ClientError as error:
        if error.response["Error"]["Code"] not in _MISSING:
            raise
        return {}
    return held


def _resources(block: Mapping[str, Any]) -> Iterable[Resource]:
    """Yield the instances of a resource in a state; a data source is none."""
    if block["mode"] != "managed":
        return
    for each in block["instances"]:
        index = each.get("index_key")
        attributes = each.get("attributes") or {}
        yield Resource(
            address=f"{block['type']}.{block['name']}"
            + (f"[{json.dumps(index)}]" if index is not None else ""),
            kind=block["type"],
            identifier=str(attributes.get("id") or ""),
            arn=next((str(attributes[key]) for key in _ARNS if attributes.get(key)), ""),
        )
