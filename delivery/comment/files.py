"""The files of records: each job that plans writes one, and the job that comments reads them."""

from pathlib import Path
from typing import Final

from pydantic import BaseModel, TypeAdapter, ValidationError

from config.errors import Refusal
from delivery.comment.record import Record
from delivery.comment.recording import failed, planned, unplanned
from delivery.summary import read_plan
from ops.synthesized import refused_unless_synthesized
from terraform_json.manifest import read_manifest

PLAN: Final = "plan"
"""The file that `cdktf diff` leaves in a stack's folder, if Terraform makes a plan."""


@refused_unless_synthesized()
def record(environment: str, stack: str, folder: Path, printed: Path, *, private: bool) -> Record:
    """Return the record of a stack that was planned, or could not be.

    Args:
        environment: The environment.
        stack: The stack.
        folder: The folder that synthesis wrote.
        printed: The file with what the command that plans has printed.
        private: Whether the record is for those who may read the repository.

    Raises:
        Failure: Terraform cannot read the plan.
        Refusal: The folder has no such stack.
    """
    stacks = read_manifest(folder)
    if stack not in stacks:
        raise Refusal(f"{folder} has no stack {stack}, only {', '.join(stacks)}.")
    if (stacks[stack].folder / PLAN).exists():
        plan, told = read_plan(stacks[stack].folder, text=private)
        if not plan.get("errored"):  # Terraform keeps half a plan, too
            return planned(environment, stack, plan, told)
    text = printed.read_text(encoding="utf-8", errors="replace")
    read = {name: each.read() for name, each in stacks.items()}
    return unplanned(environment, stack, text, read, private=private)


def write_record(made: Record, folder: Path) -> None:
    """Write a record into a folder, by the names of its environment and stack."""
    file = folder / made.environment / f"{made.stack}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(made.model_dump_json(), encoding="utf-8")


class _Expected(BaseModel):
    environment: str
    stack: str


def read_records(folder: Path, expected: str = "") -> tuple[Record, ...]:
    """Return the records in a folder.

    Args:
        folder: The folder.
        expected: The stacks that were to be planned, in their order, as a list in JSON of objects
            with `environment` and `stack`. One without a record counts as failed: its job ended
            early. Without the list, the records come by environment and name.

    Raises:
        Refusal: There is none, or a file is no record.
    """
    try:
        found = [
            Record.model_validate_json(file.read_bytes())
            for file in sorted(folder.glob("**/*.json"))
        ]
        wanted = TypeAdapter(list[_Expected]).validate_json(expected) if expected else found
    except ValidationError as error:
        raise Refusal(f"{folder} holds a file that is no record of a plan: {error}") from error
    if not wanted:
        raise Refusal(f"{folder} holds no record of a plan: `delivery record` writes them.")
    known = {(each.environment, each.stack): each for each in found}
    return tuple(
        known.get((each.environment, each.stack)) or failed(each.environment, each.stack)
        for each in wanted
    )
