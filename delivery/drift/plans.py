"""Plans every stack of an environment, and keeps what was changed outside Terraform."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from config.provider_locks import INSIDE_THE_CLUSTER
from delivery.comment.record import Record
from delivery.comment.recording import planned, unplanned
from delivery.summary import read_plan
from delivery.terraform import Terraform
from ops.synthesized import refused_unless_synthesized
from terraform_json.manifest import Stack, read_manifest
from terraform_json.order import closure, needs
from terraform_json.stack import provider_of, resources
from terraform_json.types import Json


@refused_unless_synthesized()
def drift_records(environment: str, folder: Path, *, private: bool) -> Iterator[Record]:
    """Return the records of all stacks, each made when it is asked for.

    Args:
        environment: The environment.
        folder: The folder that synthesis wrote.
        private: Whether the records are for those who may read the repository. Others tell how
            many resources were changed, and not which.

    Raises:
        Failure: Terraform cannot read a plan.
        Refusal: The folder is not what synthesis wrote.
    """
    manifest = read_manifest(folder)
    stacks = {name: stack.read() for name, stack in manifest.items()}
    return (_record(environment, each, stacks, private=private) for each in manifest.values())


def _record(environment: str, stack: Stack, stacks: Mapping[str, Json], *, private: bool) -> Record:
    status, printed = Terraform(folder=stack.folder).planned(*_outside(stacks[stack.name]))
    if status:
        return unplanned(environment, stack.name, printed, stacks, private=private)
    plan, _ = read_plan(stack.folder, text=False)
    return planned(environment, stack.name, plan, "" if private else None)


def _outside(stack: Json) -> list[str]:
    """Return the resources to plan: none for all, else those that need nothing inside the cluster.

    The role that plans is not let into the cluster, where Helm keeps its releases in Secrets.
    """
    needed = needs(stack)
    inside = {each for each in resources(stack) if provider_of(each) in INSIDE_THE_CLUSTER}
    if not inside:
        return []
    return [
        each
        for each in resources(stack)
        if each not in inside and not closure(needed, [each]) & inside
    ]
