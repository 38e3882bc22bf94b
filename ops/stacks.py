"""Prints the waves in which the synthesized stacks deploy, as JSON for a workflow's matrix.

A wave holds the stacks that need only stacks of earlier waves, so that those of one wave can deploy
at the same time: `[["networking"], ["databases"], ["k8s"]]`.
"""

import json
from collections.abc import Collection, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Annotated

import typer
from pydantic import BaseModel, Field, ValidationError

from ops.command import Refusal, ends_well

REMEDY = "Run `make synth` to write it anew."

app = typer.Typer(add_completion=False)


class Stack(BaseModel):
    """What CDKTF's manifest says about one stack, as far as the order needs it."""

    name: str
    construct_path: str = Field(alias="constructPath")
    dependencies: list[str]  # construct paths, not names


class Manifest(BaseModel):
    """The `manifest.json` that CDKTF writes beside the stacks."""

    stacks: dict[str, Stack]


def read_dependencies(manifest: Path) -> dict[str, list[str]]:
    """Read which stacks each stack depends on.

    Args:
        manifest: The `manifest.json` that CDKTF synthesized.

    Returns:
        For the name of each stack the names of the stacks it depends on.

    Raises:
        Refusal: The file cannot be read or is no manifest, it lists no stacks, or a stack
            depends on one that it does not list.
    """
    try:
        stacks = Manifest.model_validate_json(manifest.read_bytes()).stacks.values()
    except OSError as error:
        raise Refusal(f"{manifest} cannot be read: {error.strerror}. {REMEDY}") from error
    except ValidationError as error:
        wrong = [
            f"  {'.'.join(map(str, mistake['loc'])) or 'the whole file'}: {mistake['msg']}"
            for mistake in error.errors()
        ]
        raise Refusal(
            "\n".join([f"{manifest} is not a manifest of CDKTF:", *wrong, REMEDY])
        ) from error
    if not stacks:
        raise Refusal(f"{manifest} lists no stacks. {REMEDY}")

    names = {stack.construct_path: stack.name for stack in stacks}
    unknown = [
        f"  {stack.name} depends on {dependency}"
        for stack in stacks
        for dependency in stack.dependencies
        if dependency not in names
    ]
    if unknown:
        listed = ", ".join(sorted(names))
        raise Refusal("\n".join([f"{manifest} lists only {listed}, but:", *unknown, REMEDY]))
    return {stack.name: [names[path] for path in stack.dependencies] for stack in stacks}


def deployment_waves(dependencies: Mapping[str, Collection[str]]) -> list[list[str]]:
    """Group stacks into the waves in which they can deploy.

    Args:
        dependencies: For each stack the stacks it depends on.

    Returns:
        The waves in order, each sorted by name. A stack stands in the first wave that all of its
        dependencies precede.

    Raises:
        Refusal: Stacks depend on each other in a cycle.
    """
    sorter = TopologicalSorter(dependencies)
    try:
        sorter.prepare()
    except CycleError as error:
        cycle = " -> ".join(reversed(error.args[1]))
        raise Refusal(
            f"No order can deploy stacks that depend on each other: {cycle}. "
            "Take one of these dependencies away in stacks/.",
        ) from error
    waves = []
    while sorter.is_active():
        wave = sorted(sorter.get_ready())
        waves.append(wave)
        sorter.done(*wave)
    return waves


@app.command()
def main(
    directory: Annotated[Path, typer.Argument(help="The folder that synthesis wrote.")] = Path(
        "cdktf.out"
    ),
) -> None:
    """Print the waves in which the synthesized stacks deploy, as JSON.

    Exit status: 0, or 2 when the manifest tells no order (why: standard error).
    """
    with ends_well():
        typer.echo(json.dumps(deployment_waves(read_dependencies(directory / "manifest.json"))))


if __name__ == "__main__":
    app()
