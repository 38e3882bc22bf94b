"""The command: `python -m ops.bootstrap`, for the environment that `PLATFORM_ENV` names.

Examples: `make bootstrap`; `python -m ops.bootstrap --repository acme/platform --print`.

Exit status: 0 when everything is as it should be, or would be; 1 when AWS failed half-way (run it
again); 2 when the command refuses, and then nothing was changed.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Annotated

import boto3
import typer
from botocore.exceptions import BotoCoreError, ClientError

from config.environment import environment_name, load_environment
from config.model import EnvironmentConfig
from ops.bootstrap.applications import boundary_of_applications
from ops.bootstrap.bucket import StateBucket
from ops.bootstrap.pipelines import pipelines, printed
from ops.bootstrap.resource import Outcome, Resource, put_right
from ops.bootstrap.table import LockTable
from ops.command import Failure, Refusal, ends_well, plain_console, run
from ops.session import session_of

NO_REPOSITORY = (
    "Roles of the pipelines: left alone, since no repository is named"
    " (make bootstrap REPOSITORY=<owner>/<name>)"
)


def bootstrap(
    config: EnvironmentConfig, repository: str | None = None, *, dry_run: bool = False
) -> Iterator[str]:
    """Make everything as it should be, and yield what was done, line by line.

    Args:
        config: The environment.
        repository: The repository whose workflows plan and deploy; without it there are the bucket,
            the table and the boundary of applications only.
        dry_run: Whether to change nothing, and to yield what would be done.

    Raises:
        Refusal: The credentials are missing or of another account, or what exists cannot be
            adopted, or the environment's file lacks something. Nothing was changed.
        Failure: AWS failed half-way.
    """
    session = session_of(config)
    try:
        yield from _settle(config, session, repository, dry_run=dry_run)
    except (BotoCoreError, ClientError) as error:
        raise Failure(f"AWS failed half-way: {error}\nRun the command again.") from error


def _settle(
    config: EnvironmentConfig, session: boto3.Session, repository: str | None, *, dry_run: bool
) -> Iterator[str]:
    iam = session.client("iam")
    resources: list[Resource] = [
        StateBucket(session.client("s3"), config),
        LockTable(session.client("dynamodb"), config),
        boundary_of_applications(iam, config),
    ]
    if repository:
        resources += pipelines(iam, config, repository)
    yield f"{config.name} in account {config.account_id}, {config.region}"
    yield from settled(resources, dry_run=dry_run)
    if not repository:
        yield NO_REPOSITORY
    elif not config.plan_role:
        yield f"IAM role that plans: none, since plan_role is not set in the file of {config.name}"


def settled(resources: Sequence[Resource], *, dry_run: bool = False) -> Iterator[str]:
    """Make resources as they should be, and yield what was done, line by line.

    Args:
        resources: The resources, in the order in which they are made.
        dry_run: Whether to change nothing, and to yield what would be done.

    Raises:
        Refusal: One of them cannot be adopted. Nothing was changed.
    """
    existing = [resource.exists() for resource in resources]
    for resource, exists in zip(resources, existing, strict=True):
        if dry_run and not exists:
            yield f"{resource.label}: would be created"
            continue
        if not exists:
            resource.create()
        yield f"{resource.label}: {'exists' if exists else 'created'}"
        for outcome in put_right(resource.properties(), dry_run=dry_run):
            yield f"  {outcome.name}: {_told(outcome, adopted=exists, dry_run=dry_run)}"


def _told(outcome: Outcome, *, adopted: bool, dry_run: bool) -> str:
    if not outcome.changed:
        return "as it should be"
    right = "would be put right" if dry_run else "put right"
    return f"{right}, it was {outcome.before or 'not set'}" if adopted else "set"


def main(
    repository: Annotated[
        str | None, typer.Option(help="<owner>/<name> on GitHub: whose workflows plan and deploy.")
    ] = None,
    *,
    dry_run: Annotated[bool, typer.Option(help="Tell what would be done, and do nothing.")] = False,
    print_: Annotated[
        bool, typer.Option("--print", help="Print, as JSON, what the pipelines need; ask nobody.")
    ] = False,
) -> None:
    """Bootstrap the chosen environment: state, locks, boundary, and the roles of its pipelines."""
    with ends_well():
        config = load_environment(environment_name())
        if print_:
            if not repository:
                raise Refusal("Name the repository: --repository <owner>/<name>.")
            typer.echo(json.dumps(printed(config, repository), indent=2))
            return
        for line in bootstrap(config, repository, dry_run=dry_run):
            plain_console().print(line)


if __name__ == "__main__":
    run(main, __doc__)
