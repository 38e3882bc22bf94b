"""The principal that works on the sandbox: the environment's deploy role, as in a real account."""

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Final

from botocore.exceptions import BotoCoreError, ClientError

from config.model import EnvironmentConfig
from ops.command import Failure
from sandbox.client import client_of

SECONDS: Final = 43_200
"""How long a session lasts, in words only: moto lets it go on."""


def write_credentials(config: EnvironmentConfig, endpoint: str, file: Path) -> None:
    """Make the roles that an account has beforehand, and write a session of the deploy role.

    Args:
        config: The environment.
        endpoint: The URL of the local AWS.
        file: The file of credentials, in the form of AWS's command line; written unless it is
            there.

    Raises:
        Failure: The local AWS does not answer.
    """
    if file.exists():
        return
    try:
        keys = _session(config, endpoint)
    except (BotoCoreError, ClientError) as error:
        raise Failure(f"The local AWS gives nobody a session: {error}") from error
    lines = ["[default]", *(f"{name} = {value}" for name, value in keys.items()), ""]
    whole = file.with_suffix(f".{os.getpid()}")
    whole.touch(mode=0o600)
    whole.write_text("\n".join(lines), encoding="utf-8")
    whole.replace(file)


def _session(config: EnvironmentConfig, endpoint: str) -> dict[str, str]:
    iam = client_of("iam", config.region, endpoint)
    trust = {
        "Version": "2012-10-17",
        "Statement": {
            "Effect": "Allow",
            "Principal": {"AWS": config.account_id},
            "Action": "sts:AssumeRole",
        },
    }
    for role in filter(None, (config.deploy_role, config.plan_role)):
        path, _, name = f"/{role}".rpartition("/")
        # It is there already where a command was killed before it wrote the credentials.
        with suppress(iam.exceptions.EntityAlreadyExistsException):
            iam.create_role(
                Path=f"{path}/", RoleName=name, AssumeRolePolicyDocument=json.dumps(trust)
            )
    taken = client_of("sts", config.region, endpoint).assume_role(
        RoleArn=config.deploy_role_arn, RoleSessionName="sandbox", DurationSeconds=SECONDS
    )["Credentials"]
    return {
        "aws_access_key_id": taken["AccessKeyId"],
        "aws_secret_access_key": taken["SecretAccessKey"],
        "aws_session_token": taken["SessionToken"],
    }
