"""Shows what the sandbox holds."""

from rich.console import Console
from rich.table import Column, Table

from ops.command import Refusal
from sandbox import cluster_half
from sandbox.commands.databases import show_databases
from sandbox.commands.server import required_server
from sandbox.kubernetes.api import Api
from sandbox.paths import OUTPUTS
from sandbox.status import by_zone, table_of
from terraform_json.json_object import read_object
from terraform_json.types import Json, TerraformJsonError


def status(console: Console) -> None:
    """Show the nodes and the applications' pods by zone.

    Raises:
        Failure: The control plane does not answer.
        Refusal: There is no sandbox.
    """
    server = required_server("there is nothing to show")
    console.print(f"the local AWS runs at {server.endpoint}")
    show_cluster(console)
    show_databases(console)


def outputs(console: Console) -> None:
    """Show the outputs of every stack.

    Raises:
        Refusal: Nothing is deployed.
    """
    # An ARN that does not fit is of use only as a whole.
    table = Table("stack", *(Column(name, overflow="fold") for name in ("output", "value")))
    for stack, values in _outputs().items():
        for name, value in values.items():
            table.add_row(stack, name, _lines(value))
        table.add_section()
    console.print(table)


def show_cluster(console: Console) -> None:
    """Show the nodes and the applications' pods by zone, if a cluster runs.

    Raises:
        Failure: The control plane does not answer.
    """
    cluster = cluster_half.cluster()
    if cluster.directory.exists():
        console.print(table_of(by_zone(Api(cluster.url, cluster.directory / "pki"))))


def _outputs() -> Json:
    try:
        return read_object(OUTPUTS)
    except TerraformJsonError as error:
        raise Refusal(f"{error}. Run `make up` again.") from error


def _lines(value: object) -> str:
    if isinstance(value, dict):
        return "\n".join(f"{key}: {item}" for key, item in value.items())
    return "\n".join(value) if isinstance(value, list) else str(value)
