"""Prints the waves in which the synthesized stacks deploy, as JSON for a workflow's matrix.

A wave holds the stacks that need only stacks of earlier waves, so that those of one wave can deploy
at the same time: `[["networking"], ["databases"], ["k8s"]]`.
"""

import json
from pathlib import Path
from typing import Annotated

import typer

from ops.command import Refusal, ends_well
from ops.synthesized import refused_unless_synthesized
from terraform_json.manifest import read_manifest
from terraform_json.order import waves
from terraform_json.types import TerraformJsonError

app = typer.Typer(add_completion=False)


@refused_unless_synthesized()
def deployment_waves(output: Path) -> list[list[str]]:
    """Return the waves in which stacks can deploy, each sorted by name.

    Args:
        output: The folder that synthesis wrote.

    Raises:
        Refusal: The folder is not what synthesis wrote, or its stacks depend on each other in a
            cycle.
    """
    stacks = read_manifest(output)
    try:
        return waves({name: stack.dependencies for name, stack in stacks.items()})
    except TerraformJsonError as error:
        raise Refusal(
            f"No order can deploy stacks that depend on each other: {error}. "
            "Take one of these dependencies away in stacks/."
        ) from error


@app.command()
def main(
    output: Annotated[Path, typer.Argument(help="The folder that synthesis wrote.")] = Path(
        "cdktf.out"
    ),
) -> None:
    """Print the waves in which the synthesized stacks deploy, as JSON.

    Exit status: 0, or 2 when the manifest tells no order (why: standard error).
    """
    with ends_well():
        typer.echo(json.dumps(deployment_waves(output)))


if __name__ == "__main__":
    app()
