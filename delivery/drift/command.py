"""The commands `python -m delivery drift` and `python -m delivery drift-issue`."""

import json
import os
from pathlib import Path
from typing import Annotated

import typer
from pydantic import TypeAdapter, ValidationError

from config.environment import environment_name
from delivery.comment.files import read_records, write_record
from delivery.comment.record import Record, State
from delivery.drift.issue import keep_issue
from delivery.drift.page import is_clean, page
from delivery.drift.plans import drift_records
from delivery.options import OUTPUT, Folder
from ops.command import Failure, Refusal, ends_well, plain_console


def drift_command(
    records: Annotated[Path, typer.Argument(help="The folder that the records are written into.")],
    folder: Folder = OUTPUT,
    *,
    private: Annotated[
        bool, typer.Option(help="Whether log and records are for the repository's readers.")
    ] = False,
) -> None:
    """Plan each stack of PLATFORM_ENV, read-only, and keep what was changed outside Terraform."""
    with ends_well():
        failed = []
        for made in drift_records(environment_name(), folder, private=private):
            write_record(made, records)
            plain_console().print(f"{made.name}: {_told(made)}")
            if made.state is State.FAILED:
                failed.append(f"{made.name} has no plan. {made.text}".strip())
        if failed:
            raise Failure("\n\n".join(failed))


def drift_issue_command(
    records: Annotated[Path, typer.Argument(help="The folder with the records of all stacks.")],
    *,
    expected: Annotated[
        str, typer.Option(help='The stacks of each environment, in JSON: {"prod": ["k8s"]}.')
    ] = "",
    run: Annotated[str, typer.Option(help="The address of the run.")] = "",
    posted: Annotated[bool, typer.Option("--post", help="Write it as GitHub's issue.")] = False,
) -> None:
    """Print what was changed outside Terraform, by cause, in Markdown; or keep the issue of it."""
    with ends_well():
        found = read_records(records, _listed(expected))
        body = page(found, run=run)
        typer.echo(keep_issue(os.environ, body, clean=is_clean(found)) if posted else body)


def _listed(expected: str) -> str:
    """Return the stacks of each environment as `read_records` takes them."""
    if not expected:
        return ""
    try:
        stacks = TypeAdapter(dict[str, list[str]]).validate_json(expected)
    except ValidationError as error:
        raise Refusal(f"--expected lists no stacks of environments: {error}") from error
    return json.dumps(
        [{"environment": name, "stack": stack} for name, each in stacks.items() for stack in each]
    )


def _told(record: Record) -> str:
    if record.state is not State.PLANNED:
        return record.why
    return f"{record.drifted} changed outside Terraform" if record.drifted else "no drift"
