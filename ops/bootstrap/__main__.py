"""The command: `python -m ops.bootstrap`, for the environment that `PLATFORM_ENV` names.

Exit status: 0 when everything is as it should be; 1 when AWS failed half-way (run it again); 2
when the command refuses, and then nothing was changed.
"""

from collections.abc import Iterator

import boto3
import typer
from botocore.exceptions import BotoCoreError, ClientError

from config.environment import environment_name, load_environment
from config.model import EnvironmentConfig
from ops.bootstrap.bucket import StateBucket
from ops.bootstrap.resource import Outcome, StateResource, put_right
from ops.bootstrap.table import LockTable
from ops.command import Failure, ends_well, plain_console
from ops.session import session_of


def bootstrap(config: EnvironmentConfig) -> Iterator[str]:
    """Make the bucket and the table as they should be, and yield what was done, line by line.

    Raises:
        Refusal: The credentials are missing or of another account, or what exists cannot be
            adopted. Nothing was changed.
        Failure: AWS failed half-way.
    """
    session = session_of(config)
    try:
        yield from _settle(config, session)
    except (BotoCoreError, ClientError) as error:
        raise Failure(f"AWS failed half-way: {error}\nRun the command again.") from error


def _settle(config: EnvironmentConfig, session: boto3.Session) -> Iterator[str]:
    resources: tuple[StateResource, ...] = (
        StateBucket(session.client("s3"), config),
        LockTable(session.client("dynamodb"), config),
    )
    existing = [resource.exists() for resource in resources]
    yield f"State of {config.name} in account {config.account_id}, {config.region}"
    for resource, exists in zip(resources, existing, strict=True):
        if not exists:
            resource.create()
        yield f"{resource.label}: {'exists' if exists else 'created'}"
        for outcome in put_right(resource.properties()):
            yield f"  {outcome.name}: {_told(outcome, adopted=exists)}"


def _told(outcome: Outcome, *, adopted: bool) -> str:
    if not outcome.changed:
        return "as it should be"
    return f"put right, it was {outcome.before or 'not set'}" if adopted else "set"


def main() -> None:
    """Bootstrap the chosen environment: the bucket of its states and the table of its locks."""
    console = plain_console()
    with ends_well():
        for line in bootstrap(load_environment(environment_name())):
            console.print(line)


if __name__ == "__main__":
    typer.run(main)
