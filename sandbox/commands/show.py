"""Shows what the sandbox holds."""

import json
from collections.abc import Iterable

from rich.console import Console
from rich.table import Column, Table

from config.environment import load_environment
from ops.command import Refusal
from sandbox.commands.databases import show_databases
from sandbox.commands.server import required_server
from sandbox.environment import sandbox_environment
from sandbox.inside import cluster_half
from sandbox.inside.canaries import under_way
from sandbox.inside.status import by_zone, not_executed, table_of
from sandbox.paths import CREDENTIALS, OUTPUT
from sandbox.terraform.plans import outputs as outputs_of
from sandbox.terraform.progress import DeploymentProgress
from terraform_json.manifest import Stack, read_manifest
from terraform_json.stack import resources
from terraform_json.types import TerraformJsonError


def status(console: Console) -> None:
    """Show the nodes and the applications' pods by zone.

    Raises:
        Failure: The control plane does not answer.
        Refusal: There is no sandbox.
    """
    server = required_server("there is nothing to show")
    console.print(f"{server.environment} is deployed to the local AWS at {server.endpoint}")
    show_cluster(console)
    show_databases(console)


def outputs(console: Console, *, as_json: bool = False) -> None:
    """Show the outputs of every stack.

    Args:
        console: The console.
        as_json: Whether to print an object of JSON instead, with the outputs of each stack.

    Raises:
        ConfigError: The environment file has mistakes.
        Failure: They cannot be read.
        Refusal: There is no sandbox, or nothing is deployed to it yet.
    """
    server = required_server("it has no outputs")
    config = load_environment(server.environment)
    variables = sandbox_environment(config, server.endpoint, CREDENTIALS)
    values_of = outputs_of(_stacks(), variables)
    if as_json:
        console.print(json.dumps(values_of, indent=2))
        return
    console.print(f"{server.environment}:")
    # An ARN that does not fit is of use only as a whole.
    table = Table("stack", *(Column(name, overflow="fold") for name in ("output", "value")))
    for stack, values in values_of.items():
        for name, value in values.items():
            table.add_row(stack, name, _lines(value))
        table.add_section()
    console.print(table)


def show_stacks(console: Console, deployed: DeploymentProgress) -> None:
    """Show how many resources each stack has, how many of them changed, and how long that took.

    Args:
        console: The console.
        deployed: What their deployment told.
    """
    table = Table("stack", "resources", "changed", "seconds", box=None, pad_edge=False)
    for name, stack in read_manifest(OUTPUT).items():
        counts = (len(resources(stack.read())), deployed.planned.get(name, 0))
        table.add_row(name, *map(str, counts), f"{deployed.seconds.get(name, 0):.0f}")
    console.print(table, "")


def show_cluster(console: Console) -> None:
    """Show the nodes and the applications' pods by zone, canaries and Jobs, if a cluster runs.

    Raises:
        Failure: The control plane does not answer.
    """
    cluster = cluster_half.cluster()
    if cluster.directory.exists():
        console.print(table_of(by_zone(cluster.api)))
        if canaries := list(under_way(cluster.api)):
            console.print(
                "",
                "Canaries that have not gone through:",
                *(f"  {each}" for each in canaries),
                sep="\n",
            )
        if jobs := not_executed(cluster.api):
            console.print(
                "", f"Jobs only marked complete, not executed: {', '.join(jobs)}", sep="\n"
            )
        console.print("", f"the Kubernetes API answers at {cluster.url}", sep="\n")


def _stacks() -> Iterable[Stack]:
    try:
        return read_manifest(OUTPUT).values()
    except TerraformJsonError as error:
        raise Refusal(f"{error}. Run `make up` again.") from error


def _lines(value: object) -> str:
    if isinstance(value, dict):
        return "\n".join(f"{key}: {item}" for key, item in value.items())
    return "\n".join(value) if isinstance(value, list) else str(value)
