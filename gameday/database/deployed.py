"""A stack and those that it needs, deployed to a local AWS that is there for nothing else."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import psutil
from botocore.exceptions import BotoCoreError, ClientError

from config.environment import load_environment
from gameday.database.terraform import Terraform
from ops.bootstrap.__main__ import settled
from ops.bootstrap.bucket import StateBucket
from ops.bootstrap.resource import Resource
from ops.bootstrap.table import LockTable
from ops.command import Failure
from sandbox import local_aws
from sandbox.client import client_of
from sandbox.environment import sandbox_environment
from sandbox.record import ServerRecord
from terraform_json.manifest import Stack, read_manifest
from terraform_json.order import closure, in_order

_LEFT_OUT: Final = shutil.ignore_patterns(".terraform", "*.tfstate*", "plan*")
"""Terraform's own files in a folder, which may belong to a state in a real account."""


@dataclass(frozen=True, kw_only=True)
class Deployed:
    """A stack that is deployed.

    Attributes:
        terraform: Terraform in its folder.
        region: The region.
        endpoint: The URL of the local AWS.
    """

    terraform: Terraform
    region: str
    endpoint: str

    def client(self, service: str) -> Any:  # noqa: ANN401 - one type a service
        """Return a client of the local AWS."""
        return client_of(service, self.region, self.endpoint)


@contextmanager
def deployed(folder: Path, name: str, environment: str, logs: Path) -> Iterator[Deployed]:
    """Deploy a stack of a synthesized folder, and what it needs, as long as the context lasts.

    Args:
        folder: The folder, such as `cdktf.out`; it is left as it is.
        name: The name of the stack.
        environment: The environment that was synthesized.
        logs: The folder for logs.

    Raises:
        Failure: The local AWS does not start, or Terraform fails.
    """
    config = load_environment(environment)
    logs.mkdir(parents=True, exist_ok=True)
    _end_forgotten(logs)
    record = logs / f"aws-{os.getpid()}.json"
    with tempfile.TemporaryDirectory(prefix="gameday-aws-") as parent:
        copy = Path(parent) / "stacks"
        shutil.copytree(folder, copy, ignore=_LEFT_OUT)
        server = local_aws.start(config, record, logs / "aws.log")
        try:
            states: list[Resource] = [
                StateBucket(client_of("s3", config.region, server.endpoint), config),
                LockTable(client_of("dynamodb", config.region, server.endpoint), config),
            ]
            list(settled(states))
            variables = sandbox_environment(config, server.endpoint)
            for stack in _needed(read_manifest(copy), name):
                terraform = Terraform(folder=stack.folder, variables=variables, logs=logs)
                terraform.deploy()
            yield Deployed(terraform=terraform, region=config.region, endpoint=server.endpoint)
        except (BotoCoreError, ClientError) as error:
            raise Failure(f"The local AWS failed: {error}") from error
        finally:
            local_aws.stop(server, record)


def _needed(stacks: dict[str, Stack], name: str) -> list[Stack]:
    """Return the stacks that one needs, in order, itself last."""
    needs = {each.name: each.dependencies for each in stacks.values()}
    wanted = {name} | closure(needs, [name])
    return [stacks[each] for each in in_order(needs) if each in wanted]


def _end_forgotten(folder: Path) -> None:
    """End each local AWS whose game day was killed, and could not."""
    for file in folder.glob("aws-*.json"):
        record = ServerRecord.read(file)
        if record and not psutil.pid_exists(int(file.stem.rpartition("-")[2])):
            local_aws.stop(record, file)
