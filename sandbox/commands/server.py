"""Finds, starts and stops the local AWS and what belongs to it."""

import shutil

from rich.console import Console

from config.model import EnvironmentConfig
from ops.command import Refusal
from sandbox import local_aws
from sandbox.paths import KUBERNETES, LOGS, RECORD, SANDBOX
from sandbox.record import ServerRecord


def down(console: Console) -> None:
    """Stop the local AWS, and remove what a deployment to it left behind."""
    server = local_aws.find(RECORD)
    end_server(server)
    stopped = "The local AWS and its cluster are stopped, and what they held is gone."
    console.print(stopped if server else "No sandbox runs.")


def required_server(so: str) -> ServerRecord:
    """Return the local AWS that runs.

    Args:
        so: What follows where none runs, for the message.

    Raises:
        Refusal: None runs.
    """
    server = local_aws.find(RECORD)
    if server is None:
        raise Refusal(f"No sandbox runs, so {so}. Begin with `make up`.")
    return server


def current_server(console: Console) -> ServerRecord | None:
    """Return the local AWS that runs, and say so; remove what one that is gone left behind."""
    server = local_aws.find(RECORD)
    if server:
        console.print(f"the local AWS runs at {server.endpoint}")
    elif SANDBOX.exists():
        console.print("The last local AWS is gone, and what it held with it: starting afresh.")
        end_server(None)
    return server


def start_server(console: Console, config: EnvironmentConfig) -> ServerRecord:
    """Start a local AWS for the account of an environment.

    Raises:
        Failure: It did not start.
    """
    with console.status("starting the local AWS"):
        server = local_aws.start(config, RECORD, LOGS / "server.log", kubernetes=KUBERNETES)
    console.print(f"the local AWS listens at {server.endpoint}")
    return server


def end_server(server: ServerRecord | None) -> None:
    """Stop a local AWS, if there is one, and remove what belongs to it."""
    if server:
        local_aws.stop(server, RECORD)
    shutil.rmtree(SANDBOX, ignore_errors=True)
