"""Finds, starts and stops the local AWS and what belongs to it."""

import shutil
from typing import Final

from rich.console import Console

from config.model import EnvironmentConfig
from ops.command import Refusal
from sandbox import ending, local_aws
from sandbox.paths import KUBERNETES, RECORD, SANDBOX, SERVER_LOG
from sandbox.record import ServerRecord
from sandbox.terraform.cdktf import GRACE_SECONDS
from sandbox.terraform.locks import left_behind

KILLED: Final = (
    "Terraform was killed while it deployed {stacks}: what it had made last is in no state, and the"
    " state is locked."
)


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
        why = f"\nThe last one ended by itself. {_last_words()}" if SANDBOX.exists() else ""
        raise Refusal(f"No sandbox runs, so {so}. Begin with `make up`.{why}")
    return server


def server_for(console: Console, config: EnvironmentConfig, so: str) -> ServerRecord:
    """Return the local AWS that an environment is deployed to.

    Args:
        console: The console.
        config: The environment.
        so: What follows where none runs, for the message.

    Raises:
        Refusal: None runs, it holds another environment, or Terraform was killed at work on it.
    """
    server = required_server(so)
    server.refuse_unless_for(config)
    _end_unfinished(console)
    if forgetful := left_behind(config, server.endpoint):
        raise Refusal(f"{KILLED.format(stacks=', '.join(forgetful))} `make up` starts afresh.")
    return server


def current_server(console: Console, config: EnvironmentConfig) -> ServerRecord | None:
    """Return the local AWS to which an environment can be deployed, and say so.

    One that is gone, or of which Terraform has forgotten a part, is removed with what it left.

    Raises:
        Refusal: The one that runs holds another environment.
    """
    server = local_aws.find(RECORD)
    if server:
        server.refuse_unless_for(config)
        _end_unfinished(console)
        if forgetful := left_behind(config, server.endpoint):
            killed = KILLED.format(stacks=", ".join(forgetful))
            console.print(f"{killed} Starting afresh.")
            end_server(server)
            return None
        console.print(f"the local AWS runs at {server.endpoint}")
    elif SANDBOX.exists():
        console.print("The last local AWS is gone, and what it held with it: starting afresh.")
        console.print(_last_words())
        end_server(None)
    return server


def start_server(console: Console, config: EnvironmentConfig) -> ServerRecord:
    """Start a local AWS for the account of an environment.

    Raises:
        Failure: It did not start.
    """
    with console.status("starting the local AWS"):
        server = local_aws.start(config, RECORD, SERVER_LOG, kubernetes=KUBERNETES)
    console.print(f"the local AWS listens at {server.endpoint}")
    return server


def end_server(server: ServerRecord | None) -> None:
    """Stop a local AWS, if there is one, with all that is at work on it; remove what is its."""
    ending.end_marked(grace_seconds=0)
    if server:
        local_aws.stop(server, RECORD)
    local_aws.stop_unrecorded(RECORD)
    shutil.rmtree(SANDBOX, ignore_errors=True)


def _end_unfinished(console: Console) -> None:
    """End what a command that was killed left at work."""
    if count := ending.end_marked(GRACE_SECONDS):
        console.print(f"ended {count} processes that a killed command had left at work")


def _last_words() -> str:
    return local_aws.last_words(SERVER_LOG)
