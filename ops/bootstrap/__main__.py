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
from ops.command import Failure, Refusal, ends_well, plain_console


def bootstrap(config: EnvironmentConfig) -> Iterator[str]:
    """Make the bucket and the table as they should be, and yield what was done, line by line.

    Raises:
        Refusal: The credentials are missing or of another account, or what exists cannot be
            adopted. Nothing was changed.
        Failure: AWS failed half-way.
    """
    session = _session(config)
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


def _session(config: EnvironmentConfig) -> boto3.Session:
    try:
        session = boto3.Session(region_name=config.region)
        caller = session.client("sts").get_caller_identity()
    except (
        BotoCoreError,
        ClientError,
        ValueError,
    ) as error:  # the last of an endpoint that is none
        raise Refusal(
            f"AWS does not accept these credentials, or there are none: {error}\n"
            f"Needed are credentials of the account {config.account_id}: log in, or choose them"
            " with AWS_PROFILE."
        ) from error
    if caller["Account"] != config.account_id:
        raise Refusal(
            f"The credentials are of the account {caller['Account']} ({caller['Arn']}), but"
            f" {config.name} belongs in {config.account_id} (account_id in its file). Choose other"
            " credentials (AWS_PROFILE) or another environment (PLATFORM_ENV)."
        )
    return session


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
