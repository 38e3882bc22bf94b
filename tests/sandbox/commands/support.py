"""What tests of the commands share."""

from collections.abc import Callable

import pytest
from typer.testing import CliRunner, Result

from config.environment import load_environment
from ops.command import Failure
from sandbox import local_aws
from sandbox.__main__ import app
from sandbox.commands import show as showing
from sandbox.paths import (
    LOGS,
    OUTPUT,
    RECORD,
    SERVER_LOG,
)
from sandbox.record import ServerRecord
from terraform_json.types import Json
from tests.fixtures.output import write_output
from tests.sandbox.records import record_of

Deployment = Callable[[Callable[[str], None]], object]


def run(*command: str) -> Result:
    return CliRunner().invoke(app, command)


def interrupt(_: object) -> None:
    raise KeyboardInterrupt


def fail(_: object) -> None:
    raise Failure("Error: creating EC2 VPC")


def start() -> ServerRecord:
    return local_aws.start(load_environment("staging"), RECORD, LOGS / "server.log")


def leave_behind(pid: int) -> None:
    (OUTPUT / "stacks" / "of-before").mkdir(parents=True)
    LOGS.mkdir(parents=True)
    SERVER_LOG.write_text("etcd ended by itself\n")
    record_of(pid).write(RECORD)


def outputs(monkeypatch: pytest.MonkeyPatch, values: Json, *options: str) -> Result:
    """Run the command where Terraform knows outputs."""
    start()
    write_output(OUTPUT, {name: {} for name in values})
    monkeypatch.setattr(showing, "outputs_of", lambda *_: values)
    return run("outputs", *options)


def cells(table: str) -> list[list[str]]:
    """Return the rows of a printed table."""
    rows = [line.strip("│").split("│") for line in table.splitlines() if "│" in line]
    return [[cell.strip() for cell in row] for row in rows]
